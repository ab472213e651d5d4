"""The audit's shares and agreement where counts are rounded: in steps that do not undo it.

Of 30 cases judged, as rounded, 80% is 24 of 30 and of no other number near it.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.questions.audited.tables import AgreementFound, JudgedShares

_Three: TypeAlias = tuple[float | None, float | None, float | None]
_CHANGE = "change"


def shares_in_steps(
    shares: pl.DataFrame, judged: Mapping[tuple[str, str], int], policy: Policy
) -> pl.DataFrame:
    """Give `JudgedShares` in whole per cents, and so coarse that each number of cases has a share.

    judged: the fewest cases of a cell that a share rests on, by period and what. Any number that
    rounds to the same has a share that is shown alike. Ranges are as wide as they are, in such
    steps too, and a change is that of the shares as they are shown.
    """
    if policy.rounded_to == 1:
        return shares
    rows = {
        (period, what): _stepped(
            numbers, _step(1, policy.rounded(judged[period, what]) - policy.reach)
        )
        for period, what, *numbers in shares.rows()
    }
    for (period, what), (estimate, low, high) in rows.items():
        before, after = (rows.get((name, what), (None,))[0] for name in ("before", "after"))
        if period != _CHANGE or estimate is None or before is None or after is None:
            continue
        moved = after - before - estimate
        below, above = (None if end is None else round(end + moved, 2) for end in (low, high))
        rows[period, what] = round(estimate + moved, 2), below, above
    return JudgedShares.frame([(*key, *numbers) for key, numbers in rows.items()])


def agreement_in_steps(agreement: pl.DataFrame, cases: int, policy: Policy) -> pl.DataFrame:
    """Give `AgreementFound` in steps of as many of the cases as counts are rounded to."""
    if policy.rounded_to == 1:
        return agreement
    return AgreementFound.frame(
        (name, *_stepped(numbers, _step(policy.rounded_to, policy.rounded(cases))))
        for name, *numbers in agreement.rows()
    )


def _step(parts: int, whole: int) -> float:
    """Return so many parts of a whole as a share, upwards to a whole per cent; 1 at most."""
    return min(1.0, math.ceil(100 * parts / whole) / 100) if whole > 0 else 1.0


def _stepped(numbers: Sequence[float | None], step: float) -> _Three:
    """Round an estimate, and how far the ends of its range lie from it; all or none are null."""
    estimate, low, high = numbers
    if estimate is None:
        return (None, None, None)
    shown = round(estimate / step) * step
    below, above = (
        None if end is None else round(shown + round((end - estimate) / step) * step, 2)
        for end in (low, high)
    )
    return round(shown, 2), below, above

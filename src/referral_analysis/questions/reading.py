"""A row of the changes as the value that sentences are made of."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.analysis.plan import LEAST_AFTER
from referral_analysis.questions.released import HasChanges, HasHeadline
from referral_analysis.report.words import wording
from referral_analysis.report.words.wording import Change, Ends, Verdict
from referral_analysis.series.measures import OTHERS

VERDICT = (
    pl.when(pl.col("high") < 1)
    .then(pl.lit("fell"))
    .when(pl.col("low") > 1)
    .then(pl.lit("rose"))
    .otherwise(pl.lit("cannot tell"))
)

IN_A_SENTENCE = {
    HEADLINE: "inappropriate referrals",
    OTHERS: "the other referrals",
    "nfa": "inappropriate referrals",
    "closed_at_once": "referrals closed at once",
    "inappropriate_wide": "inappropriate referrals, counted more widely,",
    "appropriate": "appropriate referrals",
    "referrals": "referrals of all kinds",
}
SINCE_LAUNCH: Mapping[Verdict, str] = {
    "fell": "Fewer inappropriate referrals than expected since the launch",
    "rose": "More inappropriate referrals than expected since the launch",
    "cannot tell": "Inappropriate referrals cannot be told from those expected since the launch",
}
"""The title of a figure of what happened beside what was expected."""


def change_of(released: HasChanges, measure: str) -> Change | None:
    """Return the change of a measure; None when it was not counted, estimated or may be shown."""
    rows = released.changes.table.filter(pl.col("measure") == measure)
    if rows["ratio"].count() == 0:
        return None
    row = rows.row(0, named=True)
    return Change(
        what=IN_A_SENTENCE[measure],
        ratio=row["ratio"],
        low=row["low"],
        high=row["high"],
        level=row["level"],
        observed_a_month=row["observed_total"] / row["months"],
        months=row["months"],
        safe=_ends_of(row, "safe"),
        step=released.plan.step,
    )


def settled_months(released: HasChanges, measure: str) -> int:
    """Count the months after the launch whose outcomes have settled for a measure."""
    table = released.changes.table
    return int(table.row(by_predicate=pl.col("measure") == measure, named=True)["months"])


def is_settled(released: HasChanges, measure: str) -> bool:
    """Say whether enough months have settled for the measure to be modelled."""
    return settled_months(released, measure) >= released.plan.least_after


def why_no_figure(months: int, days: int, least: int = LEAST_AFTER) -> tuple[str, str]:
    """Say why a measure that takes `days` to settle has no figure: in a few words, in a sentence.

    months: how many since the launch have settled for it. Too few of them (under `least`), or too
    small to show.
    """
    if months < least:
        return "Too early to say", wording.too_early(months, days)
    return "May not be shown", wording.TOO_SMALL


def headline_of(released: HasHeadline) -> Change | None:
    """Return the change that answers the question; None where it may not be shown."""
    change, others = change_of(released, HEADLINE), change_of(released, OTHERS)
    if change is None:
        return None
    return replace(
        change,
        others=None if others is None else others.verdict,
        mild=_mild_of(released),
        looks=len(released.plan.looks) or 1,
        counted=released.tips.table.row(0, named=True)["counted"] or "cannot tell",
    )


def _mild_of(released: HasHeadline) -> Ends | None:
    row = released.changes.table.row(by_predicate=pl.col("measure") == HEADLINE, named=True)
    return _ends_of(row, "mild")


def _ends_of(row: Mapping[str, Any], kind: Literal["mild", "safe"]) -> Ends | None:
    low, high = row[f"{kind}_low"], row[f"{kind}_high"]
    return None if low is None else Ends(low=low, high=high)

"""What nothing may be told of: where even a mark would tell too much of what was shown before.

c says that a count is 1 or more, and 0 that there is none. Beside what an earlier release shows of
the same months that can be too much, whatever else is hidden: then nothing is told of the stretch,
of any segment of the kind, since leaving out one would say that it is not none.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.spans import MEASURES, Beneath
from referral_analysis.disclosure.proof.whole_report import Hidden, hide
from referral_analysis.disclosure.register import Earlier

_PARTS = {"referrals": MEASURES, "nfa": ("nfa",)}
"""What is not told of a stretch where a measure of it is not: nothing stands without its whole."""


def hide_or_leave_out(
    others: Mapping[Count, int],
    own: Mapping[Count, int],
    policy: Policy,
    earlier: Earlier | None,
    beneath: Beneath,
    *,
    drawn_on: dt.date,
) -> tuple[Mapping[Count, int], Hidden]:
    """Choose what to hide of counts, and what of the segments' own ones to tell nothing of.

    others: what is told in any case; what that gives away by itself is nobody's fault here. Return
    what is told of at all, and what of it is hidden.
    """
    told, given_away = {**others, **own}, None
    while True:
        hidden = hide(told, policy, earlier, beneath, drawn_on=drawn_on)
        if hidden.beyond and given_away is None:
            without = hide(others, policy, earlier, beneath, drawn_on=drawn_on)
            given_away = set(without.beyond)
        too_telling = _over(set(hidden.beyond) - (given_away or set()), told.keys() & own.keys())
        if not too_telling:
            return told, hidden
        told = {count: value for count, value in told.items() if count not in too_telling}


def _over(beyond: Collection[Count], stretches: Collection[Count]) -> frozenset[Count]:
    """Return the stretches of every segment of a kind that share a month with what is known."""
    spans = {
        (part, count.kind, count.first, count.last)
        for count in beyond
        for part in _PARTS.get(count.measure, ())
    }
    return frozenset(
        count
        for count in stretches
        if any(
            (count.measure, count.kind) == (measure, kind)
            and count.first <= last
            and first <= count.last
            for measure, kind, first, last in spans
        )
    )


def as_the_board_has_it(
    counts: Mapping[Count, int], earlier: Earlier | None, drawn_on: dt.date
) -> tuple[dict[Count, int], dict[Count, int]]:
    """Return the counts of segments that the Board report on the extract tells of, and the others.

    What it left out of a kind is in neither; of a kind that it tells nothing of, all are others.
    """
    releases = earlier.releases if earlier else ()
    board = {count for one in releases if one.is_board_of(drawn_on) for count in one.counts}
    kinds = {count.kind for count in board}
    told = {count: value for count, value in counts.items() if count in board}
    return told, {count: value for count, value in counts.items() if count.kind not in kinds}

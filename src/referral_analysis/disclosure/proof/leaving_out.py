"""What nothing may be told of: where even a mark would tell too much of what was shown before.

c says that a count is 1 or more, and 0 that there is none. Beside what an earlier release shows of
the same months, or of months that stretches of both lead to, that can be too much, whatever else is
hidden: then nothing is told of the stretch, of any segment of the kind, since leaving out one would
say that it is not none.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence, Set
from itertools import accumulate

from referral_analysis.disclosure.counted import COUNTY, Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.spans import Beneath
from referral_analysis.disclosure.proof.whole_report import Hidden, given_away, hide
from referral_analysis.disclosure.register import Earlier
from referral_analysis.periods import months_between

WHOLE = "referrals"
"""The measure of which all others are parts: nothing is told of these where it is not."""


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
    told = {**others, **own}
    hidden = hide(told, policy, earlier, beneath, drawn_on)
    if not hidden.beyond:
        return told, hidden
    left_out = _at_fault(
        others, own, lambda values: given_away(values, policy, earlier, beneath, drawn_on)
    )
    if not left_out:
        return told, hidden
    told = {count: value for count, value in told.items() if count not in left_out}
    return told, hide(told, policy, earlier, beneath, drawn_on)


def _at_fault(
    others: Mapping[Count, int],
    own: Mapping[Count, int],
    given_away_by: Callable[[Mapping[Count, int]], Set[Count]],
) -> Set[Count]:
    """Return which of a report's own stretches to leave out, so that they give nothing away.

    What more is told gives away no less. So the shortest row of stretches, nearest first, without
    which nothing is given away ends with one that is at fault; that goes, until none is.
    """
    known, left_out = given_away_by(others), frozenset[Count]()

    def found_out(left_out: Set[Count]) -> Set[Count]:
        told = {count: value for count, value in own.items() if count not in left_out}
        return given_away_by({**others, **told}) - known

    while found := found_out(left_out):
        stretches = _nearest_first(own.keys() - left_out, found)
        rows = list(accumulate(stretches, frozenset.union, initial=left_out))
        at = bisect_left(rows[1:-1], x=True, key=lambda row: not found_out(row))  # all suffice
        left_out |= stretches[at]
    return left_out


def _nearest_first(own: Set[Count], found: Set[Count]) -> Sequence[frozenset[Count]]:
    """Sort the stretches of all segments of a kind by how far they lie from what is found out.

    First those of its kind, or of any if it is the county's, and parts before their wholes.
    """
    kinds = {count.kind for count in found}
    stretches = {(count.kind, count.measure, count.first, count.last) for count in own}

    def order(stretch: tuple[str, str, dt.date, dt.date]) -> tuple[bool, int, bool]:
        kind, measure, first, last = stretch
        away = min(_apart((first, last), (count.first, count.last)) for count in found)
        return not kinds & {kind, COUNTY}, away, measure == WHOLE

    return [
        frozenset(
            count
            for count in own
            if (count.kind, count.first, count.last) == (kind, first, last)
            and measure in {WHOLE, count.measure}
        )
        for kind, measure, first, last in sorted(sorted(stretches), key=order)
    ]


def _apart(one: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> int:
    """Count the months from the end of one stretch to the next; 0 where they share one."""
    return max(months_between(min(one[1], other[1]), max(one[0], other[0])), 0)


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

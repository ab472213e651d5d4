"""What nothing may be told of: where even a mark would tell too much of what was shown before.

c says that a count is 1 or more, and 0 that there is none. Beside what an earlier release shows of
the same months, or of months that stretches of both lead to, that can be too much, whatever else is
hidden: then nothing is told of the stretch, of any segment of the kind, since leaving out one would
say that it is not none.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Set

from referral_analysis.disclosure.counted import COUNTY, Count
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
    before = {count for one in (earlier.releases if earlier else ()) for count in one.counts}
    while True:
        hidden = hide(told, policy, earlier, beneath, drawn_on=drawn_on)
        if hidden.beyond and given_away is None:
            without = hide(others, policy, earlier, beneath, drawn_on=drawn_on)
            given_away = set(without.beyond)
        found_out = set(hidden.beyond) - (given_away or set())
        too_telling = _too_telling(found_out, told.keys() & own.keys(), beside=[*told, *before])
        if not too_telling:
            return told, hidden
        told = {count: value for count, value in told.items() if count not in too_telling}


def _too_telling(
    beyond: Set[Count], stretches: Set[Count], *, beside: Collection[Count]
) -> frozenset[Count]:
    """Return which stretches to tell nothing of, since they give away what is `beyond`.

    They share a month with it; where none does, with counts of `beside` that do, or that share one
    with such, and so on: two stretches that overlap tell of the rest of each. Where no stretch of
    the measure is left, those of its whole go too; where none of these is, all.
    """
    for known in (beyond, {count.of("referrals") for count in beyond}, stretches if beyond else ()):
        reached, before = frozenset(known), frozenset[Count]()
        while reached != before:
            if found := _over(reached, stretches):
                return found
            reached, before = reached | _over(reached, beside), reached
    return frozenset()


def _over(known: Collection[Count], stretches: Collection[Count]) -> frozenset[Count]:
    """Return the stretches of every segment of a kind that share a month with what is known.

    What is known of the county may be told by any kind.
    """
    spans = {
        (part, count.kind, count.first, count.last)
        for count in known
        for part in _PARTS.get(count.measure, ())
    }
    return frozenset(
        count
        for count in stretches
        if any(
            (count.measure, kind) in {(measure, count.kind), (measure, COUNTY)}
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

"""How the counts of one release add up, as an intruder knows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from referral_analysis.disclosure.counted import COUNTY, KINDS, LISTED, Count, pieces_of
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.periods import QUARTER
from referral_analysis.series.measures import CLOSED_AT_ONCE, GUARDED

Places = Mapping[Count, int]
"""Where each count of a release stands in a system."""


def tie_sums(builder: Builder, places: Places) -> None:
    """Let months, districts and agencies each add up to the county's total of those months."""
    totals = {count for count in places if count.kind == COUNTY and count.first < count.last}
    for total in sorted(totals):
        _tie_months(builder, places, total, [(places[total], -1)])
    segments = sorted((c for c in places if c.kind in KINDS), key=_added_up_with)
    for _, group in groupby(segments, _added_up_with):
        counts = list(group)
        total = counts[0].county
        added = [(places[count], -1) for count in counts]
        if total in places:
            _tie(builder, [*added, (places[total], 1)])
        else:
            _tie_months(builder, places, total, added)


def tie_listed(builder: Builder, places: Places) -> None:
    """Let parts of all wholes, such as codes of a half-year, add up to what they are shares of."""
    parts: dict[tuple[dt.date, dt.date], list[tuple[int, int]]] = {}
    for count in sorted(places):
        if count.whole:
            parts.setdefault((count.first, count.last), []).append((places[count], 1))
    for count in sorted(count for count in places if count.measure == LISTED):
        _tie(builder, [*parts.get((count.first, count.last), []), (places[count], -1)])


def tie_parts(builder: Builder, places: Places) -> None:
    """Let parts and rests add up to their wholes; what is left over is a count too."""
    for whole, place in places.items():
        if whole.measure != "referrals":
            continue
        nfa, wide, rest, others = (
            places.get(whole.of(name))
            for name in ("nfa", "inappropriate_wide", "appropriate", "others")
        )
        if nfa is not None:
            tie_rest(builder, part=nfa, whole=place, with_none=True)
        if nfa is not None and wide is not None:
            tie_rest(builder, part=nfa, whole=wide, with_none=False)
        at_once = places.get(whole.of(CLOSED_AT_ONCE))
        if nfa is not None and at_once is not None:
            tie_rest(builder, part=at_once, whole=nfa, with_none=False)
        _tie_wide(builder, wide, rest, place)
        reached = [places.get(whole.of(name)) for name in GUARDED]
        _tie_reached(builder, nfa, [one for one in reached if one is not None], place)
        if nfa is not None and wide is None and rest is not None:
            _tie_complement(builder, nfa, [rest, *([] if others is None else [others])], place)
        elif others is not None:
            _tie_others(builder, nfa=nfa, rest=rest, others=others, whole=place)


def _tie_wide(builder: Builder, wide: int | None, rest: int | None, whole: int) -> None:
    """Let the wider count and the appropriate add up to all, or add what it leaves of them."""
    if wide is not None and rest is not None:
        builder.tie([wide, rest, whole], [1, 1, -1])
    elif wide is not None:
        tie_rest(builder, part=wide, whole=whole, with_none=True)


def rest_of(builder: Builder, *, part: int, whole: int) -> int | None:
    """Return what is left of a whole; None where either is not known to us."""
    values = builder.value(part), builder.value(whole)
    return None if values[0] is None or values[1] is None else values[1] - values[0]


def tie_rest(builder: Builder, *, part: int, whole: int, with_none: bool) -> None:
    """Add what is left of a whole: to be protected when small; when none is, if that tells."""
    rest = rest_of(builder, part=part, whole=whole)
    is_sensitive = rest is not None and (
        builder.is_small(rest) or (with_none and rest == 0 and builder.value(whole) != 0)
    )
    left = builder.implied(rest, is_sensitive=is_sensitive)
    builder.tie([part, left, whole], [1, 1, -1])


def _tie_complement(builder: Builder, part: int, rests: Sequence[int], whole: int) -> None:
    """Let each name of what is left of a whole be just that: nothing is between part and rest."""
    for rest in rests:
        builder.tie([part, rest, whole], [1, 1, -1])


def _tie_others(
    builder: Builder, *, nfa: int | None, rest: int | None, others: int, whole: int
) -> None:
    """Add who was found not in need by the age at which the others are counted, and who later."""
    if rest is not None:
        tie_rest(builder, part=rest, whole=others, with_none=False)
    if nfa is not None:
        _tie_neither(builder, nfa, others, whole)


def _tie_reached(builder: Builder, nfa: int | None, reached: Sequence[int], whole: int) -> None:
    """Add who did not reach it, and who did not though they were not closed at once."""
    for one in reached:
        tie_rest(builder, part=one, whole=whole, with_none=True)
        if nfa is not None:
            _tie_neither(builder, nfa, one, whole)


def _tie_neither(builder: Builder, one: int, other: int, whole: int) -> None:
    """Add what two parts without a referral in common leave of a whole: protected when small."""
    value, left = builder.value(one), rest_of(builder, part=other, whole=whole)
    neither = None if value is None or left is None else left - value
    is_sensitive = neither is not None and builder.is_small(neither)
    place = builder.implied(neither, is_sensitive=is_sensitive)
    builder.tie([one, other, place, whole], [1, 1, 1, -1])


def _added_up_with(count: Count) -> tuple[str, str, dt.date, dt.date]:
    return count.measure, count.kind, count.first, count.last


def _tie_months(
    builder: Builder, places: Places, total: Count, others: Sequence[tuple[int, int]]
) -> None:
    """Tie the months of a total to other cells; if some are not published, nothing is known.

    Of a release by quarters, the quarters.
    """
    pieces = pieces_of(total, places)
    if pieces:
        _tie(builder, [*((places[piece], 1) for piece in pieces), *others])


def tie_lengths(builder: Builder, places: Places, then: Places) -> None:
    """Tie the quarters of two releases of one extract to the months that the other of them has.

    places, then: where the counts of each stand.
    """
    for own, other in ((places, then), (then, places)):
        both = {**other, **own}
        for total in sorted(own):
            is_quarter = len(total.months) == QUARTER
            if total.kind == COUNTY and is_quarter and not pieces_of(total, own):
                _tie_months(builder, both, total, [(own[total], -1)])


def _tie(builder: Builder, terms: Sequence[tuple[int, int]]) -> None:
    builder.tie([place for place, _ in terms], [factor for _, factor in terms])

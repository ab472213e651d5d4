"""Spans of one segment that overlap: what lies between their ends follows from them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from referral_analysis.disclosure.counted import COUNTY, KINDS, Count, pieces_of
from referral_analysis.disclosure.proof.adding_up import Places, tie_rest
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.unchanged import Unchanged, is_unchanged
from referral_analysis.periods import add_months

Beneath = Mapping[Count, int]
"""The true count of every segment in every month, which no report shows: what spans are made of."""
MEASURES = ("referrals", "nfa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """Where the counts of an earlier release stand, and whether its extract is this one's.

    `unchanged` is what of the county's has not changed since.
    """

    places: Places
    is_same_day: bool
    unchanged: Unchanged = frozenset()


_Kind = tuple[str, str]  # kind, segment
_Whose = tuple[str, str, str]  # measure, kind, segment
_Between = tuple[dt.date, dt.date]  # first and last month


def beneath_of(months: pl.DataFrame) -> Beneath:
    """Name every segment's count in every month; months as `analysis.quarters.months_of`."""
    rows = months.select("kind", "segment", "period", *MEASURES).rows() if months.width else []
    return {
        Count(measure=measure, kind=kind, segment=segment, first=period, last=period): count
        for kind, segment, period, *counts in rows
        for measure, count in zip(MEASURES, counts, strict=True)
    }


def tie_spans(
    builder: Builder, places: Places, earlier: Sequence[Then], beneath: Beneath
) -> Mapping[int, Count]:
    """Make each segment's counts, of this release and of earlier ones, of what lies between ends.

    places, earlier: where the counts of this release and of each earlier one stand. Returns what
    each new place counts. What lies between two ends is protected like a count, with its rest; an
    earlier figure may since have been corrected.
    """
    made = _between_ends(builder, places, [then.places for then in earlier], beneath)
    known = {**places, **made}
    _tie_rests(builder, known, made)
    _tie_segments(builder, known, made)
    by_whose = _by_whose(known)
    for count, place in places.items():
        steps = _steps(
            [other for other in by_whose.get(_whose(count), ()) if other != count], count
        )
        _tie(builder, [known[step] for step in steps], [place])
    new = {place: count for count, place in made.items()}
    told = {*places, *(count for one in earlier if one.is_same_day for count in one.places)}
    for then in earlier:
        for count in sorted(then.places.keys() - places.keys()):
            if steps := _steps(by_whose.get(_whose(count), ()), count):
                is_told = count in told or all(step in told for step in steps)
                value = _added(count, beneath)
                place, at = then.places[count], [known[step] for step in steps]
                if then.is_same_day:
                    _tie(builder, at, [place])
                    continue
                changed = _changed_since(
                    builder,
                    place,
                    value,
                    is_told=is_told,
                    is_alike=is_unchanged(count, then.unchanged),
                )
                _tie(builder, at, [place, changed])
                new[changed] = count
    return new


def _between_ends(
    builder: Builder, places: Places, earlier: Sequence[Places], beneath: Beneath
) -> dict[Count, int]:
    """Add what lies between one end and the next, where it is no count of this release itself."""
    made: dict[Count, int] = {}
    for segment, spans in _spans(places, earlier).items():
        for first, last in _between(spans):
            for measure in MEASURES:
                count = _count(measure, segment, (first, last))
                value = _added(count, beneath)
                if count not in places and value is not None:
                    is_sensitive = builder.is_small(value)
                    made[count] = builder.implied(value, is_sensitive=is_sensitive)
    return made


def _spans(places: Places, earlier: Sequence[Places]) -> dict[_Kind, set[_Between]]:
    """Return the spans that each segment is, or was, counted over."""
    ends: dict[_Kind, set[_Between]] = {}
    for counts in (places, *earlier):
        for count in counts:
            if count.kind in KINDS:
                whose = ends.setdefault((count.kind, count.segment), set())
                whose.add((count.first, count.last))
    return ends


def _between(spans: set[_Between]) -> Iterator[_Between]:
    """Yield what lies between one end and the next, where any span reaches over it."""
    edges = sorted({first for first, _ in spans} | {add_months(last, 1) for _, last in spans})
    for start, end in pairwise(edges):
        last = add_months(end, -1)
        if any(first <= start and last <= until for first, until in spans):
            yield start, last


def _count(measure: str, whose: _Kind, between: _Between) -> Count:
    kind, segment = whose
    return Count(measure=measure, kind=kind, segment=segment, first=between[0], last=between[1])


def _added(count: Count, beneath: Beneath) -> int | None:
    """Add up the months of a count; None where one is before or after those that are known."""
    months = [beneath.get(month) for month in count.months]
    known = [value for value in months if value is not None]
    return sum(known) if len(known) == len(months) else None


def _tie_rests(builder: Builder, known: Places, made: Places) -> None:
    """Add the rest of each whole that lies between, as it is protected in what is printed."""
    for count, place in made.items():
        part = known.get(count.of("nfa"))
        if count.measure == "referrals" and part is not None:
            tie_rest(builder, part=part, whole=place, with_none=True)


def _tie_segments(builder: Builder, known: Places, made: Places) -> None:
    """Let all segments of a kind add up to the county's months, where all are there."""
    names: dict[str, set[str]] = {}
    for count in known:
        names.setdefault(count.kind, set()).add(count.segment)
    for whole in sorted({(c.measure, c.kind, c.first, c.last) for c in made}):
        measure, kind, first, last = whole
        parts = [
            known.get(_count(measure, (kind, name), (first, last))) for name in sorted(names[kind])
        ]
        county = _count(measure, (COUNTY, COUNTY), (first, last))
        pieces = [county] if county in known else pieces_of(county, known)
        if None not in parts and pieces:
            _tie(
                builder,
                [place for place in parts if place is not None],
                [known[piece] for piece in pieces],
            )


def _by_whose(known: Places) -> Mapping[_Whose, Sequence[Count]]:
    """Sort the segments' counts by whose they are, the shortest first from each month."""
    by_whose: dict[_Whose, list[Count]] = {}
    for count in sorted(known):
        if count.kind in KINDS:
            by_whose.setdefault(_whose(count), []).append(count)
    return by_whose


def _whose(count: Count) -> _Whose:
    return count.measure, count.kind, count.segment


def _steps(inner: Sequence[Count], count: Count) -> Sequence[Count]:
    """Return the shortest steps from a count's first month to its last; none if one is missing."""
    steps, at = list[Count](), count.first
    while at <= count.last:
        step = next((one for one in inner if one.first == at and one.last <= count.last), None)
        if step is None:
            return ()
        steps.append(step)
        at = add_months(step.last, 1)
    return steps


def _tie(builder: Builder, parts: Sequence[int], others: Sequence[int]) -> None:
    """Let parts, if there are any, add up to the others."""
    if parts:
        factors = [1.0] * len(parts) + [-1.0] * len(others)
        builder.tie([*parts, *others], factors)


def _changed_since(
    builder: Builder, then: int, now: int | None, *, is_told: bool, is_alike: bool
) -> int:
    """Add what an earlier figure has since been corrected by.

    Where a report on this extract tells of it, or of what it is made of, a small correction is as
    telling as a small count, and an intruder may think of any. Where none does, or where nothing of
    the county's has changed, an intruder may know how little was corrected.
    """
    before = builder.value(then)
    change = None if before is None or now is None else now - before
    if change is None:
        return builder.implied(None, within=(-np.inf, np.inf), believed=(0, 0))
    if not is_told or (is_alike and change == 0):
        return builder.implied(change, within=(-abs(change), abs(change)))
    is_sensitive = change != 0 and builder.is_small(abs(change))
    least = -max(builder.policy.values_left, -change)
    return builder.implied(change, is_sensitive=is_sensitive, within=(least, np.inf))

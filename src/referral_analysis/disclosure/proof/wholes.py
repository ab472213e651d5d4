"""Parts of a segment, such as the codes of an agency, and what they say of the segment."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from referral_analysis.disclosure.counted import LISTED, Count
from referral_analysis.disclosure.proof.adding_up import Places
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.spans import Beneath, Then


def tie_wholes(
    builder: Builder, places: Places, earlier: Sequence[Then], beneath: Beneath
) -> Places:
    """Tie the parts of this release, and of others on its extract, to their wholes.

    Returns where the wholes stand that no table prints: they follow from their parts. How many of a
    whole have no name of a part is not protected where it is told how many have one.
    """
    made: dict[Count, int] = {}
    told = set[Count]()
    for release in (places, *(then.places for then in earlier if then.is_same_day)):
        wholes: dict[Count, list[Count]] = {}
        for count in sorted(release):
            if whole := count.whole:
                wholes.setdefault(whole, []).append(count)
        for whole, parts in wholes.items():
            value = _added(whole, beneath)
            if value is None:
                continue
            is_told = parts[0].is_of_more and whole.county.of(LISTED) in release
            if whole not in places and whole not in made:
                is_sensitive = builder.is_small(value) and not is_told
                made[whole] = builder.implied(value, is_sensitive=is_sensitive)
            told.add(whole)
            place = places[whole] if whole in places else made[whole]
            of_parts = [release[part] for part in parts]
            _tie(builder, place, of_parts, of_more=parts[0].is_of_more, is_told=is_told)
    _tie_all(builder, {whole: places.get(whole, made.get(whole, -1)) for whole in told}, places)
    return made


def with_wholes(builder: Builder, then: Then) -> Then:
    """Add the wholes that an earlier release's parts made up, as its extract had them.

    What stands in this release over overlapping months is held to them as to any earlier count.
    """
    wholes: dict[Count, list[Count]] = {}
    for count in sorted(then.places):
        if (whole := count.whole) and whole not in then.places:
            wholes.setdefault(whole, []).append(count)
    made = {}
    for whole, parts in wholes.items():
        values = [builder.value(then.places[part]) for part in parts]
        known = [value for value in values if value is not None]
        is_known = len(known) == len(values) and not parts[0].is_of_more
        made[whole] = builder.implied(sum(known) if is_known else None)
        places = [then.places[part] for part in parts]
        _tie(builder, made[whole], places, of_more=parts[0].is_of_more)
    return replace(then, places={**then.places, **made})


def _tie_all(builder: Builder, wholes: Places, places: Places) -> None:
    """Let the wholes of the same months add up to the county's, where its months are printed.

    Where they are not, to what is known all the same: their shares add up to one.
    """
    for _, group in groupby(sorted(wholes, key=_together), _together):
        counts = list(group)
        months = [places.get(month) for month in counts[0].county.months]
        known = [] if None in months else [month for month in months if month is not None]
        cells = [wholes[whole] for whole in counts]
        builder.tie([*cells, *known], [1.0] * len(cells) + [-1.0] * len(known))


def _together(whole: Count) -> tuple[str, str, dt.date, dt.date]:
    return whole.measure, whole.kind, whole.first, whole.last


def _added(whole: Count, beneath: Beneath) -> int | None:
    """Add up the months of a whole; None where one is not known."""
    months = [beneath.get(month) for month in whole.months]
    known = [value for value in months if value is not None]
    return sum(known) if len(known) == len(months) else None


def _tie(
    builder: Builder, whole: int, parts: Sequence[int], *, of_more: bool, is_told: bool = False
) -> None:
    """Let parts add up to the whole, with what has no name of a part where there may be some.

    is_told: what has none is known, and not protected.
    """
    if not of_more:
        builder.tie([*parts, whole], [*[1.0] * len(parts), -1.0])
        return
    values = [builder.value(part) for part in parts]
    known = [value for value in values if value is not None]
    total = builder.value(whole)
    rest = None if total is None or len(known) < len(values) else total - sum(known)
    is_sensitive = rest is not None and builder.is_small(rest) and not is_told
    left = builder.implied(rest, is_sensitive=is_sensitive)
    builder.tie([*parts, left, whole], [*[1.0] * len(parts), 1.0, -1.0])

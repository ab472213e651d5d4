"""What has not changed since an earlier extract, as anybody takes it who reads both."""

import datetime as dt
from collections.abc import Iterator, Mapping, Set

from referral_analysis.disclosure.counted import COUNTY, Count, pieces_of
from referral_analysis.disclosure.register import Earlier, Release
from referral_analysis.periods import QUARTER

Unchanged = Set[Count]
"""The county's months, or quarters, that an earlier extract counts as this one does."""


def unchanged_since(
    values: Mapping[Count, int], earlier: Earlier | None, drawn_on: dt.date | None
) -> Mapping[dt.date, Unchanged]:
    """Name, for the day of each earlier extract, what of the county's has not changed since.

    values: what this report counts, beside which the others on its extract are read. What is shown
    rounded, or is suppressed, is not known to be the same.
    """
    releases = earlier.releases if earlier else ()
    now = dict(_shown(values))
    for release in releases:
        if release.drawn_on == drawn_on:
            now |= dict(_known(release))
    unchanged: dict[dt.date, set[Count]] = {release.drawn_on: set() for release in releases}
    for release in releases:
        alike = {count for count, shown in _known(release) if now.get(count) == shown}
        unchanged[release.drawn_on] |= alike
    return unchanged


def is_unchanged(count: Count, unchanged: Unchanged) -> bool:
    """Claim that a segment's count is over what did not change for the county: nor has it, then."""
    return count.county in unchanged or bool(pieces_of(count.county, unchanged))


def _known(release: Release) -> Iterator[tuple[Count, int]]:
    exact = {count: n for count, n in release.counts.items() if not release.reach_of(count)}
    return _shown(exact)


def _shown(counts: Mapping[Count, int | None]) -> Iterator[tuple[Count, int]]:
    for count, shown in counts.items():
        if count.kind == COUNTY and len(count.months) in {1, QUARTER} and shown is not None:
            yield count, shown

"""What earlier releases published, as a register that one run hands to the next."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from referral_analysis.disclosure.counted import Count
from referral_analysis.errors import DisclosureError

REGISTER = {
    "report": pl.String,
    "drawn_on": pl.Date,
    "measure": pl.String,
    "kind": pl.String,
    "segment": pl.String,
    "first_month": pl.Date,
    "last_month": pl.Date,
    "count": pl.Int64,
    "rounded_to": pl.Int64,
}
"""A row a count of a release: which report, the day its extract was drawn, what it counts, the
figure as it was shown (null where it was suppressed), and what it was rounded to: of one that other
counts tell, so many values as it leaves."""
QUALITY = "data_quality"
SEGMENTS = "segments"
"""The reports of all districts and agencies of a release: each registers what all of them show."""
NOWHERE: Mapping[Count, int] = MappingProxyType({})
_RELEASE = ("report", "drawn_on")
COUNTED = (*_RELEASE, "measure", "kind", "segment", "first_month", "last_month")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Release:
    """One earlier release: which report, its counts as shown; None where suppressed.

    `wider` has of how many values a figure is, where these are more than what all are rounded to.
    """

    report: str
    drawn_on: dt.date
    counts: Mapping[Count, int | None] = field(repr=False)
    rounded_to: int = 1
    wider: Mapping[Count, int] = field(repr=False, default_factory=dict)

    def is_board_of(self, day: dt.date) -> bool:
        """Claim that it is the Board report on the extract that was drawn on a day."""
        return (self.report, self.drawn_on) == (BOARD, day)

    def reach_of(self, count: Count) -> int:
        """Return how far from a count its figure can lie, at most."""
        return self.wider.get(count, self.rounded_to) // 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Earlier:
    """Everything that earlier releases showed; made by `earlier_releases` from their register."""

    register: pl.DataFrame = field(repr=False)
    releases: tuple[Release, ...] = field(repr=False)

    @property
    def has_stretches(self) -> bool:
        """Claim that segments' counts were published over other stretches than the Board's."""
        return any(release.report in {SEGMENTS, QUALITY} for release in self.releases)

    @property
    def suppressed(self) -> frozenset[Count]:
        """The counts that any of them suppressed: what was suppressed once stays so."""
        return frozenset(
            count
            for release in self.releases
            for count, shown in release.counts.items()
            if shown is None
        )

    @property
    def shown(self) -> frozenset[Count]:
        """The counts that any of them shows: who reads that one knows them already."""
        return frozenset(
            count
            for release in self.releases
            for count, shown in release.counts.items()
            if shown is not None
        )


def earlier_releases(register: pl.DataFrame) -> Earlier:
    """Read a register; DisclosureError for a frame that is not one."""
    if dict(register.schema) != REGISTER:
        raise DisclosureError(
            "the register of earlier releases",
            found="other columns than a register has",
            needed=", ".join(REGISTER),
            do="Name the folder of a run of this report made by this version.",
        )
    if register.select(COUNTED).is_duplicated().any():
        raise DisclosureError(
            "the register of earlier releases",
            found="two figures for one count of one release",
            needed="one",
            do="Name each earlier run once, as it was published.",
        )
    releases = map(_release_of, register.partition_by(_RELEASE, maintain_order=True))
    return Earlier(register=register, releases=tuple(releases))


def _release_of(rows: pl.DataFrame) -> Release:
    counts, values = dict[Count, int | None](), dict[Count, int]()
    for _, _, measure, kind, segment, first, last, shown, values_of in rows.rows():
        count = Count(measure=measure, kind=kind, segment=segment, first=first, last=last)
        counts[count], values[count] = shown, values_of
    rounded_to = min(values.values())
    return Release(
        report=rows["report"][0],
        drawn_on=rows["drawn_on"][0],
        counts=counts,
        rounded_to=rounded_to,
        wider={count: number for count, number in values.items() if number > rounded_to},
    )


def register_of(
    shown: Mapping[Count, int | None],
    release: tuple[str, dt.date],
    rounded_to: int,
    earlier: Earlier | None,
    reach: Mapping[Count, int] = NOWHERE,
) -> pl.DataFrame:
    """Return the register after a release: what it shows, below what those before it showed.

    `release` names the report and the day its extract was drawn; made again, it replaces itself.
    reach: how far from a count its figure can lie, where that is more than by what it is rounded.
    """
    rows = [
        (
            *release,
            c.measure,
            c.kind,
            c.segment,
            c.first,
            c.last,
            value,
            max(rounded_to, 2 * reach.get(c, 0) + 1),
        )
        for c, value in sorted(shown.items())
    ]
    now = pl.DataFrame(rows, REGISTER, orient="row")
    if earlier is None:
        return now
    is_this = (pl.col("report") == release[0]) & (pl.col("drawn_on") == release[1])
    return pl.concat([earlier.register.filter(~is_this), now])


BOARD = "board_report"

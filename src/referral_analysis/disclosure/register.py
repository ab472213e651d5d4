"""What earlier releases published, as a register that one run hands to the next."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

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
figure as it was shown (null where it was suppressed), and what it was rounded to."""
QUALITY = "data_quality"
SEGMENTS = "segments"
"""The reports of all districts and agencies of a release: each registers what all of them show."""
_RELEASE = ("report", "drawn_on")
COUNTED = (*_RELEASE, "measure", "kind", "segment", "first_month", "last_month")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Release:
    """One earlier release: which report, its counts as shown; None where suppressed."""

    report: str
    drawn_on: dt.date
    counts: Mapping[Count, int | None] = field(repr=False)
    rounded_to: int = 1


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
    releases = [
        Release(
            report=report,
            drawn_on=drawn_on,
            counts={
                Count(measure=measure, kind=kind, segment=segment, first=first, last=last): shown
                for _, _, measure, kind, segment, first, last, shown, _ in rows.rows()
            },
            rounded_to=rows["rounded_to"][0],
        )
        for rows in register.partition_by(_RELEASE, maintain_order=True)
        for report, drawn_on in rows.select(_RELEASE).head(1).rows()
    ]
    return Earlier(register=register, releases=tuple(releases))


def register_of(
    shown: Mapping[Count, int | None],
    release: tuple[str, dt.date],
    rounded_to: int,
    earlier: Earlier | None,
) -> pl.DataFrame:
    """Return the register after a release: what it shows, below what those before it showed.

    `release` names the report and the day its extract was drawn; made again, it replaces itself.
    """
    rows = [
        (*release, c.measure, c.kind, c.segment, c.first, c.last, value, rounded_to)
        for c, value in sorted(shown.items())
    ]
    now = pl.DataFrame(rows, REGISTER, orient="row")
    if earlier is None:
        return now
    is_this = (pl.col("report") == release[0]) & (pl.col("drawn_on") == release[1])
    return pl.concat([earlier.register.filter(~is_this), now])


BOARD = "board_report"

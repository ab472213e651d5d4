"""What earlier releases published, as a register that one run hands to the next."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.disclosure.counted import Count
from referral_analysis.errors import DisclosureError

REGISTER = {
    "drawn_on": pl.Date,
    "measure": pl.String,
    "kind": pl.String,
    "segment": pl.String,
    "first_month": pl.Date,
    "last_month": pl.Date,
    "count": pl.Int64,
    "rounded_to": pl.Int64,
}
"""A row a count of a release: the day its extract was drawn, what it counts, the figure as it was
shown (null where it was suppressed), and what it was rounded to."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Release:
    """One earlier release: its counts as shown; None where suppressed."""

    counts: Mapping[Count, int | None] = field(repr=False)
    rounded_to: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Earlier:
    """Everything that earlier releases showed; made by `earlier_releases` from their register."""

    register: pl.DataFrame = field(repr=False)
    releases: tuple[Release, ...] = field(repr=False)

    @property
    def suppressed(self) -> frozenset[Count]:
        """The counts that any of them suppressed: what was suppressed once stays so."""
        return frozenset(
            count
            for release in self.releases
            for count, shown in release.counts.items()
            if shown is None
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
    releases = [
        Release(
            counts={
                Count(measure=measure, kind=kind, segment=segment, first=first, last=last): shown
                for _, measure, kind, segment, first, last, shown, _ in rows.rows()
            },
            rounded_to=rows["rounded_to"][0],
        )
        for rows in register.partition_by("drawn_on", maintain_order=True)
    ]
    return Earlier(register=register, releases=tuple(releases))


def register_of(
    shown: Mapping[Count, int | None],
    drawn_on: dt.date,
    rounded_to: int,
    earlier: Earlier | None,
) -> pl.DataFrame:
    """Return the register after a release: what it shows, below what those before it showed."""
    rows = [
        (drawn_on, c.measure, c.kind, c.segment, c.first, c.last, value, rounded_to)
        for c, value in sorted(shown.items())
    ]
    now = pl.DataFrame(rows, REGISTER, orient="row")
    if earlier is None:
        return now
    return pl.concat([earlier.register.filter(pl.col("drawn_on") != drawn_on), now])

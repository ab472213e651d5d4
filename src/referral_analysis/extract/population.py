"""Mid-year population estimates -> children aged 0 to 17 in each area and month."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.companion import read_companion

AREA, YEAR, CHILDREN, GSS_CODE = "area", "year", "children_0_17", "gss_code"

Beyond: TypeAlias = Literal["last_change", "hold"]
"""After the last estimate: go on by the change of its last year, or stay at it."""

_ESTIMATED_ON = (6, 30)
_MID_MONTH = 15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """Estimates for 30 June: area (String), year (Int64), children_0_17 (Int64), sorted.

    Areas do not overlap: the county is their sum. gss_code (String) is there if the file has it.
    is_known: false where nobody counted the children, and what is divided by are working days alone
    (`unknown_population`).
    """

    estimates: pl.DataFrame = field(repr=False)
    beyond: Beyond = "last_change"
    is_known: bool = True

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas' names, in order."""
        return tuple(self.estimates[AREA].unique().sort())


def read_population(path: Path, beyond: Beyond = "last_change") -> Population:
    """Read a CSV file of area, year and children_0_17 on 30 June; gss_code is optional.

    ValueUnreadableError where a value is missing or not a whole number above zero, an area has a
    year twice or lacks one that another has, or one area is the sum of the others.
    """
    rows = read_companion(
        path, {AREA: pl.String, YEAR: pl.Int64, CHILDREN: pl.Int64}, {GSS_CODE: pl.String}
    ).sort(AREA, YEAR)
    population = Population(estimates=rows, beyond=beyond)
    _require_sound(path.name, population)
    return population


NOBODY_KNOWS = "everywhere"
"""The area of a county of which neither children nor districts are known."""
STAND_IN_CHILDREN = 10_000
"""Children that the county, and each area of it, is taken to have where nobody knows: a rate per
10,000 children a year is then a number of referrals a year of 252 working days."""


def unknown_population(districts: Collection[str]) -> Population:
    """Return what stands for a population file where there is none; districts: of the extract."""
    areas = sorted(districts) or [NOBODY_KNOWS]
    rows = {AREA: areas, YEAR: [2000] * len(areas), CHILDREN: [STAND_IN_CHILDREN] * len(areas)}
    kinds = {AREA: pl.String, YEAR: pl.Int64, CHILDREN: pl.Int64}
    return Population(estimates=pl.DataFrame(rows, kinds), beyond="hold", is_known=False)


def require_areas(population: Population, districts: Collection[str]) -> None:
    """Raise ValueUnreadableError naming a district that the population has no estimate for."""
    if not population.is_known:
        return
    strange = sorted(set(districts) - set(population.areas))
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise ValueUnreadableError(
            "district",
            found=f"{strange[0]}{more}, which the population file does not have",
            needed=f"one of {', '.join(population.areas)}",
            do="Map it under `codes`, to nothing if it is outside the county.",
        )


def children_by_month(population: Population, months: Sequence[dt.date]) -> pl.DataFrame:
    """Return the children of each area in the middle of each month.

    Straight lines between the estimates of 30 June; before the first one its value; after the
    last one by the population's `beyond` (its value, where there is only one). months: first
    days of months. Returns area (String), period (Date), children (Float64), sorted.
    """
    days = _days([month.replace(day=_MID_MONTH) for month in months])
    frames = []
    for (area,), rows in population.estimates.group_by([AREA], maintain_order=True):
        known = _days([dt.date(year, *_ESTIMATED_ON) for year in rows[YEAR]])
        children = _on(days, known, rows[CHILDREN].to_numpy().astype(np.float64), population.beyond)
        frames.append(pl.DataFrame({AREA: area, "period": list(months), "children": children}))
    return pl.concat(frames).sort(AREA, "period")


def _on(
    days: NDArray[np.float64],
    known: NDArray[np.float64],
    children: NDArray[np.float64],
    beyond: Beyond,
) -> NDArray[np.float64]:
    """Read children off the line through the estimates; shapes (T,), (n,), (n,) -> (T,)."""
    inside = np.interp(days, known, children)
    if beyond == "hold" or len(known) == 1:
        return inside
    slope = (children[-1] - children[-2]) / (known[-1] - known[-2])
    line = children[-1] + slope * (days - known[-1])
    # a line that falls below zero says nothing about children
    return np.where(days > known[-1], np.maximum(line, 0.0), inside)


def _days(dates: Sequence[dt.date]) -> NDArray[np.float64]:
    return np.array(dates, dtype="datetime64[D]").astype(np.float64)


def _require_sound(where: str, population: Population) -> None:
    rows = population.estimates
    fault = None
    years = rows[YEAR].n_unique()
    by_year = rows.group_by(YEAR).agg(pl.col(CHILDREN).sum().alias("all"))
    doubled = rows.join(by_year, on=YEAR).filter(pl.col(CHILDREN) * 2 == pl.col("all"))
    if rows.select((pl.col(CHILDREN) <= 0).any()).item():
        fault = ("children of zero or less", "whole numbers above zero")
    elif rows.select(AREA, YEAR).is_duplicated().any():
        fault = ("an area with one year twice", "one estimate an area and year")
    elif rows.height != years * len(population.areas):
        fault = ("an area without a year that another has", "the same years for every area")
    elif len(population.areas) > 2 and doubled.height == years and doubled[AREA].n_unique() == 1:
        fault = (f"{doubled[AREA][0]}, the sum of the others", "areas that do not overlap")
    if fault:
        raise ValueUnreadableError(
            where, found=fault[0], needed=fault[1], do="Correct the population file."
        )

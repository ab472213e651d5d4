"""Mid-year population estimates -> children aged 0 to 17 in each area and month."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.columns import DISTRICT
from referral_analysis.extract.companion import read_companion
from referral_analysis.periods import months_between

AREA, YEAR, CHILDREN, GSS_CODE = "area", "year", "children_0_17", "gss_code"

Beyond: TypeAlias = Literal["last_change", "hold"]
"""After the last estimate: go on by the change of its last year, or stay at it."""

MOST_YEARS = 5
"""Years beyond an estimate for which it may be held: children of a county move by some per cent."""
_FOR_CERTAIN = 30
_JUMP, _DROP = 1.5, 0.5
"""From one estimate to the next an area's children move by less than a half of what they were: more
is a slip of a digit, or another area under the same name."""
_TOTALS = re.compile(r"\b(grand |sub-?|county )?totals?\b|^all( areas| districts)?$", re.IGNORECASE)
_ALMOST = 0.005
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
    beyond: Beyond = "hold"
    is_known: bool = True

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas' names, in order."""
        return tuple(self.estimates[AREA].unique().sort())


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsHeld:
    """Where an analysis goes beyond its population's years: months at the first, at the last."""

    first_year: int
    last_year: int
    months_before: int
    months_after: int


def read_population(path: Path, beyond: Beyond = "hold") -> Population:
    """Read a CSV file of area, year and children_0_17 on 30 June; gss_code is optional.

    ValueUnreadableError where a value is missing or not a whole number above zero, an area has a
    year twice or lacks one that another has, is a total of the others by its name or its size, or
    moves by half between two estimates.
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


def years_held(population: Population, first: dt.date, last: dt.date) -> YearsHeld | None:
    """Return where months from first to last lie beyond the estimates; None where none do.

    None too where nobody counted the children. ValueUnreadableError where any lies more than
    `MOST_YEARS` from the nearest.
    """
    if not population.is_known:
        return None
    years = population.estimates[YEAR]
    earliest, latest = int(years.min()), int(years.max())  # type: ignore[arg-type]
    # an estimate of 30 June stands for the half year around it
    before = months_between(first, dt.date(earliest, 1, 1))
    after = months_between(dt.date(latest, 12, 1), last)
    if max(before, after) > 12 * MOST_YEARS:
        raise ValueUnreadableError(
            "the population file",
            found=f"estimates of {_span(earliest, latest)} only",
            needed=f"those of {first.year} to {last.year}, or of {MOST_YEARS} years from them",
            do="Add the years, or shorten the analysis.",
        )
    if max(before, after) <= 0:
        return None
    return YearsHeld(
        first_year=earliest,
        last_year=latest,
        months_before=max(before, 0),
        months_after=max(after, 0),
    )


def _span(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def require_referrals_from_each(population: Population, rows: pl.LazyFrame) -> None:
    """Raise ValueUnreadableError naming an area that no referral is from, by no chance.

    By its children it would have `_FOR_CERTAIN` referrals or more: it is a total under another
    name, or lies outside the county, and halves its rates. rows: checked; without districts they
    say nothing.
    """
    if not population.is_known or DISTRICT not in rows.collect_schema():
        return
    seen = rows.group_by(DISTRICT).agg(pl.len().cast(pl.Int64)).drop_nulls().collect()
    if seen.is_empty():
        return
    latest = population.estimates.filter(pl.col(YEAR) == pl.col(YEAR).max())
    areas = latest.join(seen, left_on=AREA, right_on=DISTRICT, how="left").with_columns(
        pl.col("len").fill_null(0)
    )
    with_some = areas.filter(pl.col("len") > 0)
    each = float(with_some["len"].sum()) / max(float(with_some[CHILDREN].sum()), 1.0)
    silent = areas.filter((pl.col("len") == 0) & (pl.col(CHILDREN) * each >= _FOR_CERTAIN))
    if silent.height:
        raise ValueUnreadableError(
            "the population file",
            found=f"{', '.join(silent[AREA].sort()[:3])}: {silent.height} of {areas.height} areas "
            "that no referral is from",
            needed="the areas that referrals come from, each once",
            do="Take out totals and areas outside the county, or map districts under `codes`.",
        )


def children_by_month(population: Population, months: Sequence[dt.date]) -> pl.DataFrame:
    """Return the children of each area in the middle of each month.

    Straight lines between the estimates of 30 June; before the first one its value; after the
    last one by the population's `beyond` (its value, where there is only one). months: first
    days of months. Returns area (String), period (Date), children (Float64), sorted.
    """
    months = sorted(months)
    days = _days([month.replace(day=_MID_MONTH) for month in months])
    rows = population.estimates
    known = _days([dt.date(year, *_ESTIMATED_ON) for year in rows[YEAR]])
    counted = rows[CHILDREN].to_numpy().astype(np.float64)
    places: dict[str, list[int]] = {}
    for place, area in enumerate(rows[AREA]):
        places.setdefault(area, []).append(place)
    areas = sorted(places)
    read = [
        _on(days, known[of], counted[of], population.beyond)
        for of in (places[area] for area in areas)
    ]
    return pl.DataFrame(
        {
            AREA: [area for area in areas for _ in months],
            "period": months * len(areas),
            "children": np.concatenate(read),
        },
        schema={AREA: pl.String, "period": pl.Date, "children": pl.Float64},
    )


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
    totals = _totals(rows.join(by_year, on=YEAR), years)
    jumped = _jumped(rows)
    if rows.select((pl.col(CHILDREN) <= 0).any()).item():
        fault = ("children of zero or less", "whole numbers above zero")
    elif rows.select(AREA, YEAR).is_duplicated().any():
        fault = ("an area with one year twice", "one estimate an area and year")
    elif rows.height != years * len(population.areas):
        fault = ("an area without a year that another has", "the same years for every area")
    elif len(population.areas) > 1 and totals:
        fault = (f"{totals[0]}, the sum of the others", "areas that do not overlap")
    elif jumped is not None:
        area, then, now = jumped
        found = f"{area} moves by half or more from {then} to {now}"
        fault = (found, "estimates of one area by one definition")
    if fault:
        raise ValueUnreadableError(
            where, found=fault[0], needed=fault[1], do="Correct the population file."
        )


def _totals(rows: pl.DataFrame, years: int) -> list[str]:
    """Name areas that are totals: by their name, or as every year's sum of others, if rounded."""
    children, others = pl.col(CHILDREN), pl.col("all") - pl.col(CHILDREN)
    # rounded to its own last figure that is not nought, to 1,000 at most
    is_rounded = pl.any_horizontal(
        (children % unit == 0) & ((others - children).abs() * 2 <= unit)
        for unit in (1, 10, 100, 1_000)
    )
    is_near = (others - children).abs() <= _ALMOST * others
    sums = (
        rows.filter(is_rounded | is_near)
        .group_by(AREA)
        .len()
        .filter((pl.col("len") == years) & (pl.lit(rows[AREA].n_unique()) > 2))
    )
    named = [area for area in rows[AREA].unique().sort() if _TOTALS.search(area)]
    return [*named, *sums[AREA].sort()]


def _jumped(rows: pl.DataFrame) -> tuple[str, int, int] | None:
    """Find an area whose children move by half between two estimates: its name and the years."""
    steps = rows.sort(AREA, YEAR).with_columns(
        (pl.col(CHILDREN) / pl.col(CHILDREN).shift(1).over(AREA)).alias("step"),
        pl.col(YEAR).shift(1).over(AREA).alias("then"),
    )
    far = steps.filter((pl.col("step") >= _JUMP) | (pl.col("step") <= _DROP))
    return None if far.is_empty() else far.select(AREA, "then", YEAR).row(0)

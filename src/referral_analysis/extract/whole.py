"""Rows without columns that every report reads -> rows that have them, empty; areas made one.

A national layout lacks what it does not collect: list 3 of Annex A has no closure, no return has a
district. The checks judge the rows as the file has them; then the missing columns are added as
nulls of their type, so that a report leaves a section empty where it would stop.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from referral_analysis.extract import columns as c
from referral_analysis.extract.check import Checked
from referral_analysis.extract.population import AREA, CHILDREN, YEAR, Population

WHOLE_AUTHORITY = "Whole authority"
"""The one area of rows without a district, where the population has several."""

_LEFT_OUT = frozenset({c.CHILD_PROTECTION_PLAN_ON, c.SINGLE_ASSESSED_ON})
"""Columns that a report leaves out by itself where an extract lacks them."""


def lacking(checked: Checked) -> tuple[str, ...]:
    """Name the columns of the vocabulary that an extract does not have."""
    held = set(checked.kept.collect_schema().names())
    return tuple(column.name for column in c.REFERRALS if column.name not in held)


def is_of_one_area(checked: Checked, area: str) -> bool:
    """Claim that every row kept is of this area, as `completed` has it."""
    others = checked.kept.filter(pl.col(c.DISTRICT).ne_missing(pl.lit(area)))
    return others.head(1).collect().is_empty()


def completed(checked: Checked, area: str) -> Checked:
    """Add the columns that are lacking: a district is the area given, any other is null."""
    missing = set(lacking(checked)) - _LEFT_OUT
    if not missing:
        return checked
    added = [
        pl.lit(area if column.name == c.DISTRICT else None, column.dtype).alias(column.name)
        for column in c.REFERRALS
        if column.name in missing
    ]
    return replace(
        checked,
        kept=checked.kept.with_columns(added),
        excluded=checked.excluded.with_columns(added),
    )


def one_area(areas: Sequence[str]) -> str:
    """Name the area of rows without a district: the population's own, if it has one alone."""
    return areas[0] if len(areas) == 1 else WHOLE_AUTHORITY


def as_one_area(population: Population) -> Population:
    """Add up a population's areas, year by year, to the whole authority; one alone is as it is."""
    if len(population.areas) == 1:
        return population
    summed = population.estimates.group_by(YEAR).agg(pl.col(CHILDREN).sum()).sort(YEAR)
    named = summed.select(pl.lit(WHOLE_AUTHORITY).alias(AREA), YEAR, CHILDREN)
    return replace(population, estimates=named)

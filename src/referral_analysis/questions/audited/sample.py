"""A seeded, stratified sample of referrals for auditors to judge, some of them twice.

Strata are period x agency group x district group, and by NFA status where that is asked for. Half
the sample is of each period, and with NFA status half of that is of each; within these a stratum
has cases in proportion to its referrals, but two at least, so that its spread shows.
"""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import polars as pl

from referral_analysis.arrays import Integers
from referral_analysis.errors import ParametersError, ValueUnreadableError
from referral_analysis.extract import columns
from referral_analysis.extract.codes import AgencyGroup, agency_group
from referral_analysis.periods import month_name

BEFORE, AFTER = "before", "after"
OTHER = "other"
"""Agencies and districts that are in no group of the plan."""
APART: tuple[AgencyGroup, ...] = ("education", "health", "police")
"""The agency groups with strata of their own, unless a plan says otherwise."""
Unrated: TypeAlias = Literal["none given to two", "not back from two"]
"""Why nothing is said of agreement: no case was to be judged twice, or fewer than two were."""
_LEAST = 2
KEY = {
    "referral_id": pl.String(),
    "period": pl.String(),
    "stratum": pl.Int64(),
    "agency_group": pl.String(),
    "district_group": pl.String(),
    "is_nfa": pl.Boolean(),
    "in_stratum": pl.Int64(),
    "drawn": pl.Int64(),
    "weight": pl.Float64(),
    "auditors": pl.String(),
}
"""The key's columns. auditors: their names with semicolons between; two where a case is twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePlan:
    """What to draw, all of it decided before a case is read.

    before, after: first and last month of each period. cases: of both periods together.
    judged_twice: share of the cases that two auditors judge. district_groups: district -> group.
    """

    before: tuple[dt.date, dt.date]
    after: tuple[dt.date, dt.date]
    cases: int
    judged_twice: float
    auditors: Sequence[str]
    seed: int
    by_nfa: bool = True
    agencies: Sequence[AgencyGroup] = APART
    district_groups: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a sample that cannot be drawn: ParametersError names the option."""
        in_order = self.before[0] <= self.before[1] < self.after[0] <= self.after[1]
        _require("before, after", in_order, "two spans of months in order, the first ending first")
        _require("cases", self.cases >= 2 * _LEAST, f"{2 * _LEAST} cases or more")
        _require("judged_twice", 0 <= self.judged_twice <= 1, "a share from 0 to 1")
        names = set(self.auditors)
        _require("auditors", len(names) == len(self.auditors) >= 2, "two auditors or more, by name")
        _require("auditors", not any(";" in name for name in names), "names without semicolons")

    @property
    def strata(self) -> list[str]:
        """The columns whose values make a stratum; the cases are shared out by the first ones."""
        return ["period", *(["is_nfa"] if self.by_nfa else []), "agency_group", "district_group"]

    def period(self) -> pl.Expr:
        """Return the period of each referral: before, after, or null for neither."""
        month = pl.col(columns.REFERRED_ON).dt.month_start()
        return (
            pl.when(month.is_between(*self.before))
            .then(pl.lit(BEFORE))
            .when(month.is_between(*self.after))
            .then(pl.lit(AFTER))
            .alias("period")
        )


def draw(rows: pl.LazyFrame, plan: SamplePlan) -> pl.DataFrame:
    """Draw the sample from checked rows: the columns of KEY, in order of referral id.

    The same rows in any order, plan and seed give the same sample. ParametersError where a period
    has no referrals or there are more strata than the cases allow; ValueUnreadableError where two
    rows have one referral id.
    """
    frame = _frame(rows, plan)
    _require_drawable(frame, plan)
    rng = np.random.default_rng(np.random.SeedSequence(plan.seed))
    chosen = (
        frame.sort(columns.REFERRAL_ID)
        .with_columns(pl.Series("chance", rng.permutation(frame.height)))
        .join(_strata(frame, plan), on=plan.strata)
        .sort("stratum", "chance")
        .filter(pl.int_range(pl.len()).over("stratum") < pl.col("drawn"))
        .with_columns(weight=pl.col("in_stratum") / pl.col("drawn"))
    )
    allocated = chosen.with_columns(_allocation(chosen.height, plan, rng))
    return allocated.select(*KEY).sort(columns.REFERRAL_ID)


def numbered(key: pl.DataFrame, plan: SamplePlan) -> pl.DataFrame:
    """Return case and referral_id of each case: numbers in an order that says nothing.

    A system's own ids mostly run in order of date, so that whoever sees them can tell before from
    after.
    """
    rng = np.random.default_rng(np.random.SeedSequence(plan.seed, spawn_key=(0,)))
    numbers = rng.permutation(key.height) + 1
    width = len(str(key.height))
    named = pl.Series("case", numbers).cast(pl.String).str.zfill(width)
    ids = key.sort(columns.REFERRAL_ID).select(columns.REFERRAL_ID)
    return ids.select((pl.lit("C") + named).alias("case"), columns.REFERRAL_ID).sort("case")


def sheet(key: pl.DataFrame, auditor: str, plan: SamplePlan) -> pl.DataFrame:
    """Return what one auditor fills in: case and judgement, in an order of its own.

    Nothing says when a referral was made, what became of it, or who else judges it.
    """
    own = key.join(numbered(key, plan), on=columns.REFERRAL_ID, maintain_order="left").filter(
        pl.col("auditors").str.split(";").list.contains(auditor)
    )
    rng = np.random.default_rng(
        np.random.SeedSequence(plan.seed, spawn_key=(1 + list(plan.auditors).index(auditor),))
    )
    return own[rng.permutation(own.height)].select(
        "case", pl.lit(auditor).alias("auditor"), pl.lit("").alias("judgement")
    )


def _frame(rows: pl.LazyFrame, plan: SamplePlan) -> pl.DataFrame:
    """Return the referrals of both periods with what they are stratified by.

    Agencies are all in one group where the extract has none; ParametersError where districts are
    grouped and it has none.
    """
    held, groups = rows.collect_schema().names(), plan.district_groups
    if groups and columns.DISTRICT not in held:
        raise ParametersError(
            "the sample's district groups",
            found="an extract without districts",
            needed="a column district, to group by",
            do="Name its header under `columns`, or leave the groups out.",
        )
    group = agency_group() if columns.REFERRAL_SOURCE in held else pl.lit(OTHER)
    district = pl.col(columns.DISTRICT).cast(pl.String)
    return (
        rows.with_columns(
            plan.period(),
            pl.when(group.is_in(list(plan.agencies)))
            .then(group)
            .otherwise(pl.lit(OTHER))
            .alias("agency_group"),
            (
                district.replace_strict(groups, default=OTHER, return_dtype=pl.String)
                if groups
                else pl.lit("all")
            ).alias("district_group"),
            pl.col(columns.IS_NFA).fill_null(value=False),
        )
        .drop_nulls("period")
        .select(columns.REFERRAL_ID, "period", "agency_group", "district_group", "is_nfa")
        .collect()
    )


def _require_drawable(frame: pl.DataFrame, plan: SamplePlan) -> None:
    for name, (first, last) in ((BEFORE, plan.before), (AFTER, plan.after)):
        if frame.filter(pl.col("period") == name).is_empty():
            raise ParametersError(
                f"the sample's period {name}",
                found=f"no referrals from {month_name(first)} to {month_name(last)}",
                needed="a period that the extract covers",
                do="Correct the months, or name a later extract.",
            )
    if frame[columns.REFERRAL_ID].is_duplicated().any():
        raise ValueUnreadableError(
            columns.REFERRAL_ID,
            found="two rows of one referral id in the sample's periods",
            needed="an id of its own for each referral",
            do="Correct the extract, or name the header that holds such an id.",
        )


def _strata(frame: pl.DataFrame, plan: SamplePlan) -> pl.DataFrame:
    """List the strata, numbered in order, with their referrals and how many cases to draw."""
    strata = (
        frame.group_by(plan.strata)
        .agg(pl.len().cast(pl.Int64).alias("in_stratum"))
        .sort(plan.strata)
        .with_columns(pl.int_range(1, pl.len() + 1).alias("stratum"))
    )
    cells = strata.partition_by(plan.strata[:-2], maintain_order=True)
    shares = [plan.cases // len(cells) + (i < plan.cases % len(cells)) for i in range(len(cells))]
    return pl.concat(
        cell.with_columns(pl.Series("drawn", shared_out(cases, cell["in_stratum"].to_numpy())))
        for cell, cases in zip(cells, shares, strict=True)
    )


def shared_out(cases: int, held: Integers) -> Integers:
    """Give each stratum its least, and each further case where it is furthest behind its share.

    Divisors 1, 3, 5 ... (Sainte-Lague); none has more than it holds.
    """
    given = np.minimum(held, _LEAST)
    if given.sum() > cases:
        raise ParametersError(
            "the sample's cases",
            found=f"{len(held)} strata to share {cases} of them",
            needed=f"{_LEAST} a stratum at least",
            do="Draw more cases, or put agencies or districts together.",
        )
    for _ in range(min(cases, int(held.sum())) - int(given.sum())):
        given[np.argmax(np.where(given < held, held / (2 * given + 1), 0))] += 1
    return given


def _allocation(cases: int, plan: SamplePlan, rng: np.random.Generator) -> pl.Series:
    """Name the auditors of each case, in order of stratum: doubles and names spread evenly."""
    pairs = [";".join(pair) for pair in itertools.combinations(plan.auditors, 2)]
    steps = np.floor(rng.random() + plan.judged_twice * np.arange(cases + 1))
    is_twice = np.diff(steps) > 0
    named = np.empty(cases, dtype=object)
    for chosen, names in ((is_twice, pairs), (~is_twice, list(plan.auditors))):
        turn = rng.integers(len(names)) + np.arange(np.count_nonzero(chosen))
        named[chosen] = np.array(names, dtype=object)[turn % len(names)]
    return pl.Series("auditors", named.tolist(), dtype=pl.String)


def _require(option: str, holds: bool, needed: str) -> None:  # noqa: FBT001 - a claim
    if not holds:
        raise ParametersError(
            f"the sample's {option}",
            found="values that no sample can be drawn by",
            needed=needed,
            do="Correct it.",
        )

"""The data-quality report's findings, released: one protected table a section."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.step import held_by
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.whole_report import Hidden, since_earlier
from referral_analysis.disclosure.register import QUALITY, Earlier, register_of
from referral_analysis.disclosure.released import Released, release, rounded
from referral_analysis.disclosure.suppress import CountRule, TableRule, suppressed_cells
from referral_analysis.questions.data import joint
from referral_analysis.questions.data.checks import release_bounds, release_checks
from referral_analysis.questions.data.completeness import fields
from referral_analysis.questions.data.finding import QualityFindings
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.tables import (
    Completeness,
    Districts,
    Drift,
    RulesByQuarter,
    Volume,
)
from referral_analysis.questions.data.totals import bounded, totals_of, unsaid
from referral_analysis.questions.data.volume import with_limits
from referral_analysis.questions.needs import EVERYTHING, Have

_LIMITS = (Volume.mean, Volume.lower, Volume.upper)
_NOT_ALL = "of"
"""The whole that a number missing is a part of; null where all of it is missing. A field that is
filled in for nobody says nothing about anybody, and is the fault that must not be hidden."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedQuality:
    """Everything the report may show; each table as its findings, protected.

    `bounds` has at_most_percent, a whole number rounded up, instead of the rows it rests on: a
    finer one would give away how many they are. For the analyst only, as in `ReleasedBoard`:
    `protections` and `register`, which has the county's referrals a month, the districts' a quarter
    and the codes of each agency's a half-year: as if their shares told the counts. have: what there
    was to work from.
    """

    plan: QualityPlan
    policy: Policy
    rows: Released
    bounds: Released
    completeness: Released
    rules: Released
    rules_by_quarter: Released
    drift: Released
    volume: Released
    districts: Released
    protections: pl.DataFrame = field(repr=False)
    register: pl.DataFrame = field(repr=False)
    have: Have = EVERYTHING
    is_beside_quarters: bool = False
    """Whether the Board's earlier reports, which this one stands beside, count by quarters."""


def release_quality(
    findings: QualityFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedQuality:
    """Protect every table of the report, and the months with what other releases showed of them."""
    names = [county_count("referrals", month, month) for month in findings.volume["period"]]
    values, hidden = joint.values_of(findings), joint.chosen(findings, policy, earlier)
    has_gap = any(name in hidden.counts for name in names)
    rules, rows = release_checks(findings.rules, findings.rows, policy, has_gap=has_gap)
    tables = {
        "rows": rows,
        "bounds": release_bounds(findings.bounds, policy),
        "completeness": _completeness(findings, hidden, earlier, policy, unsaid(rules)),
        "rules": rules,
        "rules_by_quarter": _rules_by_quarter(findings, policy, unsaid(rules)),
        "drift": _drift(findings, hidden, policy),
        "volume": _volume(findings.volume, findings.plan, names, hidden, policy),
        "districts": _districts(findings.districts, hidden, policy),
    }
    # a zero that goes with its whole is not of the counts that its mark stands for: it is left out
    gone = hidden.counts | _gone(tables["drift"], joint.codes_of(findings.drift), "count")
    gone |= _gone(tables["districts"], joint.districts(findings.districts), "referrals")
    shown = {
        count: None if count in gone else policy.rounded(value)
        for count, value in values.items()
        if not joint.is_told_elsewhere(count, findings.plan, earlier)
        and (value or not policy.shows_zero or count not in gone)
    }
    drawn_on = findings.plan.extract_drawn_on
    return ReleasedQuality(
        plan=findings.plan,
        policy=policy,
        **tables,
        protections=pl.concat([*(t.protections for t in tables.values()), since_earlier(hidden)]),
        register=register_of(shown, (QUALITY, drawn_on), policy.rounded_to, earlier),
        have=findings.have,
        is_beside_quarters=held_by(earlier) == "quarters",
    )


def _completeness(
    findings: QualityFindings,
    choice: Hidden,
    earlier: Earlier | None,
    policy: Policy,
    no_total: Collection[str],
) -> Released:
    """Release what is missing by field and month.

    A rule counts the same rows over all months, so in no field is one month suppressed alone; where
    its total leaves too little for the months that are, none of the field's months is shown. A
    month goes too where its share would tell what other reports hide.
    """
    table = findings.completeness.select(
        "field",
        "expected_of",
        "period",
        "expected",
        _unless_all("missing", "expected"),
        "missing",
        "is_jump",
    )
    rule = TableRule(
        declared=Completeness,
        counts=(
            CountRule(column="expected"),
            CountRule(column="missing", whole=_NOT_ALL, adds_up_within=("field",)),
        ),
        derived={"missing_share": _share("missing", "expected")},
        dependent={
            _NOT_ALL: ("expected",),
            "missing": ("missing", "expected"),
            "is_jump": ("missing", "expected"),
        },
    )
    numbers = {one.label: one.rule.number for one in fields(())}
    counts = table.select(pl.col("field").replace_strict(numbers).alias("rule"), count="missing")
    hidden = _hidden_too(
        suppressed_cells(table, rule, policy), "missing", joint.blanks_of(table), choice
    )
    told = hidden["missing"] | joint.is_told(findings, choice, earlier)
    missing = bounded(counts, told, totals_of(findings.rules), policy, no_total=no_total)
    marks = hidden.with_columns(missing.alias("missing"))
    return release("completeness", table, rule, policy, hidden=marks)


def _rules_by_quarter(
    findings: QualityFindings, policy: Policy, no_total: Collection[str]
) -> Released:
    """Release how many rows failed each rule by quarter, and none that the rule's total bounds."""
    by_quarter = findings.rules_by_quarter
    rule = TableRule(
        declared=RulesByQuarter,
        counts=(CountRule(column="failed", adds_up_within=("rule",)),),
        derived={"failed_share": _share("failed", "referrals")},
    )
    hidden = suppressed_cells(by_quarter, rule, policy)["failed"]
    failed = bounded(
        by_quarter.select("rule", count="failed"),
        hidden,
        totals_of(findings.rules),
        policy,
        no_total=no_total,
    )
    marks = failed.alias("failed").to_frame()
    return release("rules by quarter", by_quarter, rule, policy, hidden=marks)


def _drift(findings: QualityFindings, hidden: Hidden, policy: Policy) -> Released:
    """Release the counts and shares of codes; a change only where the year before is shown too.

    A code of an agency goes too where it would tell what other reports hide of the agency, and the
    needs of a half-year where their shares would tell how many had no further action.
    """
    drift = findings.drift
    before = [pl.col(name).rolling_sum(2).shift(1).over("key") for name in ("count", "listed")]
    share = _share("count", "listed")
    rule = TableRule(
        declared=Drift,
        counts=(
            CountRule(column="listed"),
            CountRule(column="count", whole="listed", adds_up_within=("column", "period")),
        ),
        derived={"share": share, "change": _change(share, before[0] / before[1])},
        dependent={"is_jump": ("count",)},
    )
    table = drift.drop("count_before", "whole_before")
    cells = _hidden_too(
        suppressed_cells(table, rule, policy), "count", joint.codes_of(drift), hidden
    )
    cells = _hidden_too(cells, "listed", joint.listed_of(drift), hidden)
    told = cells["count"] | cells["listed"] | joint.is_half_year_told(findings, hidden)
    return release("drift", table, rule, policy, hidden=cells.with_columns(told.alias("count")))


def _gone(released: Released, counts: Sequence[Count | None], column: str) -> set[Count]:
    """Return the counts of a table's rows that its column does not show."""
    marks = released.suppressed[column]
    return {count for count, mark in zip(counts, marks, strict=True) if mark and count}


def _hidden_too(
    cells: pl.DataFrame, column: str, counts: Sequence[Count | None], hidden: Hidden
) -> pl.DataFrame:
    """Mark the cells of a column that the choice over all reports hides too."""
    too = pl.Series([count in hidden.counts for count in counts], dtype=pl.Boolean)
    return cells.with_columns((cells[column] | too).alias(column))


def _volume(
    volume: pl.DataFrame, plan: QualityPlan, names: list[Count], hidden: Hidden, policy: Policy
) -> Released:
    """Release the months; limits of a phase with a suppressed month would give it away.

    Where counts are rounded, limits and signals are those of the rounded months.
    """
    if policy.rounded_to > 1:
        seen = volume.with_columns(rounded("referrals", policy)).with_columns(
            per_day=pl.col("referrals") / pl.col("working_days")
        )
        volume = with_limits(seen, plan)
    marks = pl.DataFrame(
        {"referrals": [name in hidden.counts for name in names]}, schema={"referrals": pl.Boolean}
    )
    has_gap = volume.select("phase", marks["referrals"].alias("gap")).select(
        pl.col("gap").any().over("phase")
    )["gap"]
    table = volume.with_columns(
        pl.when(~has_gap).then(pl.col(name)).alias(name) for name in _LIMITS
    )
    rule = TableRule(
        declared=Volume,
        counts=(CountRule(column="referrals"),),
        derived={"per_day": pl.col("referrals") / pl.col("working_days")},
        dependent={"signal": ("referrals",)},
    )
    return release("volume", table, rule, policy, hidden=marks)


def _districts(districts: pl.DataFrame, hidden: Hidden, policy: Policy) -> Released:
    """Release the districts' quarters; a change only where the year before is shown too.

    A quarter goes too where it would tell what other reports hide of the district.
    """
    parts = ("referrals", "of_county", "missing")
    before = {name: pl.col(name).rolling_sum(4).shift(1).over("segment") for name in parts}
    volume, missing = _share("referrals", "of_county"), _share("missing", "referrals")
    rule = TableRule(
        declared=Districts,
        counts=(
            CountRule(column="of_county"),
            CountRule(column="referrals", whole="of_county", adds_up_within=("period",)),
            CountRule(column="missing", whole=_NOT_ALL),
        ),
        derived={
            "volume_change": _change(volume, before["referrals"] / before["of_county"]),
            "missing_share": missing,
            "missing_change": _change(missing, before["missing"] / before["referrals"]),
        },
        dependent={
            _NOT_ALL: ("referrals",),
            "missing": ("missing", "referrals"),
            "volume_is_jump": ("referrals",),
            "missing_is_jump": ("missing", "referrals"),
        },
    )
    table = districts.select(
        "segment",
        "period",
        *parts,
        _unless_all("missing", "referrals"),
        "volume_is_jump",
        "missing_is_jump",
    )
    cells = _hidden_too(
        suppressed_cells(table, rule, policy), "referrals", joint.districts(districts), hidden
    )
    return release("districts", table, rule, policy, hidden=cells)


def _unless_all(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(part) < pl.col(whole)).then(pl.col(whole)).alias(_NOT_ALL)


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


def _change(share: pl.Expr, before: pl.Expr) -> pl.Expr:
    return pl.when(before > 0).then(share / before)

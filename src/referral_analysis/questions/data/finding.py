"""Everything the data-quality report will say, worked out from checked rows; not yet protected."""

from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.quarters import months_of_kinds
from referral_analysis.extract import Checked, Population, columns
from referral_analysis.periods import months_between
from referral_analysis.questions.data import bounds, completeness, districts, drift, reading, volume
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.needs import EVERYTHING, Have, filled, held_by


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QualityFindings:
    """One frame a section of the report; the module that makes a frame says what it holds.

    have: what there was to work from. What a question lacked has no rows in its frames.
    """

    plan: QualityPlan
    rows: pl.DataFrame = field(repr=False)
    bounds: pl.DataFrame = field(repr=False)
    completeness: pl.DataFrame = field(repr=False)
    rules: pl.DataFrame = field(repr=False)
    rules_by_quarter: pl.DataFrame = field(repr=False)
    drift: pl.DataFrame = field(repr=False)
    volume: pl.DataFrame = field(repr=False)
    districts: pl.DataFrame = field(repr=False)
    segment_months: pl.DataFrame = field(repr=False, default_factory=pl.DataFrame)
    """As `quarters.months_of`: for holding spans of segments to those of other reports."""
    have: Have = EVERYTHING


def of_extract(checked: Checked, population: Population, plan: QualityPlan) -> QualityFindings:
    """Work out the whole report, on the rows that were kept unless a section says otherwise."""
    have = held_by(
        checked.kept,
        population=population,
        workshops=None,
        months=(
            months_between(plan.series_starts, plan.launch_month),
            months_between(plan.phase_in_ends, plan.last_month),
        ),
    )
    rows, areas = filled(checked.kept, have), population.areas
    # a rule by quarter would tell what small number of the same rows by month is suppressed
    by_month = {field.rule.number for field in completeness.fields(areas)}
    return QualityFindings(
        plan=plan,
        rows=reading.rows_read(checked),
        bounds=bounds.of_headline(checked, plan),
        completeness=completeness.by_month(rows, areas, plan),
        rules=reading.rules_failed(checked),
        rules_by_quarter=reading.rules_by_quarter(checked, plan, but=by_month),
        drift=drift.by_half_year(rows, plan),
        volume=volume.by_month(rows, plan),
        districts=districts.by_quarter(rows, areas, plan),
        segment_months=_segment_months(rows, population, plan),
        have=have,
    )


def _segment_months(rows: pl.LazyFrame, population: Population, plan: QualityPlan) -> pl.DataFrame:
    """Return every segment's months; none where no other report could count segments either."""
    held = rows.collect_schema()
    if columns.IS_NFA not in held:
        return pl.DataFrame()
    if columns.DISTRICT in held:  # one that is no area is nobody's, as in `districts`
        is_known = pl.col(columns.DISTRICT).is_in(sorted(population.areas))
        rows = rows.with_columns(pl.when(is_known).then(columns.DISTRICT).alias(columns.DISTRICT))
    return months_of_kinds(rows, population, plan)

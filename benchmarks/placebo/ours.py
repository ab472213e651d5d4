"""Our ranges for a window: as the report's headline works them out, and the engine's plain ones."""

import datetime as dt
import time
from collections.abc import Iterator

import polars as pl
from benchmarks.placebo.windows import PHASE_IN

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.effect import at_launch, mild_ends
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.periods import add_months

SETTLED = 60
"""Months after the launch at which the series is seen: nothing of it ripens."""
Range = tuple[str, float | None, float | None, float]
"""Tool, low and high as ratios, null where it refuses; seconds."""


def plan_of(launch: dt.date, before: int, after: int) -> Plan:
    """Return the plan of a placebo launch: a phase-in of three months, nothing before it."""
    return Plan(
        series_starts=add_months(launch, -before),
        last_month=add_months(launch, PHASE_IN + after - 1),
        launch_month=launch,
        phase_in_ends=add_months(launch, PHASE_IN - 1),
        fourier_pairs=2,
        is_interim=False,
        level=0.95,
        guardrail_margin=0.1,
        extract_drawn_on=add_months(launch, SETTLED),
        nfa_ripens_in_days=0,
        closure_ripens_in_days=0,
    )


def ranges(months: pl.DataFrame, plan: Plan, *, is_pair: bool) -> Iterator[Range]:
    """Yield our ranges: the headline's at the full and at the milder tolerance, then the plain one.

    months: period, count, base. A pair is fitted as the headline is, others as a series by itself.
    """
    started = time.perf_counter()
    try:
        fitted = _fitted(months, plan, is_pair=is_pair)
        full = at_launch(fitted, plan)
        took = time.perf_counter() - started
        mild = mild_ends(fitted, plan)
    except ReferralAnalysisError:
        took = time.perf_counter() - started
        yield from ((name, None, None, took) for name in ("headline", "headline, milder", "plain"))
        return
    yield "headline", full["low"], full["high"], took
    yield "headline, milder", mild["mild_low"], mild["mild_high"], time.perf_counter() - started
    started = time.perf_counter()
    fitted = _fitted(months, plan, is_pair=is_pair)
    change = its.level_ratios(its.effects(fitted, at=LAUNCH)).row(0, named=True)
    yield "plain", change["low"], change["high"], time.perf_counter() - started


def _fitted(months: pl.DataFrame, plan: Plan, *, is_pair: bool) -> its.ItsFit:
    if is_pair:
        pair = months.select(
            "period",
            pl.col("count").alias("inappropriate"),
            pl.col("base").alias("others"),
            pl.lit(1.0).alias("child_working_days"),
        )
        return primary.fit(pair, plan, PLANNED, "ratio")
    rows = months.select("period", "count", pl.col("base").alias("child_working_days"))
    return primary.fit_alone(rows, plan, PLANNED)

"""A released data-quality report in which nothing, or one planted thing, stands out."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.analysis.events import Event
from referral_analysis.disclosure import DFE
from referral_analysis.periods import month_range
from referral_analysis.questions.data.finding import QualityFindings
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.release import ReleasedQuality, release_quality

PLAN = QualityPlan(
    series_starts=dt.date(2010, 4, 1),
    last_month=dt.date(2011, 12, 1),
    events=(Event(name="inspection", starts=dt.date(2010, 10, 1)),),
    launch_month=dt.date(2011, 5, 1),
    phase_in_ends=dt.date(2011, 7, 1),
    rebase_months=(),
    is_interim=False,
    extract_drawn_on=dt.date(2012, 1, 13),
    nfa_ripens_in_days=10,
    closure_ripens_in_days=42,
)
MONTHS = month_range(PLAN.series_starts, PLAN.last_month)
QUARTERS = list(PLAN.quarters)
HALVES = [dt.date(2010, 4, 1), dt.date(2010, 10, 1), dt.date(2011, 4, 1), dt.date(2011, 10, 1)]
NOTHING = {"count_before": 1, "whole_before": 1, "change": 1.0, "is_jump": False}
Release = Callable[..., ReleasedQuality]


def findings() -> QualityFindings:
    """Return findings in which every month, code and district is as it always was."""
    places = pl.DataFrame({"segment": ["Dover", "Thanet"]}).join(
        pl.DataFrame({"period": QUARTERS}), how="cross"
    )
    return QualityFindings(
        plan=PLAN,
        rows=pl.DataFrame({"read": [20_000], "kept": [19_900], "excluded": [100]}),
        bounds=pl.DataFrame(
            {"part": ["before", "after"], "nfa": [3000, 900], "could_be_nfa": [0, 12]}
        ),
        completeness=pl.DataFrame(
            {
                "field": "Primary need",
                "expected_of": "referrals with further action",
                "period": MONTHS,
                "expected": 900,
                "missing": 9,
                **NOTHING,
            }
        ),
        rules=pl.DataFrame(
            {"rule": ["8640"], "sentence": ["x"], "severity": ["flag"], "failed": [70]}
        ),
        rules_by_quarter=pl.DataFrame(
            {"rule": "8640", "period": QUARTERS, "failed": 10, "referrals": 3000}
        ),
        drift=pl.DataFrame(
            {
                "key": ["primary_need N1"] * 4 + ["primary_need N2"] * 4,
                "column": "primary_need",
                "code": ["N1"] * 4 + ["N2"] * 4,
                "label": ["Abuse or neglect"] * 4 + ["Child's disability"] * 4,
                "period": HALVES * 2,
                "count": [400] * 4 + [100] * 4,
                "listed": 500,
                **NOTHING,
            }
        ),
        volume=pl.DataFrame(
            {
                "period": MONTHS,
                "referrals": 1000,
                "working_days": 20,
                "per_day": 50.0,
                "phase": 0,
                "mean": 50.0,
                "lower": 45.0,
                "upper": 55.0,
                "is_trial": False,
                "signal": "",
            }
        ),
        districts=places.with_columns(
            referrals=pl.lit(500),
            missing=pl.lit(10),
            of_county=pl.lit(1000),
            volume_is_jump=pl.lit(value=False),
            missing_is_jump=pl.lit(value=False),
        ),
    )


def planted(table: pl.DataFrame, found: pl.Expr, **values: object) -> pl.DataFrame:
    """Return a table with other values in the rows found."""
    return table.with_columns(
        pl.when(found).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


@pytest.fixture
def released() -> Release:
    """Release findings with one section, or the plan, changed."""

    def make(**changes: object) -> ReleasedQuality:
        return release_quality(replace(findings(), **changes), DFE)  # type: ignore[arg-type]

    return make

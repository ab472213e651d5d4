"""The answer's range where several reports were planned beforehand, on one county's months."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis import county, headline, primary
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.its.tolerance import Examination, as_ratio
from referral_analysis.periods import month_range

DECEMBER = dt.date(2011, 10, 1)


@pytest.fixture(scope="module")
def pair() -> pl.DataFrame:
    rng = np.random.default_rng(4711)
    months = month_range(FEBRUARY.series_starts, FEBRUARY.last_month)
    return pl.DataFrame(
        {
            "period": months,
            "child_working_days": 7e6,
            "inappropriate": rng.poisson(420, len(months)),
            "others": rng.poisson(980, len(months)),
        }
    )


def examined(pair: pl.DataFrame, plan: Plan) -> Examination:
    return headline.examined(primary.fit(pair, plan, PLANNED, "ratio"), plan)


def test_the_answers_range_is_of_its_share_and_no_other_figure_is(pair: pl.DataFrame) -> None:
    planned = replace(FEBRUARY, looks=(DECEMBER, FEBRUARY.last_month))
    alone, shared = examined(pair, FEBRUARY), examined(pair, planned)
    assert alone.level == 0.95
    assert shared.level == pytest.approx(0.96)
    assert shared.full.low < alone.full.low < alone.full.high < shared.full.high
    assert shared.full.estimate == alone.full.estimate
    # a range of 96% by a test whose tails are like t's with some 30 degrees of freedom
    wider = (shared.full.high - shared.full.low) / (alone.full.high - alone.full.low)
    assert 1.03 < wider < 1.12

    fitted = {county.HEADLINE: primary.fit(pair, planned, PLANNED, "ratio")}
    monthly = pair.select(
        "period", "child_working_days", pl.lit("nfa").alias("measure"), count="inappropriate"
    )
    fitted |= county.fit(monthly, planned, PLANNED)
    rows = county.changes(fitted, monthly, planned)
    levels = dict(rows.select("measure", "level").rows())
    assert levels == {county.HEADLINE: pytest.approx(0.96), "nfa": 0.95}
    row = rows.row(by_predicate=pl.col("measure") == county.HEADLINE, named=True)
    assert row["low"] == pytest.approx(as_ratio(shared.full).low)

"""Districts by their own workshops, then combined."""

import datetime as dt

import numpy as np
import polars as pl
from tests.unit.analysis.test_dose import AREAS, WORKSHOPS
from tests.unit.analysis.test_primary import CHOICES, MONTHS, PLAN

from referral_analysis.analysis import segments
from referral_analysis.analysis.tables import Alternative


def referrals(districts: int, ratio: float = 0.7) -> pl.LazyFrame:
    """Return rows of inappropriate referrals: 150 a month a district, fewer from its launch on."""
    rng = np.random.default_rng(9)
    rows = []
    for number in range(districts):
        # half of the effect comes in June, the rest in August
        dose = np.array([0.5 * (m >= dt.date(2011, 6, 1)) + 0.5 * (m > PLAN.phase_in_ends)
                         for m in MONTHS])  # fmt: skip
        counts = rng.poisson(150 * ratio**dose)
        rows.append(
            pl.DataFrame({"referred_on": MONTHS, "n": counts, "district": f"District {number}"})
        )
    frame = pl.concat(rows)
    return frame.select(
        pl.exclude("n").repeat_by("n").explode(), pl.lit(value=True).alias("is_nfa")
    ).lazy()


def population(districts: int) -> pl.DataFrame:
    return pl.concat(
        AREAS.estimates.head(2).with_columns(area=pl.lit(f"District {number}"))
        for number in range(districts)
    )


def held(districts: int) -> pl.DataFrame:
    days = [dt.date(2011, 6, 1), dt.date(2011, 7, 20)]
    return pl.DataFrame(
        [(day, f"District {number}") for number in range(districts) for day in days],
        schema=WORKSHOPS.schema,
        orient="row",
    )


def combined(districts: int) -> pl.DataFrame:
    areas = type(AREAS)(estimates=population(districts))
    return segments.combined(referrals(districts), areas, held(districts), PLAN, CHOICES)


def test_the_planted_effect_is_found_in_the_mean() -> None:
    row = combined(8).row(0, named=True)
    assert row["low"] < 0.7 < row["high"] < 0.85
    assert row["choice"] == segments.COMBINED
    # no narrower than what the county's own estimate would leave to chance
    assert row["high"] / row["low"] > 1.05


def test_too_few_districts_are_not_combined() -> None:
    none = combined(3)
    assert none.is_empty()
    assert none.schema == Alternative.types() == combined(4).schema

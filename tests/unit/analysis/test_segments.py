"""Districts by their own workshops, then combined."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
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


def counted(referrals: list[int], nfa: list[int]) -> pl.DataFrame:
    """Return one area's months, as `monthly_counts` has them."""
    return pl.concat(
        pl.DataFrame(
            {"segment": "Vale", "period": MONTHS[: len(counts)], "measure": name, "count": counts}
        )
        for name, counts in (("referrals", referrals), ("nfa", nfa))
    )


@pytest.mark.parametrize(
    ("referrals", "nfa", "is_modelled"),
    [
        ([9] * 12, [3] * 12, True),
        ([9] * 12, [3] * 11 + [2], False),  # 2.9 a month: thin
        ([0] * 3 + [9] * 9, [0] * 3 + [4] * 9, False),  # begins
        ([0] * 2 + [9] * 10, [0] * 2 + [4] * 10, True),
        ([9] * 9 + [0] * 3, [4] * 9 + [0] * 3, False),  # ends
        ([9] * 10 + [0] * 2, [4] * 10 + [0] * 2, True),
        ([9] * 12, [9] * 7 + [0] * 5, True),  # none inappropriate since the launch: a fall
        ([9] * 4 + [0] * 4 + [9] * 4, [9] * 4 + [0] * 4 + [9] * 4, True),  # a gap is no end
    ],
)
def test_areas_that_begin_end_or_stay_thin_are_left_out_by_rule(
    referrals: list[int], nfa: list[int], *, is_modelled: bool
) -> None:
    kept = segments.modelled(counted(referrals, nfa))
    assert kept["count"].to_list() == (nfa if is_modelled else [])
    assert set(kept["measure"]) <= {"nfa"}


def test_an_area_that_begins_draws_no_other_towards_itself() -> None:
    areas = type(AREAS)(estimates=population(6))
    every = referrals(6)
    late = every.filter(
        (pl.col("district") != "District 5") | (pl.col("referred_on") >= dt.date(2011, 1, 1))
    )
    without = every.filter(pl.col("district") != "District 5")
    of_late, of_without = (
        segments.of_kind("district", rows, areas, PLAN).filter(pl.col("segment") != "District 5")
        for rows in (late, without)
    )
    found = segments.of_kind("district", late, areas, PLAN).row(5, named=True)
    assert (found["segment"], found["ratio"]) == ("District 5", None)
    assert found["nfa_after"] > 0
    columns = ["segment", "own_ratio", "own_low", "own_high"]
    assert of_late.select(columns).equals(of_without.select(columns))


def test_every_segment_has_a_probability_of_no_change() -> None:
    areas = type(AREAS)(estimates=population(4))
    found = segments.adjusted(referrals(4), areas, PLAN)
    assert found["segment"].to_list() == [f"District {number}" for number in range(4)]
    assert found["p_adjusted"].is_between(0, 1).all(ignore_nulls=False)

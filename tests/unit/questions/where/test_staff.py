"""Agencies by how many of their staff came: shares by hand, and an effect that follows them."""

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest
from tests.unit.analysis.test_primary import PLAN

from referral_analysis.analysis.model import by_dose
from referral_analysis.errors import ParametersError
from referral_analysis.periods import month_range, working_days
from referral_analysis.questions.where import staff
from referral_analysis.questions.where.tables import ALIKE, MORE, TIMED

MONTHS = month_range(PLAN.series_starts, PLAN.last_month)
DOSE = by_dose(
    pl.DataFrame(
        {"period": month_range(PLAN.launch_month, PLAN.phase_in_ends), "dose": [0.08, 0.45, 0.95]}
    )
)
SIZES = {
    "education": 110.0,
    "health": 60.0,
    "local authority": 30.0,
    "legal": 25.0,
    "police": 160.0,
}


def came(*rows: tuple[int, int, str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(dt.date(2011, month, day), *rest) for month, day, *rest in rows],
        {"date": pl.Date, "agency": pl.String, "staff_attended": pl.Int64, "staff": pl.Int64},
        orient="row",
    )


BY_HAND = came(
    (5, 10, "education", 10, 100), (6, 10, "education", 10, 100), (7, 12, "education", 10, 100),
    (5, 10, "health", 20, 100), (6, 10, "health", 15, 100), (7, 20, "health", 5, 100),
    (6, 20, "legal", 40, 50), (5, 10, "legal", 0, 50),
)  # fmt: skip
REACHED = {
    "education": 3000,
    "health": 4000,
    "legal": 8000,
    "local authority": 6000,
    "police": 1000,
}
"""Of 10,000 each. All in the pace of the sample's workshops, whose critical values are shipped."""
CAME = came(
    *(
        (month, day, name, people * part // 100, 10_000)
        for name, people in REACHED.items()
        for month, day, part in ((5, 10, 8), (6, 10, 37), (7, 10, 50), (7, 20, 5))
    )
)


def agencies(rng: np.random.Generator, common: float, a_tenth: float) -> pl.DataFrame:
    """Draw counts whose launch has a common effect, and one by the share reached by mid-month."""
    shares = staff.reached(CAME, PLAN)
    days = np.array(working_days(MONTHS), dtype=np.float64)
    county = 0.08 * rng.standard_normal(len(MONTHS))
    parts = []
    for (name,), rows in shares.group_by("segment", maintain_order=True):
        doses = dict(rows.select("period", "dose").rows())
        final = rows["reached"][0]
        done = np.array([0.0 if m < PLAN.launch_month else doses.get(m, final) for m in MONTHS])
        effect = common ** (done / final) * a_tenth ** (10 * done)
        mean = SIZES[str(name)] * days / 21 * np.exp(county) * effect
        parts.append(
            pl.DataFrame({"period": MONTHS, "count": rng.poisson(mean)}).with_columns(
                pl.lit(name).alias("segment"), pl.Series("child_working_days", days * 320_000)
            )
        )
    return pl.concat(parts)


def of(found: pl.DataFrame, model: str) -> dict[str, float]:
    return found.row(by_predicate=pl.col("model") == model, named=True)


def test_shares_are_of_staff_who_had_come_by_the_middle_of_each_month() -> None:
    found = staff.reached(BY_HAND, PLAN)
    education = found.filter(pl.col("segment") == "education")
    assert education["dose"].to_list() == pytest.approx([0.1, 0.2, 0.3])
    legal = found.filter(pl.col("segment") == "legal")
    assert legal["dose"].to_list() == pytest.approx([0, 0, 0.8])
    # the workshop of 20 July is after the middle of the last month, and counts in the end
    assert found.filter(pl.col("segment") == "health")["reached"][0] == pytest.approx(0.4)


def test_the_slope_is_that_of_weighted_least_squares() -> None:
    rng = np.random.default_rng(1)
    share, weight, log = rng.random(6), rng.random(6) * 100, rng.standard_normal(6)
    pulls = staff.pulls_of(share, weight)
    design = np.stack([np.ones(6), share], axis=1) * np.sqrt(weight)[:, None]
    expected = np.linalg.lstsq(design, log * np.sqrt(weight))[0][1]
    assert pulls @ log == pytest.approx(expected)
    assert (pulls.sum(), pulls @ share) == pytest.approx((0, 1), abs=1e-12)


@pytest.mark.parametrize(("common", "a_tenth"), [(1.0, 0.92), (0.8, 1.0), (0.9, 0.96)])
def test_ranges_cover_an_effect_that_follows_staff(common: float, a_tenth: float) -> None:
    rng = np.random.default_rng(20110510)
    shares = staff.reached(CAME, PLAN)
    found = [of(staff.models(agencies(rng, common, a_tenth), shares, PLAN, DOSE), MORE)
             for _ in range(10)]  # fmt: skip
    covered = [one["low"] <= a_tenth <= one["high"] for one in found]
    assert sum(covered) >= 8
    # the county's shocks and the common effect cancel: the middle is near what was planted
    middle = np.median([one["ratio"] for one in found])
    assert math.log(middle) == pytest.approx(math.log(a_tenth), abs=0.02)


def test_what_agencies_have_in_common_is_no_part_of_the_slope() -> None:
    drawn = agencies(np.random.default_rng(5), 1.0, 1.0).with_columns(pl.col("count") * 100)
    is_after = pl.col("period") > PLAN.phase_in_ends
    halved = drawn.with_columns(
        count=pl.when(is_after).then("count").otherwise(pl.col("count") * 2)
    )
    shares = staff.reached(CAME, PLAN)
    one, two = (staff.models(months, shares, PLAN, DOSE) for months in (drawn, halved))
    assert of(two, ALIKE)["ratio"] < 0.6 * of(one, ALIKE)["ratio"]
    assert of(two, MORE)["ratio"] == pytest.approx(of(one, MORE)["ratio"], rel=1e-3)


def test_two_agencies_or_shares_that_are_near_have_no_slope() -> None:
    two = CAME.filter(pl.col("agency").is_in(["education", "health"]))
    near = pl.concat(
        CAME.filter(pl.col("agency") == "police").with_columns(
            pl.lit(name).alias("agency"), pl.lit(number).alias("staff")
        )
        for name, number in (("education", 7_000), ("health", 8_000), ("police", 10_000))
    )
    months = agencies(np.random.default_rng(2), 0.8, 1.0)
    for who in (two, near):
        shares = staff.reached(who, PLAN)
        held = months.filter(pl.col("segment").is_in(shares["segment"].unique().to_list()))
        found = staff.models(held, shares, PLAN, DOSE)
        assert found["model"].to_list() == [ALIKE, TIMED, MORE]
        assert found["ratio"].is_null().to_list() == [False, False, True]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (came((5, 10, "police", 3, 20), (8, 1, "police", 3, 20)), "1 rows of workshops held outs"),
        (came((5, 10, "police", 0, 20)), "nobody who came; need rows from launch_month"),
    ],
)
def test_attendance_that_gives_no_dose_is_one_line(rows: pl.DataFrame, message: str) -> None:
    with pytest.raises(ParametersError, match=f"attendance: {message}"):
        staff.reached(rows, PLAN)


def test_late_starters_who_turn_the_path_round_leave_the_months_out() -> None:
    late = came(
        (5, 10, "education", 20, 100), (5, 10, "health", 30, 100), (7, 20, "legal", 80, 100)
    )
    months = agencies(np.random.default_rng(3), 0.8, 1.0)
    shares = staff.reached(late, PLAN)
    held = months.filter(pl.col("segment").is_in(["education", "health", "legal"]))
    found = of(staff.models(held, shares, PLAN, DOSE), MORE)
    assert found["low"] < 1 < found["high"]

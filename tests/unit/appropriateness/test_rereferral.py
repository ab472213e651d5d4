"""Children who came back: who is in a cohort, for how long, and what is not said too early."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from referral_analysis.appropriateness.rereferral import (
    LEAST_AT_RISK,
    Cohort,
    compared,
    curve,
    dispersion,
    followed,
)
from referral_analysis.appropriateness.survival import life_table
from referral_analysis.errors import ParametersError
from referral_analysis.extract import columns as c

AUGUST = Cohort(
    name="August",
    first=dt.date(2011, 8, 1),
    last=dt.date(2011, 8, 31),
    followed_until=dt.date(2011, 12, 31),
)


def referrals(*rows: tuple[str | None, str, bool | None]) -> pl.LazyFrame:
    schema = {c.CHILD_ID: pl.String, c.REFERRED_ON: pl.String, c.IS_NFA: pl.Boolean}
    return pl.LazyFrame(list(rows), schema, orient="row").with_columns(
        pl.col(c.REFERRED_ON).str.to_date()
    )


def ends(rows: pl.LazyFrame) -> list[tuple[int, bool, bool]]:
    return followed(rows, AUGUST).select("days", "is_rereferred", "is_nfa").rows()


def test_a_child_is_followed_to_the_next_referral_or_the_last_day() -> None:
    rows = referrals(
        ("came back", "2011-08-10", False),
        ("came back", "2011-11-08", False),
        ("did not", "2011-08-31", True),
    )
    assert sorted(ends(rows)) == [(90, True, False), (122, False, True)]


def test_a_child_is_in_a_cohort_once_by_the_first_referral_in_its_months() -> None:
    rows = referrals(
        ("known before", "2011-07-20", False),  # not of this cohort, and no reason to leave it
        ("known before", "2011-08-05", True),
        ("known before", "2011-08-15", False),
        ("known before", "2011-09-01", False),
    )
    assert ends(rows) == [(10, True, True)]


def test_two_referrals_of_one_day_are_one() -> None:
    rows = referrals(
        ("twins of a form", "2011-08-05", True), ("twins of a form", "2011-08-05", False)
    )
    # closed at once only if both were
    assert ends(rows) == [(148, False, False)]


def test_who_comes_after_the_follow_up_has_not_come_back_yet() -> None:
    rows = referrals(("late", "2011-08-01", None), ("late", "2012-01-01", None))
    assert ends(rows) == [(152, False, False)]


def test_rows_without_a_child_or_a_day_are_nobodys() -> None:
    rows = pl.concat(
        [
            referrals((None, "2011-08-05", True), (None, "2011-08-09", True)),
            referrals(("dateless", "2011-08-05", True)).with_columns(
                pl.lit(None, pl.Date).alias(c.REFERRED_ON)
            ),
        ]
    )
    assert followed(rows, AUGUST).is_empty()


def test_a_share_is_not_given_where_few_are_still_followed() -> None:
    # forty children; twenty of them followed for 50 days only
    times = [10] * 5 + [50] * 20 + [120] * 15
    table = life_table(times, [True] * 5 + [False] * 35)
    known = curve(table, level=0.95, last_day=180)
    assert known["day"].max() == 50
    assert known["at_risk"].min() == 35 >= LEAST_AT_RISK
    found = compared(table, table, months=(1, 3), level=0.95)
    assert found["after"].to_list() == [0.125, None]
    assert found["change"].to_list() == [0.0, None]


def test_censoring_is_not_taken_for_staying_away() -> None:
    """Both cohorts come back alike; the later one was followed for a shorter time."""
    rng = np.random.default_rng(5)
    to_event = rng.geometric(1 / 300, (2, 20_000))
    until = np.stack([np.full(20_000, 365), rng.integers(10, 160, 20_000)])
    tables = [life_table(np.minimum(t, u), t <= u) for t, u in zip(to_event, until, strict=True)]
    row = compared(tables[1], tables[0], months=(3,), level=0.95).row(0, named=True)
    naive = (to_event[1] <= np.minimum(until[1], 91)).mean()
    assert row["low"] < 0 < row["high"]
    assert row["after"] == pytest.approx(1 - (1 - 1 / 300) ** 91, abs=0.01)
    assert naive < row["after"] - 0.05


def returning(rng: np.random.Generator, shock_sd: float) -> pl.DataFrame:
    """Return children of five months, whose risk each calendar month's shock multiplies."""
    began = rng.integers(0, 153, 4000)
    risk = np.repeat(np.exp(rng.normal(0, shock_sd, 9)), 31)[:250] / 400
    is_back = (rng.random((4000, 250)) < risk) & (np.arange(250) > began[:, None])
    seen = is_back.any(axis=1)
    first = dt.date(2011, 8, 1)
    return pl.DataFrame(
        {
            c.REFERRED_ON: [first + dt.timedelta(days=int(day)) for day in began],
            "days": np.where(seen, is_back.argmax(axis=1), 249) - began,
            "is_rereferred": seen,
        }
    )


def test_months_that_move_all_children_are_told_from_chance() -> None:
    rng = np.random.default_rng(11)
    by_chance = [dispersion([returning(rng, 0.0)]) for _ in range(12)]
    shaken = [dispersion([returning(rng, 0.2)]) for _ in range(12)]
    assert np.mean(by_chance) < 1.6  # never below 1, so above it on average
    # shocks of 0.2 and some 190 returns a month: about 1 + 0.04 * 190
    assert 4 < np.mean(shaken) < 13


def test_dispersion_widens_the_ranges_by_its_root_and_calms_the_test() -> None:
    times = np.random.default_rng(3).geometric(0.01, (2, 800))
    one, other = (life_table(np.minimum(t, 150), t < 150) for t in times)
    plain, wide = (
        compared(one, other, months=(2,), level=0.95, dispersion=by).row(0, named=True)
        for by in (1.0, 4.0)
    )
    # the log(-log) form is not symmetric, so twice only nearly
    assert wide["high"] - wide["low"] == pytest.approx(2 * (plain["high"] - plain["low"]), rel=0.02)
    assert wide["p_value"] > plain["p_value"]
    assert wide["change"] == plain["change"]


def test_a_cohort_with_its_days_out_of_order_is_refused() -> None:
    with pytest.raises(ParametersError, match=r"cohort x: .*out of order"):
        Cohort(
            name="x",
            first=dt.date(2011, 8, 1),
            last=dt.date(2011, 8, 31),
            followed_until=dt.date(2011, 8, 30),
        )

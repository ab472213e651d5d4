"""Children who came back: who is in a cohort, for how long, and what is not said too early."""

import datetime as dt
import itertools
import math

import numpy as np
import polars as pl
import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.extract import columns as c
from referral_analysis.periods import add_months
from referral_analysis.questions.came_back.cohorts import (
    LEAST_AT_RISK,
    Cohort,
    blocks,
    compared,
    crosses,
    curve,
    followed,
    shocks_between,
)
from referral_analysis.statistics.survival import CHANCE_ALONE, Shocks, life_table

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


def half_years(rng: np.random.Generator, shock_sd: float) -> list[pl.DataFrame]:
    """Return ten cohorts of half a year, the risk of each half year moved by its own shock."""
    start = np.datetime64("2006-05-01")
    edges = [add_months(dt.date(2006, 5, 1), 6 * number) for number in range(11)]
    days = np.array([(edge - edges[0]).days for edge in edges])
    risk = np.repeat(np.exp(rng.normal(0, shock_sd, 10)), np.diff(days)) / 400
    found = []
    for first, last in itertools.pairwise(days.tolist()):
        began = rng.integers(first, last, 4000)
        until = min(last + 182, days[-1] - 1)  # the day before the launch
        summed = np.concatenate([[0.0], np.cumsum(risk[: until + 1])])
        back = np.searchsorted(summed, summed[began + 1] + rng.exponential(size=4000))
        found.append(
            pl.DataFrame(
                {
                    c.REFERRED_ON: start + began,
                    "days": np.minimum(back, until) - began,
                    "is_rereferred": back <= until,
                }
            )
        )
    return found


@pytest.mark.parametrize("shock_sd", [0.0, 0.1, 0.3])
def test_what_moves_all_children_is_told_from_chance(shock_sd: float) -> None:
    """Over 12 counties of ten half years, each with some 2,000 returns."""
    rng = np.random.default_rng(11)
    found = [shocks_between(half_years(rng, shock_sd)) for _ in range(12)]
    assert {one.freedom for one in found} == {9.0}
    mean = np.mean([one.variance for one in found])
    # a variance on 9 degrees of freedom, 12 times: good to sqrt(2 / 108), thrice that allowed
    assert mean == pytest.approx(shock_sd**2, rel=0.41, abs=3e-4)


def test_half_years_follow_on_each_other_and_end_before_the_launch() -> None:
    found = blocks(dt.date(2011, 4, 30), dt.date(2008, 4, 1))
    assert [one.first for one in found][:2] == [dt.date(2008, 5, 1), dt.date(2008, 11, 1)]
    assert len(found) == 6
    assert found[-1].last == found[-1].followed_until == dt.date(2011, 4, 30)
    assert len(blocks(dt.date(2011, 4, 30), dt.date(1990, 1, 1))) == 10
    assert blocks(dt.date(2011, 4, 30), dt.date(2011, 1, 1)) == []


def test_without_years_before_nothing_is_said_of_the_range() -> None:
    unknown = shocks_between([])
    times = np.random.default_rng(3).geometric(0.01, (2, 800))
    one, other = (life_table(np.minimum(t, 150), t < 150) for t in times)
    row = compared(one, other, months=(2,), level=0.95, shocks=unknown).row(0, named=True)
    assert row["change"] is not None
    assert (row["low"], row["high"], row["p_value"]) == (None, None, None)


def test_shocks_widen_the_ranges_and_calm_the_test() -> None:
    """With a shock of 0.3 and chance all but gone, the range is that of the shocks alone."""
    many = np.random.default_rng(3).geometric(0.01, (2, 400_000))
    one, other = (life_table(np.minimum(t, 150), t < 150) for t in many)
    shaken = Shocks(variance=0.09, freedom=math.inf)
    plain, wide = (
        compared(one, other, months=(2,), level=0.95, shocks=by).row(0, named=True)
        for by in (CHANCE_ALONE, shaken)
    )
    stayed = 1 - wide["before"]
    reach = 1.96 * 0.3 * math.sqrt(2) * -stayed * math.log(stayed)  # of the difference, linearised
    assert (wide["high"] - wide["low"]) / 2 == pytest.approx(reach, rel=0.03)
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


@pytest.mark.parametrize(
    ("day", "is_across"),
    [
        (None, False),
        (dt.date(2011, 8, 1), False),  # all of it, and its follow-up, has the new ids
        (dt.date(2011, 8, 2), True),
        (dt.date(2011, 12, 31), True),
        (dt.date(2012, 1, 1), False),
    ],
)
def test_a_cohort_is_followed_across_a_day_or_not(day: dt.date | None, *, is_across: bool) -> None:
    assert crosses(AUGUST, day) is is_across

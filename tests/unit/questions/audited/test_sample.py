"""The audit's sample: who is in it, how often, and who judges it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from referral_analysis.errors import ParametersError, ValueUnreadableError
from referral_analysis.questions.audited.sample import KEY, SamplePlan, draw, numbered, sheet

PLAN = SamplePlan(
    before=(dt.date(2010, 8, 1), dt.date(2010, 10, 1)),
    after=(dt.date(2011, 8, 1), dt.date(2011, 10, 1)),
    cases=120,
    judged_twice=0.25,
    auditors=("A", "B"),
    seed=7,
    district_groups={"Dover": "East"},
)
SOURCES = ("2A", "3A", "6", "1A")
DISTRICTS = ("Dover", "Ashford", "Swale")


def rows(referrals: int = 2_400) -> pl.LazyFrame:
    """Lay referrals out over 2010 and 2011, four agencies and three districts, a quarter NFA."""
    i = pl.int_range(referrals)
    return (
        pl.select(i.alias("i"))
        .select(
            ("R" + pl.col("i").cast(pl.String).str.zfill(5)).alias("referral_id"),
            (pl.lit(dt.date(2010, 1, 1)) + pl.duration(days=pl.col("i") % 730)).alias(
                "referred_on"
            ),
            (pl.col("i") % 4).replace_strict(dict(enumerate(SOURCES))).alias("referral_source"),
            (pl.col("i") // 4 % 3).replace_strict(dict(enumerate(DISTRICTS))).alias("district"),
            (pl.col("i") // 12 % 4 == 0).alias("is_nfa"),
        )
        .lazy()
    )


def test_weights_stand_for_every_referral_of_both_periods() -> None:
    key = draw(rows(), PLAN)
    assert key.columns == list(KEY)
    in_periods = rows().with_columns(PLAN.period()).drop_nulls("period").collect()
    for name in ("before", "after"):
        held = in_periods.filter(pl.col("period") == name).height
        assert key.filter(pl.col("period") == name)["weight"].sum() == pytest.approx(held)
    assert key.height == 120


def test_half_is_of_each_period_and_half_of_that_by_nfa_status() -> None:
    key = draw(rows(), PLAN)
    assert key.group_by("period", "is_nfa").len()["len"].to_list() == [30] * 4
    plain = draw(rows(), replace(PLAN, by_nfa=False))
    assert plain.group_by("period").len()["len"].to_list() == [60, 60]
    # in proportion: about a quarter has no further action, as in the county
    assert 12 < plain["is_nfa"].sum() < 48


def test_every_stratum_has_two_cases_or_all_it_holds() -> None:
    strata = (
        draw(rows(), PLAN).group_by("stratum").agg(pl.len(), pl.col("drawn", "in_stratum").first())
    )
    assert (strata["len"] == strata["drawn"]).all()
    assert (
        strata["drawn"] >= strata.select(pl.col("in_stratum").clip(upper_bound=2))["in_stratum"]
    ).all()
    assert (strata["drawn"] <= strata["in_stratum"]).all()
    # four agency groups, two district groups, two periods, two NFA states
    assert strata.height == 32


def test_the_same_seed_draws_the_same_whatever_the_order_of_rows() -> None:
    shuffled = rows().collect().sample(fraction=1, shuffle=True, seed=1).lazy()
    assert draw(shuffled, PLAN).equals(draw(rows(), PLAN))
    assert not draw(rows(), replace(PLAN, seed=8)).equals(draw(rows(), PLAN))


def test_doubles_and_auditors_are_spread_evenly() -> None:
    key = draw(rows(), replace(PLAN, auditors=("A", "B", "C")))
    twice = key.filter(pl.col("auditors").str.contains(";"))
    assert twice.height == 30
    assert sorted(twice.group_by("auditors").len()["len"].to_list()) == [10, 10, 10]
    once = key.filter(~pl.col("auditors").str.contains(";"))
    assert sorted(once.group_by("auditors").len()["len"].to_list()) == [30, 30, 30]
    assert twice["stratum"].n_unique() > 20


def test_an_auditors_sheet_gives_nothing_away() -> None:
    key = draw(rows(), PLAN)
    sheets = [sheet(key, auditor, PLAN) for auditor in ("A", "B")]
    for own in sheets:
        assert own.columns == ["case", "auditor", "judgement"]
        assert set(own["judgement"]) == {""}
        assert own["case"].to_list() != sorted(own["case"])
    shared = set(sheets[0]["case"]) & set(sheets[1]["case"])
    assert len(shared) == 30
    order = [[i for i in own["case"] if i in shared] for own in sheets]
    assert order[0] != order[1]


def test_cases_are_numbered_in_an_order_that_says_nothing_of_dates() -> None:
    key = draw(rows(), PLAN)
    named = numbered(key, PLAN)
    assert set(named["referral_id"]) == set(key["referral_id"])
    assert named["case"].to_list() == [f"C{i:03}" for i in range(1, key.height + 1)]
    # the ids of these rows run in order of date; the rank correlation of n numbers drawn at random
    # has a standard deviation of 1 / sqrt(n - 1)
    rank = named.with_row_index("place").sort("referral_id")["place"].to_numpy()
    correlation = float(np.corrcoef(rank, np.arange(len(rank)))[0, 1])
    assert abs(correlation) < 4 / np.sqrt(len(rank) - 1)
    assert numbered(key.sample(fraction=1, shuffle=True, seed=4), PLAN).equals(named)


def test_a_period_that_the_extract_lacks_is_one_line() -> None:
    plan = replace(PLAN, after=(dt.date(2013, 1, 1), dt.date(2013, 2, 1)))
    with pytest.raises(ParametersError, match="no referrals from January 2013 to February 2013"):
        draw(rows(), plan)


def test_too_few_cases_for_the_strata_are_one_line() -> None:
    with pytest.raises(ParametersError, match="8 strata to share 5 of them; need 2 a stratum"):
        draw(rows(), replace(PLAN, cases=20))


def test_an_id_that_two_referrals_share_is_refused_and_not_quoted() -> None:
    twice = pl.concat(
        [rows().collect(), rows().filter(pl.col("referred_on").dt.month() == 9).collect()]
    )
    with pytest.raises(ValueUnreadableError, match="two rows of one referral id") as caught:
        draw(twice.lazy(), PLAN)
    assert "R0" not in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "option"),
    [
        (lambda: replace(PLAN, after=(PLAN.before[1], PLAN.after[1])), "before, after"),
        (lambda: replace(PLAN, cases=3), "cases"),
        (lambda: replace(PLAN, judged_twice=1.5), "judged_twice"),
        (lambda: replace(PLAN, auditors=("A",)), "auditors"),
        (lambda: replace(PLAN, auditors=("A", "A")), "auditors"),
        (lambda: replace(PLAN, auditors=("A;B", "C")), "auditors"),
    ],
)
def test_a_plan_that_cannot_be_drawn_names_its_option(
    wrong: Callable[[], SamplePlan], option: str
) -> None:
    with pytest.raises(ParametersError, match=f"the sample's {option}:"):
        wrong()


def test_agencies_that_an_extract_does_not_know_are_one_group() -> None:
    key = draw(rows().drop("referral_source"), PLAN)
    assert set(key["agency_group"]) == {"other"}
    assert set(key["district_group"]) == {"East", "other"}
    assert key.height == PLAN.cases


def test_districts_cannot_be_grouped_that_an_extract_does_not_know() -> None:
    bare = rows().drop("district")
    assert draw(bare, replace(PLAN, district_groups={})).height == PLAN.cases
    with pytest.raises(ParametersError, match="an extract without districts"):
        draw(bare, PLAN)

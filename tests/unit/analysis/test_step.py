"""Months or quarters: chosen by the months before the launch, and nothing of a month left over."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis import its
from referral_analysis.analysis import primary, step
from referral_analysis.analysis.choices import choices_of, sha256_of
from referral_analysis.analysis.events import LAUNCH, Event
from referral_analysis.analysis.model import PLANNED, is_long_enough
from referral_analysis.analysis.plan import CountedBy, Plan
from referral_analysis.analysis.rule import Form
from referral_analysis.disclosure import POLICIES
from referral_analysis.disclosure.counted import county_count
from referral_analysis.disclosure.policy import PolicyName
from referral_analysis.disclosure.register import earlier_releases, register_of
from referral_analysis.errors import ParametersError
from referral_analysis.periods import add_months, month_range

LATER = replace(
    FEBRUARY,
    last_month=dt.date(2012, 7, 1),
    extract_drawn_on=dt.date(2012, 12, 13),
    thin_below=12,
)
"""A year after the workshops of May to July 2011."""


def month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


def before(plan: Plan, fewest: Mapping[str, int] | None = None) -> pl.DataFrame:
    """Return months before the launch with 30 and 60 each, but for those of `fewest`: the last."""
    months = month_range(plan.series_starts, add_months(plan.launch_month, -1))
    found = pl.DataFrame({"period": months, "inappropriate": 30, "others": 60})
    is_last = pl.col("period") == months[-1]
    return found.with_columns(
        pl.when(is_last).then(value).otherwise(name).alias(name)
        for name, value in (fewest or {}).items()
    )


@pytest.mark.parametrize(
    ("fewest", "months"),
    [
        ({"inappropriate": 11}, 3),
        ({"inappropriate": 12}, 1),
        ({"others": 11}, 3),
        ({"others": 12}, 1),
        ({"inappropriate": 0}, 3),
    ],
)
def test_one_thin_month_of_either_count_makes_quarters(
    fewest: Mapping[str, int], months: int
) -> None:
    assert step.is_thin(before(LATER, fewest), LATER) is (months == 3)
    found = step.decided(LATER, before(LATER, fewest), None)
    assert found.step == months
    assert (found is LATER) is (months == 1)


def test_the_rule_refuses_to_look_at_a_month_from_the_launch_on() -> None:
    launched = before(LATER).with_columns(period=pl.lit(LATER.launch_month))
    with pytest.raises(ValueError, match="before the launch"):
        step.is_thin(launched, LATER)


@pytest.mark.parametrize(("preset", "fewest"), [("dfe", 12), ("opensafely", 16)])
def test_thin_is_twice_the_smallest_count_that_the_rules_show(
    preset: PolicyName, fewest: int
) -> None:
    assert step.thin_below(POLICIES[preset]) == fewest


def test_whoever_asks_for_months_or_quarters_gets_them() -> None:
    thin, thick = before(LATER, {"inappropriate": 3}), before(LATER)
    months, quarters = (replace(LATER, counted_by=by) for by in ("months", "quarters"))
    assert step.decided(months, thin, None).step == 1
    assert step.decided(quarters, thick, None).step == 3


def register(report: str, spans: Sequence[tuple[str, str]], measure: str = "nfa") -> pl.DataFrame:
    counts = {county_count(measure, month(first), month(last)): 20 for first, last in spans}
    return register_of(counts, (report, dt.date(2012, 1, 13)), 1, None)


@pytest.mark.parametrize(
    ("published", "by"),
    [
        (register("board_report", [("2011-02", "2011-04"), ("2010-11", "2011-01")]), "quarters"),
        (register("board_report", [("2011-01", "2011-01"), ("2011-08", "2011-12")]), "months"),
        (register("data_quality", [("2011-01", "2011-01")]), None),
        (register("board_report", [("2011-01", "2011-01")], "referrals"), None),
    ],
)
def test_what_was_published_once_is_kept_to(published: pl.DataFrame, by: str | None) -> None:
    earlier = earlier_releases(published)
    assert step.held_by(earlier) == by
    thin, thick = before(LATER, {"inappropriate": 3}), before(LATER)
    assert step.decided(LATER, thin, earlier).step == (1 if by == "months" else 3)
    assert step.decided(LATER, thick, earlier).step == (3 if by == "quarters" else 1)


@pytest.mark.parametrize(
    ("asked", "published"),
    [("quarters", ("2011-02", "2011-02")), ("months", ("2011-02", "2011-04"))],
)
def test_months_beside_quarters_that_were_published_are_refused_and_the_other_way_round(
    asked: CountedBy, published: tuple[str, str]
) -> None:
    earlier = earlier_releases(register("board_report", [published]))
    plan = replace(LATER, counted_by=asked)
    with pytest.raises(ParametersError, match="where the reports in earlier_runs counted by"):
        step.decided(plan, before(plan), earlier)
    assert step.decided(replace(plan, counted_by="rule"), before(plan), earlier).step == (
        1 if asked == "quarters" else 3
    )


def test_quarters_that_would_overlap_those_published_are_refused() -> None:
    """Each third month would follow from the two rows but for one number that all have alike."""
    thin = before(LATER, {"inappropriate": 3})
    same = earlier_releases(register("board_report", [("2011-02", "2011-04")]))
    assert step.decided(LATER, thin, same).step == 3
    other = earlier_releases(register("board_report", [("2011-01", "2011-03")]))
    with pytest.raises(ParametersError, match="begin in other months than those of the reports"):
        step.decided(LATER, thin, other)


def test_quarters_begin_after_the_launch_and_go_back_from_there() -> None:
    found = step.by_quarters(LATER)
    assert (found.series_starts, found.last_month) == (month("2008-05"), month("2012-07"))
    assert (found.left_out_from, found.first_after) == (month("2011-05"), month("2011-08"))
    assert (found.months_before, found.months_after) == (36, 12)
    assert found.same_months_before == (month("2009-08"), month("2010-07"))
    assert found.fourier_pairs == 1
    assert step.by_quarters(found) is found


@pytest.mark.parametrize(
    ("ends", "first_left_out", "starts"),
    [("2011-05", "2011-03", "2008-06"), ("2011-06", "2011-04", "2008-04")],
)
def test_a_quarter_that_the_phase_in_cuts_is_left_out_whole(
    ends: str, first_left_out: str, starts: str
) -> None:
    found = step.by_quarters(replace(LATER, phase_in_ends=month(ends)))
    assert (found.left_out_from, found.series_starts) == (month(first_left_out), month(starts))


def test_a_launch_at_once_leaves_nothing_out() -> None:
    at_once = replace(LATER, phase_in_ends=month("2011-04"), is_at_once=True)
    found = step.by_quarters(at_once)
    assert found.left_out_from == found.first_after == found.launch_month == month("2011-05")


def test_months_over_at_the_end_wait_for_their_quarter() -> None:
    longer = replace(LATER, last_month=month("2012-09"), looks=(month("2012-02"), month("2012-09")))
    found = step.by_quarters(longer)
    assert found.last_month == month("2012-07")
    assert found.looks == (month("2012-01"), month("2012-07"))
    assert found.answer_level == replace(longer).answer_level


@pytest.mark.parametrize(
    ("last", "found"),
    [("2011-12", "1 whole quarter after the launch"), ("2011-10", "1 whole quarter after")],
)
def test_one_quarter_after_the_launch_is_too_few(last: str, found: str) -> None:
    short = replace(LATER, last_month=month(last))
    with pytest.raises(ParametersError, match=rf"{found}.* up to January 2012\. Wait"):
        step.by_quarters(short)
    assert step.by_quarters(replace(LATER, last_month=month("2012-01"))).months_after == 6


def test_less_than_two_years_before_the_launch_are_too_few() -> None:
    events: tuple[Event, ...] = ()
    enough = replace(LATER, series_starts=month("2009-05"), events=events)
    assert step.by_quarters(enough).months_before == 24
    with pytest.raises(ParametersError, match="7 whole quarters before"):
        step.by_quarters(replace(enough, series_starts=month("2009-06")))


def monthly(plan: Plan) -> pl.DataFrame:
    """Count 1, 2, 3 ... in the months of a plan, and a hundred times as many of another measure."""
    months = month_range(plan.series_starts, plan.last_month)
    one = pl.DataFrame(
        {
            "period": months,
            "measure": "nfa",
            "count": np.arange(1, len(months) + 1),
            "child_working_days": np.arange(1, len(months) + 1) * 1000.0,
            "referrals_per_10k_year": 0.0,
        }
    )
    more = one.with_columns(pl.lit("referrals").alias("measure"), pl.col("count") * 100)
    return pl.concat([one, more])


def test_counts_and_exposures_add_up_and_rates_follow_from_them() -> None:
    found = step.added_up(monthly(LATER), step.by_quarters(LATER)).filter(measure="nfa")
    assert found["period"].to_list()[:2] == [month("2008-05"), month("2008-08")]
    assert found["count"].to_list()[:2] == [2 + 3 + 4, 5 + 6 + 7]
    assert found["child_working_days"].to_list()[:2] == [9_000.0, 18_000.0]
    assert found["referrals_per_10k_year"].to_list() == pytest.approx([2520.0] * 16)
    assert found["period"].to_list()[11:13] == [month("2011-02"), month("2011-08")]
    assert found.height == 12 + 4


def test_a_quarter_short_of_a_month_is_not_counted() -> None:
    """As where closures of its last month have not settled."""
    plan = step.by_quarters(LATER)
    short = monthly(LATER).filter(pl.col("period") < month("2012-07"))
    assert step.added_up(short, plan)["period"].max() == month("2012-02")


def test_months_stay_as_they_are_where_a_plan_counts_by_them() -> None:
    assert step.added_up(monthly(LATER), LATER).equals(monthly(LATER))


@pytest.mark.parametrize(
    ("event", "starts", "ends"),
    [
        (Event(name="step", starts=month("2010-08")), "2010-08", None),  # a quarter's first month
        (Event(name="step", starts=month("2010-09")), "2010-08", None),  # on in two of three
        (Event(name="step", starts=month("2010-10")), "2010-11", None),  # on in one
        (Event(name="step", starts=month("2011-04")), "2011-02", None),  # else told by nothing
        (
            Event(name="covid", starts=month("2010-01"), ends=month("2010-03"), shape="leave_out"),
            "2009-11",
            "2010-04",
        ),
        (
            Event(name="strike", starts=month("2010-03"), ends=month("2010-03"), shape="pulse"),
            "2010-02",
            "2010-04",
        ),
    ],
)
def test_events_are_of_whole_quarters(event: Event, starts: str, ends: str | None) -> None:
    found = step.on_quarters(event, step.by_quarters(LATER))
    assert found.starts == month(starts)
    assert found.ends == (None if ends is None else month(ends))


@pytest.mark.parametrize("form", ["ratio", "adjusted"])
def test_a_planted_change_on_a_straight_path_is_found_to_the_last_digit(
    form: Form,
) -> None:
    """Quarters of months that grow by a constant factor grow by a constant factor too."""
    plan = step.by_quarters(replace(LATER, events=(), fourier_pairs=0))
    months = month_range(LATER.series_starts, LATER.last_month)
    level = np.exp(0.01 * np.arange(len(months)))
    level[[one >= LATER.first_after for one in months]] *= 0.7
    rows = pl.concat(
        pl.DataFrame(
            {"period": months, "measure": name, "count": values, "child_working_days": 1000.0}
        )
        for name, values in (("nfa", 1e9 * level), ("others", np.full(len(months), 2e9)))
    ).with_columns(referrals_per_10k_year=pl.lit(0.0))
    added = step.added_up(rows, plan)
    size = 1e-6 if form == "ratio" else 0.1  # an exact fit has no spread, a control must vary
    wiggle = np.tile([1.0, -1.0], added.height // 4) * size + 1.0
    pair = (
        added.pivot(on="measure", index="period", values="count")
        .sort("period")
        .rename({"nfa": "inappropriate"})
        .with_columns(
            pl.col("others") * wiggle,
            child_working_days=added.filter(measure="nfa")["child_working_days"],
        )
    )
    assert is_long_enough(pair, plan)
    row = its.coefficients(primary.fit(pair, plan, PLANNED, form)).row(
        by_predicate=pl.col("name") == LAUNCH, named=True
    )
    assert np.exp(row["estimate"]) == pytest.approx(0.7, rel=1e-4)


def test_a_plan_that_leaves_it_to_the_rule_has_the_hash_it_had() -> None:
    asked = choices_of(LATER)
    assert "counted_by" not in asked
    assert sha256_of(choices_of(step.by_quarters(LATER))) == sha256_of(asked)
    assert choices_of(replace(LATER, counted_by="months"))["counted_by"] == "months"

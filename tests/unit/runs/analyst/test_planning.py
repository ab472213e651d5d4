"""What limits an answer is named as what it is: drift of the path, or chance among few."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.unit.analysis.test_primary import MONTHS, PLAN

from referral_analysis.analysis.foresight import Foreseen, Foresight
from referral_analysis.analysis.plan import CountedBy
from referral_analysis.analysis.rule import Decision
from referral_analysis.disclosure import DFE, OPENSAFELY, Policy
from referral_analysis.its.tolerance import tolerance_for
from referral_analysis.runs.analyst import planning
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS


def foresight(a_month: float, yes: float | None, probably: float | None) -> Foresight:
    """Return what was foreseen for 24 months after; yes, probably: the smallest falls as ratios."""
    return Foresight(
        decision=Decision(form="ratio", residual_correlation=0.6, months=61),
        tolerances=tolerance_for(61),
        months=61,
        a_month=a_month,
        sd=0.1,
        rho=0.2,
        noise_share=0.1,
        seen=Foreseen.frame(
            [
                {
                    Foreseen.months_after: 24,
                    Foreseen.last_month: dt.date(2013, 7, 1),
                    Foreseen.fall_yes: yes,
                    Foreseen.fall_probably: probably,
                    Foreseen.rise_yes: 1.4,
                }
            ]
        ),
    )


@pytest.mark.parametrize(
    ("a_month", "yes", "probably", "said"),
    [
        (457.0, 0.74, 0.77, "how far the path may drift by itself decides"),  # the sample's
        (6.0, 0.35, 0.36, "with about 6 a month chance moves them by more"),  # 20 referrals a month
        (6.0, None, None, "with about 6 a month chance moves them by more"),
    ],
)
def test_why_a_fifth_would_not_be_told(
    a_month: float, yes: float | None, probably: float | None, said: str
) -> None:
    told = planning.of_a_fifth(foresight(a_month, yes, probably))
    assert told.startswith("A fall of 20% would not be told (yes) four times in five within 24")
    assert said in told


def test_a_fifth_that_would_be_told_needs_no_reason() -> None:
    told = planning.of_a_fifth(foresight(900.0, 0.85, 0.86))
    assert told == "A fall of 20% would be told (yes) four times in five from 24 months after."


def monthly(a_month: int) -> pl.DataFrame:
    """Return so many inappropriate referrals in each month of the plan, and three times others."""
    return pl.concat(
        pl.DataFrame({"period": MONTHS, "count": [count] * len(MONTHS)}).with_columns(
            pl.lit(name).alias("measure"), pl.lit(21.0).alias("child_working_days")
        )
        for name, count in ((INAPPROPRIATE, a_month), (OTHERS, 3 * a_month))
    )


@pytest.mark.parametrize(
    ("a_month", "asked", "step"),
    [(11, "rule", 3), (12, "rule", 1), (11, "months", 1), (12, "quarters", 3)],
)
def test_what_will_be_fitted_is_what_is_foreseen(a_month: int, asked: CountedBy, step: int) -> None:
    plan = replace(PLAN, events=(), counted_by=asked)
    pair, counted = planning.as_counted(monthly(a_month), plan)
    assert counted.step == step
    assert set(pair["inappropriate"]) == {a_month * step}


def test_why_quarters_are_foreseen_is_said() -> None:
    told = planning.of_quarters(PLAN)
    assert "one of these months holds fewer than 12 inappropriate or other referrals" in told
    assert "as asked" in planning.of_quarters(replace(PLAN, counted_by="quarters"))


def test_where_no_fall_would_be_told_that_is_said() -> None:
    lines = list(planning.lines(foresight(6.0, None, None), PLAN))
    assert lines[4].split() == ["24", "July", "2013", "none", "none", "40%"]
    assert lines[5] == "none: not even a fall by 95% would be."
    told = list(planning.lines(foresight(6.0, 0.2, 0.25), PLAN))
    assert told[4].split() == ["24", "July", "2013", "80%", "75%", "40%"]
    assert told[5] == ""


@pytest.mark.parametrize("policy", [DFE, OPENSAFELY])
def test_a_plan_of_few_has_its_choices_and_no_figure_that_tells_of_them(
    policy: Policy, tmp_path: Path
) -> None:
    few, enough = policy.small_counts[-1], policy.smallest_shown
    months = pl.DataFrame({"inappropriate": [30, enough], "others": [90, 80]})
    assert not planning.has_few(months, policy)
    assert planning.has_few(months.with_columns(others=pl.Series([90, few])), policy)

    figures = {"a_month": 7.9, "errors": {"sd": 0.3635}, "told_four_times_in_five": []}
    choices = {"choices": {"launch_month": "2011-05"}, "form": "ratio"}
    for is_of_few, held in ((True, choices), (False, choices | figures)):
        planned = planning.PlanAhead(text="", as_dict=choices | figures, is_of_few=is_of_few)
        place = tmp_path / f"{is_of_few}.json"
        planning.write_plan(planned, place)
        assert json.loads(place.read_text("utf-8")) == held

"""An outcome that hardly occurs stops the run, and the others that would do are named."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.enough import of_plan, shares_of_choices
from referral_analysis.errors import ColumnMissingError, SeriesInvalidError
from referral_analysis.extract import columns as c
from referral_analysis.periods import add_months
from referral_analysis.series.outcome import Outcome

MONTHS = FEBRUARY.months_before
LATER = dt.date(2012, 3, 1)


def council(nfa: int, not_in_need: int, rest: int, *, extra: int = 0) -> pl.LazyFrame:
    """Make so many referrals of each kind in every month before the launch.

    extra: referrals with no further action, in the first month alone. After the launch nothing
    but no further action, which nothing here may look at.
    """
    kinds = [
        *[(True, None)] * nfa,
        *[(False, "RC8")] * not_in_need,
        *[(False, "RC7")] * rest,
    ]
    months = [add_months(FEBRUARY.series_starts, n) for n in range(MONTHS)]
    rows = [(month, *kind) for month in months for kind in kinds]
    rows += [(months[0], True, None)] * extra
    rows += [(FEBRUARY.launch_month, True, None)] * 500
    return pl.LazyFrame(
        rows,
        {c.REFERRED_ON: pl.Date, c.IS_NFA: pl.Boolean, c.CLOSURE_REASON: pl.String},
        orient="row",
    ).with_columns((pl.col(c.REFERRED_ON) + dt.timedelta(days=20)).alias(c.CLOSED_ON))


def test_three_a_month_are_enough_and_one_fewer_in_all_is_not() -> None:
    assert of_plan(council(3, 20, 40), FEBRUARY).collect().height == 63 * MONTHS + 500
    with pytest.raises(SeriesInvalidError, match=r"^inappropriate: nfa: 3\.0 a month, 4\.7% "):
        of_plan(council(2, 20, 40, extra=MONTHS - 1), FEBRUARY)


def test_one_in_fifty_is_enough_and_fewer_is_not() -> None:
    assert of_plan(council(10, 0, 490), FEBRUARY).collect().height == 500 * MONTHS + 500
    with pytest.raises(SeriesInvalidError, match=r"10\.0 a month, 2\.0% of referrals, in the"):
        of_plan(council(10, 0, 491), FEBRUARY)


def test_the_choices_that_would_do_are_named_with_their_numbers() -> None:
    with pytest.raises(SeriesInvalidError) as stop:
        of_plan(council(0, 30, 70), FEBRUARY)
    assert str(stop.value) == (
        f"inappropriate: nfa: 0.0 a month, 0.0% of referrals, in the {MONTHS} months before the "
        "launch; need 3 a month or more, and 2% of referrals. These would do: nfa_or_not_in_need "
        "(30 a month, 30%); {of_codes: [RC8]} (30 a month, 30%)."
    )


def test_where_none_would_do_that_is_said() -> None:
    plan = replace(
        FEBRUARY, extract_drawn_on=LATER, outcome=Outcome(choice="of_codes", codes=("RC9",))
    )
    with pytest.raises(SeriesInvalidError, match=r"\{of_codes: \[RC9\]\}: .* None of the other"):
        of_plan(council(1, 1, 20), plan)


def test_an_extract_without_reasons_of_closure_names_no_choice_that_needs_them() -> None:
    rows = council(0, 30, 70).drop(c.CLOSURE_REASON)
    with pytest.raises(SeriesInvalidError, match="None of the other choices"):
        of_plan(rows, FEBRUARY)
    plan = replace(FEBRUARY, extract_drawn_on=LATER, outcome=Outcome(choice="nfa_or_not_in_need"))
    with pytest.raises(ColumnMissingError, match="without closure_reason"):
        of_plan(rows, plan)


def test_the_share_of_each_choice_is_out_of_all_referrals() -> None:
    # 2 + 30 + 68 a month, and 500 with no further action after
    rows = council(2, 30, 68)
    every = 100 * MONTHS + 500
    shares = shares_of_choices(rows)
    assert shares == {
        "nfa": pytest.approx((2 * MONTHS + 500) / every),
        "nfa_or_not_in_need": pytest.approx((32 * MONTHS + 500) / every),
    }
    assert list(shares_of_choices(rows.drop(c.CLOSURE_REASON))) == ["nfa"]

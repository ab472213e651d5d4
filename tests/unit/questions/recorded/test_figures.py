"""The figure of shares never gives a direction that the counts do not have."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest

from referral_analysis.disclosure import DFE, CountRule, TableRule, release
from referral_analysis.extract.columns import CLOSED_ON, CLOSURE_REASON
from referral_analysis.periods import month_range
from referral_analysis.questions.needs import EVERYTHING
from referral_analysis.questions.recorded.figures import shares
from referral_analysis.report.page.figure import Figure
from referral_analysis.series.outcome import NFA

if TYPE_CHECKING:
    from referral_analysis.questions.recorded.released import ReleasedRecorded

MONTHS = month_range(dt.date(2011, 1, 1), dt.date(2011, 11, 1))
BEFORE, WORKSHOPS = [12] * 4, [9] * 3


def drawn(after: list[int], hidden: int = 0) -> Figure:
    """Draw shares of 40 referrals a month; the first months after the launch may be hidden."""
    nfa = [*BEFORE, *WORKSHOPS, *after]
    table = pl.DataFrame({"period": MONTHS, "referrals": 40, "nfa": nfa})
    rule = TableRule(
        counts=tuple(CountRule(column=name) for name in ("referrals", "nfa")),
        derived={"nfa_share": pl.col("nfa") / pl.col("referrals")},
    )
    marks = pl.DataFrame(
        {"referrals": [False] * 11, "nfa": [7 <= i < 7 + hidden for i in range(11)]}
    )
    found = SimpleNamespace(
        shares=release("shares", table, rule, DFE, hidden=marks),
        plan=SimpleNamespace(
            step=1,
            launch_month=dt.date(2011, 5, 1),
            phase_in_ends=dt.date(2011, 7, 1),
            events=(),
            outcome=NFA,
        ),
        have=replace(EVERYTHING, columns=EVERYTHING.columns - {CLOSED_ON, CLOSURE_REASON}),
    )
    return shares(cast("ReleasedRecorded", found))


def test_shares_before_and_after_are_of_all_months() -> None:
    figure = drawn([8, 8, 8, 16])
    assert figure.headline == "No further action: 30.0% before, 25.0% after"
    assert "30.0% of referrals before the launch and 25.0%" in figure.picture.description


@pytest.mark.parametrize(("after", "hidden"), [([8, 8, 8, 16], 3), ([3, 16, 16, 16], 0)])
def test_months_left_over_are_not_taken_for_all(after: list[int], hidden: int) -> None:
    """The one month left has 40%, where 25% of all were closed; a small one hides itself."""
    figure = drawn(after, hidden)
    assert figure.headline == "No further action, month by month"
    assert "%" not in figure.picture.description
    assert "cannot be shown" in figure.picture.description

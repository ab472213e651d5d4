"""What the headline tells: each verdict on both sides of its edge, and the widest of all ends."""

import datetime as dt
import math
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest

from referral_analysis.analysis.blanks import BlanksShare
from referral_analysis.analysis.headline import Headline
from referral_analysis.its.tolerance import Deletion, Examination, Reach

if TYPE_CHECKING:
    from referral_analysis import its
    from referral_analysis.analysis.rule import Decision


def reach(low: float, high: float) -> Reach:
    """Return ratios as the logarithms that a fit has."""
    middle = (math.log(low) + math.log(high)) / 2
    return Reach(tolerance=0.1, estimate=middle, low=math.log(low), high=math.log(high))


def examination(full: tuple[float, float], mild: tuple[float, float]) -> Examination:
    return Examination(
        segment="County",
        interruption="launch",
        level=0.95,
        full=reach(*full),
        mild=reach(*mild),
        straight=reach(0.9, 0.95),
        month_sd=0.1,
        drift_ratio=0.0,
        is_beyond=False,
        largest=Deletion(period=dt.date(2011, 1, 1), residual=1.0),
        outlying=None,
        path=pl.DataFrame({"tolerance": [0.123456]}),
        drift_tip=None,
        is_drift_tip_open=False,
        bend_tip=None,
        bend_at=None,
        alarms=(),
    )


def headline(examined: Examination, *filled: Examination) -> Headline:
    before, since = BlanksShare(unflagged=1, referrals=9), BlanksShare(unflagged=0, referrals=9)
    return Headline(
        decision=cast("Decision", None),
        pair=pl.DataFrame(),
        fitted=cast("its.ItsFit", None),
        examined=examined,
        blank_before=before,
        blank_after=since,
        filled=dict(zip(("since the launch", "before the launch"), filled, strict=False)),
    )


@pytest.mark.parametrize(
    ("low", "high", "counted"),
    [
        (0.7, 0.999, "fell"),
        (0.7, 1.0, "cannot tell"),
        (0.7, 1.5, "cannot tell"),
        (1.0, 1.5, "cannot tell"),
        (1.001, 1.5, "rose"),
        (0.001, 0.002, "fell"),
        (2.5, 3.0, "rose"),
    ],
)
def test_no_change_is_a_ratio_of_one_and_an_end_on_it_tells_nothing(
    low: float, high: float, counted: str
) -> None:
    assert headline(examination((0.5, 2.0), (low, high))).counted == counted


def test_the_ends_are_the_widest_of_the_counts_and_of_both_ways_to_fill_the_blanks() -> None:
    found = headline(
        examination((0.70, 0.95), (0.75, 0.90)),
        examination((0.72, 1.05), (0.74, 0.98)),
        examination((0.68, 0.93), (0.76, 0.88)),
    ).ends
    wanted = {"low": 0.68, "high": 1.05, "mild_low": 0.74, "mild_high": 0.98}
    assert found == pytest.approx(wanted, rel=1e-12)

"""What the headline tells: each verdict on both sides of its edge, and the widest of all ends."""

import datetime as dt
import math
from dataclasses import replace
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


def straight(
    low: float, high: float, tip: float | None, *, is_open: bool = False, bend: float = 0.2
) -> Examination:
    """Return what was examined of a range on a straight path, and the drift that undoes it."""
    steps = [0.0, 0.01, 0.02, 0.03][: 3 if is_open else 4]
    return replace(
        examination((0.7, 0.9), (0.7, 0.9)),
        straight=reach(low, high),
        drift_tip=tip,
        is_drift_tip_open=is_open,
        bend_tip=bend,
        path=pl.DataFrame(
            {
                "tolerance": steps,
                "estimate": [math.log(0.8)] * len(steps),
                "low": [math.log(low) - step for step in steps],
                "high": [math.log(high) + step for step in steps],
            }
        ),
    )


def test_the_path_of_tolerances_holds_whatever_the_blanks_were() -> None:
    found = headline(
        straight(0.7, 0.9, 0.1), straight(0.72, 0.98, 0.02), straight(0.6, 0.85, 0.2, is_open=True)
    ).path
    assert found["tolerance"].to_list() == [0.0, 0.01, 0.02]
    assert found["low"].exp().to_list() == pytest.approx(
        [0.6 * math.exp(-s) for s in (0, 0.01, 0.02)]
    )
    assert found["high"].exp().to_list() == pytest.approx(
        [0.98 * math.exp(s) for s in (0, 0.01, 0.02)]
    )


def test_what_undoes_a_change_is_the_least_that_does_it_with_blanks_either_way() -> None:
    found = headline(
        straight(0.7, 0.9, 0.1, bend=0.3),
        straight(0.72, 0.98, 0.02, bend=0.25),
        straight(0.6, 0.85, 0.2, is_open=True, bend=0.4),
    ).tips
    assert (found.drift, found.is_drift_open, found.bend) == (0.02, False, 0.25)
    assert (found.straight_low, found.straight_high) == pytest.approx((0.6, 0.98))


def test_nothing_undoes_what_blanks_keep_from_being_told() -> None:
    found = headline(straight(0.7, 0.9, 0.1), straight(0.8, 1.2, None)).tips
    assert (found.drift, found.is_drift_open, found.bend) == (None, False, None)
    both = headline(straight(0.7, 0.9, 0.1), straight(1.1, 1.2, 0.1)).tips
    assert both.drift is None
    assert headline(straight(1.1, 1.2, 0.3, is_open=True)).tips.is_drift_open

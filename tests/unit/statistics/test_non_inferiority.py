"""The guardrail: each side of the margin, and several measures as one."""

import math

import polars as pl
import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.statistics.non_inferiority import (
    Held,
    held,
    held_in_frame,
    safe_level,
    smallest_change,
    smallest_fall,
    together,
)

CASES: list[tuple[float, float, Held]] = [
    (0.91, 1.02, "held up"),
    (0.90, 1.02, "cannot tell"),
    (0.89, 1.02, "cannot tell"),
    (0.91, 0.99, "held up"),  # it fell, by less than matters
    (0.85, 0.99, "fell"),
    (0.70, 0.80, "fell"),
    (1.05, 1.20, "held up"),
]


@pytest.mark.parametrize(("low", "high", "verdict"), CASES)
def test_each_side_of_the_margin(low: float, high: float, verdict: Held) -> None:
    assert held(low, high, 0.1) == verdict


def test_a_frame_is_judged_as_its_rows_are() -> None:
    ends = [(low, high) for low, high, _ in CASES]
    frame = pl.DataFrame(ends, ["safe_low", "high"], orient="row")
    verdicts = frame.select(held_in_frame(0.1)).to_series().to_list()
    assert verdicts == [verdict for _, _, verdict in CASES]
    columns = dict.fromkeys(("safe_low", "high"), pl.Float64)
    nothing = pl.DataFrame({"safe_low": [None], "high": [1.0]}, columns)
    assert nothing.select(held_in_frame(0.1)).item() is None


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        (["held up", "held up"], "held up"),
        (["held up", "cannot tell"], "cannot tell"),
        (["cannot tell", "fell"], "fell"),
        ([], "cannot tell"),
    ],
)
def test_one_measure_that_fell_is_enough_and_all_must_hold(
    verdicts: list[Held], verdict: Held
) -> None:
    assert together(verdicts) == verdict


@pytest.mark.parametrize("ends", [(None, None), (math.nan, math.nan), (0.95, math.nan)])
def test_what_is_no_number_does_not_hold_up(ends: tuple[float | None, float | None]) -> None:
    rows = pl.DataFrame({"safe_low": [ends[0], 0.95], "high": [ends[1], 1.2]}, strict=False)
    assert rows.select(held_in_frame(0.1))["verdict"].to_list() == [None, "held up"]


def test_the_margin_itself_is_not_ruled_out_by_a_range_that_ends_there() -> None:
    # 1 - 0.25 is exact: a range that begins at the margin does not exclude it
    assert held(0.75, 1.1, 0.25) == "cannot tell"
    assert held(math.nextafter(0.75, 1), 1.1, 0.25) == "held up"
    assert held(0.5, 1.0, 0.25) == "cannot tell"
    assert held(0.5, math.nextafter(1.0, 0), 0.25) == "fell"


def test_held_up_is_read_from_a_range_that_misses_three_tenths_as_often() -> None:
    assert safe_level(0.95) == pytest.approx(0.985)
    assert safe_level(0.80) == pytest.approx(0.94)


@pytest.mark.parametrize(
    ("low", "fall"), [(0.905, 0.10), (0.901, 0.10), (0.90, 0.11), (0.899, 0.11), (0.999, 0.01)]
)
def test_the_smallest_fall_ruled_out_is_a_whole_hundredth_outside_the_range(
    low: float, fall: float
) -> None:
    assert smallest_fall(low) == fall
    # what is ruled out is outside, and no smaller whole hundredth is
    assert 1 - fall < low <= 1 - fall + 0.01 + 1e-12
    assert smallest_change(low, 1.0) == smallest_change(0.999, 2 - low) == fall


@pytest.mark.parametrize("margin", [0.0, 1.0, -0.1])
def test_a_margin_that_is_none_is_refused(margin: float) -> None:
    with pytest.raises(ParametersError, match=r"guardrail_margin: .*0.1 is a fall of 10%"):
        held(0.9, 1.1, margin)

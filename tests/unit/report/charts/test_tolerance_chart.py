"""A range against a tolerance: where marks, ends and ticks are, worked by hand."""

from typing import Any

import polars as pl
import pytest

from referral_analysis.report.charts.tolerance_chart import tolerance_chart

RANGES = pl.DataFrame(
    {
        "tolerance": [0.0, 0.1, 0.2],
        "ratio": [0.8, 0.8, 0.8],
        "low": [0.7, 0.65, 0.01],
        "high": [0.9, 1.0, 9.0],
    }
)


def drawn(*marks: tuple[float, str]) -> dict[str, Any]:
    picture = tolerance_chart(RANGES, marks, titles=("Across", "Up"), description="x")
    found: dict[str, Any] = picture.wide.to_dict()
    return found


@pytest.mark.parametrize(
    ("marks", "shares"),
    [
        ([0.05], [0.25]),
        ([0.05, 0.15], [0.25, 0.75]),
        # a mark beyond the last tolerance makes the plot as wide as it is
        ([0.1, 0.4], [0.25, 1.0]),
    ],
)
def test_a_mark_stands_as_far_across_as_its_tolerance(
    marks: list[float], shares: list[float]
) -> None:
    found = drawn(*((mark, f"mark {mark}") for mark in marks))
    rules = [
        layer["encoding"]["x"]["value"]
        for layer in found["layer"]
        if layer["mark"]["type"] == "rule" and "value" in layer["encoding"].get("x", {})
    ]
    assert rules == pytest.approx([share * found["width"] for share in shares], abs=0.01)


def test_changes_are_ticked_from_a_tenth_to_five_times() -> None:
    near = RANGES.with_columns(low=pl.lit(0.1), high=pl.lit(1.1))
    picture = tolerance_chart(near, ((0.1, "a"),), titles=("Across", "Up"), description="x")
    band = next(
        layer for layer in picture.wide.to_dict()["layer"] if layer["mark"]["type"] == "area"
    )
    assert band["encoding"]["y"]["axis"]["values"] == [0.2, 0.4, 0.6, 0.8, 1.0]


def test_a_plot_of_large_changes_is_ticked_at_both_its_ends() -> None:
    (band,) = (layer for layer in drawn((0.1, "a"))["layer"] if layer["mark"]["type"] == "area")
    ticks = band["encoding"]["y"]["axis"]["values"]
    assert (ticks[0], ticks[-1]) == (0.1, 5.0)
    assert 1.0 in ticks


def test_ends_that_leave_the_plot_are_drawn_at_its_edges() -> None:
    (band,) = (layer for layer in drawn((0.1, "a"))["layer"] if layer["mark"]["type"] == "area")
    assert [(row["tolerance"], row["low"], row["high"]) for row in band["data"]["values"]] == [
        (0.0, 0.7, 0.9),
        (10.0, 0.65, 1.0),
        (20.0, 0.05, 5.0),
    ]
    low, high = band["encoding"]["y"]["scale"]["domain"]
    assert [low, high] == pytest.approx([0.05 / 1.03, 5 * 1.03])

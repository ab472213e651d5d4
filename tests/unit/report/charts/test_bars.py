"""Bars from nothing: an axis whose ticks are told apart, and a figure where no bar may be shown."""

import re

import polars as pl
import pytest

from referral_analysis.report.charts.bars_chart import Unit, bars_chart
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.stills import still

MONTHLY = Unit(title="Referrals a month, against what was expected")


def changes(*size: float | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"label": [f"Part {number}" for number in range(len(size))], "estimate": size},
        schema={"label": pl.String, "estimate": pl.Float64},
    ).with_columns(low=pl.col("estimate") - 0.1, high=pl.col("estimate") + 0.1)


def ticks(picture: Picture) -> list[str]:
    """Return what stands at the ticks of the axis, as the page has it."""
    drawn = re.findall(
        r"<text[^>]*>([^<]*)</text>", still(picture.wide.to_dict(), name="bars", description="x")
    )
    return [text for text in drawn if re.fullmatch(r"0|[+\N{MINUS SIGN}-][\d.,]+", text)]


@pytest.mark.parametrize(
    "frame",
    [changes(None, None), changes(0.3, -0.2), changes(1.2, 0.9), changes(-60.0, 40.0)],
    ids=["none may be shown", "parts of one", "about one", "many"],
)
def test_no_two_ticks_are_written_alike(frame: pl.DataFrame) -> None:
    written = ticks(bars_chart(frame, MONTHLY, description="x"))
    assert len(written) > 1
    assert len(set(written)) == len(written)


def test_ranges_are_explained_where_there_is_a_bar() -> None:
    assert bars_chart(changes(3.0), MONTHLY, description="x").key
    assert not bars_chart(changes(None), MONTHLY, description="x").key

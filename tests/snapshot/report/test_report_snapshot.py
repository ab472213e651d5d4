"""Stored charts and tables: a change shows as a diff to be read.

Make them again with: python -m pytest tests/snapshot --snapshot-update
"""

import datetime as dt
import json

import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from referral_analysis.report.charts.effects import effects_chart, share_chart
from referral_analysis.report.charts.its_chart import its_chart
from referral_analysis.report.charts.layout import Marker, Scene, Span
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.quarters_chart import quarters_chart
from referral_analysis.report.page.tables import Column, Table, csv_of, html_of

MONTHS = [dt.date(2011, month, 1) for month in range(3, 11)]
SCENE = Scene(
    y_title="Referrals per 10,000 children a year",
    form="rate",
    phase_in=Span(start=dt.date(2011, 5, 1), end=dt.date(2011, 7, 31), label="Launch"),
    markers=(Marker(date=dt.date(2011, 3, 15), label="Inspection"),),
)
ITS = pl.DataFrame(
    {
        "period": MONTHS,
        "observed": [100.0, None, 104.0, 98.0, 95.0, 80.0, 82.0, 81.0],
        "fitted": [101.0, 102.0, None, None, None, 81.0, 81.0, 81.0],
        "expected_without": [None, None, 103.0, 104.0, 105.0, 106.0, 107.0, 108.0],
        "low": [None, None] + [97.0] * 6,
        "high": [None, None] + [113.0] * 6,
    }
)
EFFECTS = pl.DataFrame(
    {
        "label": ["Police", "Schools", "Anonymous"],
        "estimate": [0.71, 1.03, None],
        "low": [0.6, 0.9, None],
        "high": [0.84, 1.2, None],
        "verdict": ["fell", "cannot tell", "cannot tell"],
    }
)
QUARTERS = pl.DataFrame(
    {
        "first": [dt.date(2010, 2, 1), dt.date(2010, 5, 1), dt.date(2010, 8, 1),
                  dt.date(2011, 5, 1), dt.date(2011, 8, 1)],
        "last": [dt.date(2010, 4, 1), dt.date(2010, 7, 1), dt.date(2010, 12, 1),
                 dt.date(2011, 7, 1), dt.date(2011, 12, 1)],
        "observed": [100.0, None, 104.0, 98.0, 80.0],
        "fitted": [101.0, 102.0, 103.0, None, None],
        "expected": [None, None, None, None, 106.0],
        "low": [None, None, None, None, 97.0],
        "high": [None, None, None, None, 113.0],
    }
)  # fmt: skip
PICTURES = {
    "its": its_chart(ITS, SCENE, description="A fall."),
    "share": share_chart(
        ITS.select("period", Police=pl.col("observed") / 400, Schools=pl.col("high") / 400),
        Scene(y_title="Share of referrals", form="percent"),
        description="Two shares.",
    ),
    "quarters": quarters_chart(QUARTERS, SCENE, description="A fall in the last quarter."),
    "effects": effects_chart(EFFECTS, description="Police fell."),
}
TABLE = Table(
    name="agencies",
    frame=EFFECTS.with_columns(
        month=pl.lit(dt.date(2011, 5, 1)), before=pl.Series([1200, 7, None])
    ),
    columns=(
        Column(name="label", label="Agency"),
        Column(name="month", label="From", format="month"),
        Column(name="before", label="Before", format="count", unit="a year"),
        Column(name="estimate", label="Change", format="change"),
    ),
    caption="Change by agency",
    suppressed=pl.DataFrame({"before": [False, False, True]}),
    notes=("Source: the extract.",),
)


@pytest.mark.parametrize("name", PICTURES)
def test_charts(name: str, snapshot: SnapshotAssertion) -> None:
    assert drawn(PICTURES[name]) == snapshot


def test_table(snapshot: SnapshotAssertion) -> None:
    assert html_of(TABLE).replace("><", ">\n<") == snapshot
    assert csv_of(TABLE) == snapshot


def drawn(picture: Picture) -> str:
    """Write the specification a line a value; its version may move with the drawing library."""
    spec = picture.wide.to_dict()
    del spec["$schema"]
    return json.dumps(spec, indent=1, sort_keys=True, ensure_ascii=False)

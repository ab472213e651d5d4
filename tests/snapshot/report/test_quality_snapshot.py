"""Stored heat map and XmR chart: a change shows as a diff to be read.

Make them again with: python -m pytest tests/snapshot --snapshot-update
"""

import datetime as dt
import json

import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.heat_map import Key, Shade, heat_map
from referral_analysis.report.charts.layout import Marker, Scene
from referral_analysis.report.charts.xmr_chart import xmr_chart

MONTHS = [dt.date(2011, month, 1) for month in range(1, 5)]
MARKERS = (Marker(date=MONTHS[2], label="Launch"),)
PICTURES = {
    "heat_map": heat_map(
        pl.DataFrame(
            {
                "label": ["Primary need"] * 4,
                "period": MONTHS,
                "shade": [0, 1, None, 1],
                "sign": [None, "up", "dot", None],
            }
        ),
        Key(
            shades=(
                Shade(colour=theme.PALE, words="none"),
                Shade(colour=theme.NAVY, words="some"),
            ),
            signs={"dot": "not shown", "up": "sudden rise"},
        ),
        description="One field.",
        markers=MARKERS,
    ),
    "xmr": xmr_chart(
        pl.DataFrame(
            {
                "period": MONTHS,
                "value": [10.0, 11.0, 20.0, None],
                "mean": [10.5] * 2 + [20.0] * 2,
                "lower": [8.0] * 2 + [18.0] * 2,
                "upper": [13.0] * 2 + [22.0] * 2,
                "phase": [0, 0, 1, 1],
                "stands_out": [False, False, True, False],
            }
        ),
        Scene(y_title="Referrals a working day", form="rate", markers=MARKERS),
        description="Four months.",
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_charts(name: str, snapshot: SnapshotAssertion) -> None:
    spec = PICTURES[name].wide.to_dict()
    del spec["$schema"]
    assert json.dumps(spec, indent=1, sort_keys=True, ensure_ascii=False) == snapshot

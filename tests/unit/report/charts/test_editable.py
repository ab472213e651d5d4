"""A chart taken into Altair: every chart module writes what Altair's schema of Vega-Lite takes."""

import datetime as dt

import polars as pl
import pytest
from jsonschema import ValidationError

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.bars_chart import Unit, bars_chart
from referral_analysis.report.charts.corrected_chart import corrected_chart
from referral_analysis.report.charts.editable import editable
from referral_analysis.report.charts.effects import effects_chart, share_chart
from referral_analysis.report.charts.funnel_chart import funnel_chart
from referral_analysis.report.charts.heat_map import Key, Shade, heat_map
from referral_analysis.report.charts.incidence_chart import CohortCurve, incidence_chart
from referral_analysis.report.charts.its_chart import its_chart
from referral_analysis.report.charts.layout import Marker, Scene, Span
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.quarters_chart import quarters_chart
from referral_analysis.report.charts.specification import specification
from referral_analysis.report.charts.xmr_chart import xmr_chart
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.statistics.funnel import funnel

MONTHS = [dt.date(2011, month, 1) for month in (1, 2, 3, 4)]
SCENE = Scene(
    y_title="Referrals",
    phase_in=Span(start=MONTHS[1], end=dt.date(2011, 2, 28), label="Launch"),
    markers=(Marker(date=dt.date(2011, 1, 9), label="Inspection"),),
)
LOW, VALUE, HIGH = [1.0, 2.0, None, 4.0], [2.0, 3.0, None, 5.0], [3.0, 4.0, None, 6.0]
RANGE = {"low": LOW, "high": HIGH}
LABELS = [
    "Police",
    "Health",
    "Family, friends and neighbours of the child who is referred",
    "All",
]
SHARES = pl.DataFrame({"period": MONTHS, "Police": VALUE, "Health": HIGH})
PATHS = {
    "its": {"period": MONTHS, "observed": VALUE, "fitted": VALUE, "expected_without": HIGH},
    "audit": {"period": MONTHS, "nfa_share": VALUE, "share": HIGH},
    "quarters": {
        "first": MONTHS, "last": MONTHS, "observed": VALUE, "fitted": VALUE, "expected": HIGH,
    },
    "xmr": {
        "period": MONTHS, "value": VALUE, "mean": VALUE, "lower": LOW, "upper": HIGH,
        "phase": [0, 0, 1, 1], "stands_out": [False, False, False, True],
    },
    "effects": {
        "label": LABELS, "estimate": VALUE, "verdict": ["fell", "rose", "cannot tell", "rose"],
    },
    "incidence": {"cohort": ["after"] * 4, "day": [0, 7, 14, 21], "rereferred": VALUE},
}  # fmt: skip
FRAMES = {name: pl.DataFrame({**columns, **RANGE}) for name, columns in PATHS.items()}
CELLS = pl.DataFrame(
    {"label": ["Need"] * 4, "period": MONTHS, "shade": [0, 1, None, 1], "sign": ["up", "dot"] * 2}
)
COUNTS = pl.DataFrame({"segment": ["a", "b", "c"], "part": [10, 20, 90], "whole": [100, 200, 300]})
DRAWN = {
    "its": lambda: its_chart(FRAMES["its"], SCENE, description="x"),
    "share": lambda: share_chart(SHARES, SCENE, description="x"),
    "effects": lambda: effects_chart(FRAMES["effects"], description="x"),
    "xmr": lambda: xmr_chart(FRAMES["xmr"], SCENE, description="x"),
    "audit": lambda: corrected_chart(FRAMES["audit"], SCENE, recorded="Recorded", description="x"),
    "quarters": lambda: quarters_chart(FRAMES["quarters"], SCENE, description="x"),
    "bars": lambda: bars_chart(FRAMES["effects"], Unit(title="Change"), description="x"),
    "funnel": lambda: funnel_chart(funnel(COUNTS), share="Share", description="x"),
    "heat": lambda: heat_map(
        CELLS,
        Key(
            shades=(
                Shade(colour=theme.PALE, words="none"),
                Shade(colour=theme.NAVY, words="some"),
            ),
            signs={"dot": "not shown", "up": "rise"},
        ),
        description="x",
        markers=SCENE.markers,
    ),
    "incidence": lambda: incidence_chart(
        FRAMES["incidence"], (CohortCurve(key="after", name="After"),), description="x"
    ),
}


def figure(picture: Picture) -> Figure:
    table = Table(frame=SHARES, columns=(Column(name="Police", label="Police"),), caption="Shares")
    return Figure(name="one", picture=picture, headline="H", subtitle="S", table=table)


@pytest.mark.parametrize("name", DRAWN)
def test_every_kind_of_chart_is_what_the_schema_of_vega_lite_takes(name: str) -> None:
    chart = editable(figure(DRAWN[name]()))
    assert len(chart.layer) > 1
    assert chart.width > 0


def test_what_the_schema_does_not_take_is_refused() -> None:
    wrong = specification([{"mark": {"type": "rul"}, "encoding": {}}], 100, 100)
    with pytest.raises(ValidationError):
        editable(figure(Picture(wide=wrong, description="x")))


def test_a_chart_can_be_changed_and_drawn() -> None:
    chart = editable(figure(DRAWN["its"]())).properties(width=321, title="For a slide")
    spec = chart.to_dict()
    assert (spec["width"], spec["title"]) == (321, "For a slide")
    assert spec["config"]["font"] == theme.FONT

"""A notebook on the screen shows the figure drawn; a run leaves the drawing to the exporter."""

import polars as pl
import pytest

from referral_analysis.report.charts.effects import effects_chart
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.mime import EXPORTS, VEGALITE
from referral_analysis.report.page.tables import Column, Table


def figure() -> Figure:
    frame = pl.DataFrame(
        {"label": ["A"], "estimate": [0.8], "low": [0.7], "high": [0.9], "verdict": ["fell"]}
    )
    return Figure(
        name="one",
        picture=effects_chart(frame, description="A fell by 20%."),
        headline="A <b>fell</b>",
        subtitle="Change",
        table=Table(frame=frame, columns=(Column(name="label", label="Who"),), caption="Change"),
    )


def test_on_the_screen_the_picture_and_its_numbers_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(EXPORTS, raising=False)
    bundle, _ = figure()._repr_mimebundle_()
    assert 'role="img"' in bundle["text/html"]
    assert "<table>" in bundle["text/html"]
    assert "A &lt;b&gt;fell&lt;/b&gt;" in bundle["text/html"]


def test_in_a_run_the_exporter_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EXPORTS, "1")
    bundle, _ = figure()._repr_mimebundle_()
    assert "text/html" not in bundle
    assert VEGALITE in bundle

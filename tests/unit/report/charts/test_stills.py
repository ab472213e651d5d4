"""A still picture is the same bytes wherever and whenever it is drawn."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import vl_convert

from referral_analysis.report.charts.its_chart import its_chart
from referral_analysis.report.charts.layout import Marker, Scene
from referral_analysis.report.charts.stills import still

PATH = pl.DataFrame(
    {
        "period": [dt.date(2011, month, 1) for month in range(1, 7)],
        "observed": [1.23456, 2.0, None, 3.0, 4.0, 5.0],
        "fitted": [1.0, 2.0, None, 3.0, 4.0, 5.0],
        "expected_without": [None] * 3 + [4.0, 5.0, 6.0],
        "low": [None] * 3 + [3.0, 4.0, 5.0],
        "high": [None] * 3 + [5.0, 6.0, 7.0],
    }
)
SCENE = Scene(
    y_title="Role 1.23456",
    markers=(Marker(date=dt.date(2011, 3, 30), label='A role="x" <b> 0.12345'),),
)
CHART = its_chart(PATH, SCENE, description="d").wide.to_dict()
SVG = still(CHART, name="monthly", description='A <b> & "c"')
DRAW = (
    "import json, sys; from referral_analysis.report.charts.stills import still; "
    "sys.stdout.write(still(json.load(sys.stdin), name='monthly', description='A <b> & \"c\"'))"
)


def test_the_picture_is_one_image_with_its_description() -> None:
    assert SVG.startswith('<svg role="img" aria-label="A &lt;b&gt; &amp; &quot;c&quot;"')
    tags = re.findall(r"<[^>]*>", SVG)
    assert not any("aria-" in tag or "role=" in tag for tag in tags[1:])


def test_drawing_again_gives_the_same_bytes() -> None:
    assert still(CHART, name="monthly", description='A <b> & "c"') == SVG


def test_the_time_zone_and_the_fonts_of_the_machine_move_nothing() -> None:
    environment = {**os.environ, "TZ": "America/New_York", "FONTCONFIG_FILE": "/dev/null"}
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW],
        input=json.dumps(CHART),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert drawn.stdout == SVG


@pytest.mark.parametrize("theirs", [None, "/etc/fonts/fonts.conf"])
def test_no_font_of_the_machine_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, theirs: str | None
) -> None:
    """vl-convert would open the file of one for each letter that it measures."""
    seen = []

    def drawn(*_: object, **__: object) -> str:
        seen.append(os.environ["FONTCONFIG_FILE"])
        return "<svg></svg>"

    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    if theirs:
        monkeypatch.setenv("FONTCONFIG_FILE", theirs)
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", drawn)
    still(CHART, name="monthly", description="d")
    folders = re.findall("<dir>(.*?)</dir>", Path(seen[0]).read_text("utf-8"))
    assert folders == ["/dev/null"]  # none at all, and the machine's own would be taken
    assert os.environ.get("FONTCONFIG_FILE") == theirs


def test_coordinates_are_rounded_and_words_are_not() -> None:
    tags = "".join(re.findall(r"<[^>]*>", SVG))
    assert not re.findall(r"\d\.\d{3,}", tags)
    assert "Role 1.23456" in SVG
    assert "0.12345" in SVG


def test_a_gap_in_the_fitted_line_breaks_its_path() -> None:
    (fitted,) = re.findall(r'<path d="(M[^"]*)" stroke="#12436D"', SVG)
    assert fitted.count("M") == 2


def test_identifiers_carry_the_name_of_the_figure() -> None:
    names = re.findall(r'\bid="([^"]+)"', SVG)
    assert all(name.startswith("monthly-") for name in names)
    used = re.findall(r"url\(#([^)]+)\)", SVG)
    assert set(used) <= set(names)

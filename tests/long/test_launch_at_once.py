"""A launch that came all at once: every report keeps its month, and speaks of no phase-in."""

import html
import re
from pathlib import Path

import polars as pl
import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.making.run import run

SETTINGS = ("phase_in_ends=null", "workshops=null")
OF_A_PHASE_IN = re.compile(r"workshop|phase-in|months? (of the launch )?left out|May to July", re.I)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make four reports of the sample, its launch taken to have come on 1 May 2011."""
    place = tmp_path_factory.mktemp("at-once")
    as_a_user_has_it(place)
    alone = ("earlier_runs=[]", "audit_key=null", "audit_judgements=null", "earlier_extract=null")
    beside = ("earlier_runs=[board]",)
    reports = (
        ("board", "board_report", "board_february_2012", alone),
        ("parts", "appropriateness", "appropriateness_february_2012", (*beside, "attendance=null")),
        ("place", "segment_report", "segments_february_2012", beside),
        ("data", "data_quality", "data_quality_february_2012", beside),
    )
    with pytest.MonkeyPatch.context() as at:
        at.chdir(place)
        for output, notebook, parameters, changes in reports:
            run(
                Path(f"notebooks/{notebook}.ipynb"),
                Path(f"notebooks/parameters/{parameters}.yaml"),
                settings=(*SETTINGS, *changes),
                output=Path(output),
            )
    return place


def said(folder: Path, report: str) -> list[str]:
    page = (folder / report / "report.html").read_text("utf-8")
    labels = re.findall(r'aria-label="([^"]*)"', page)
    text = re.sub(r"(?s)<(script|style|code)\b.*?</\1>|<[^>]+>", "|", page)
    return [html.unescape(piece) for piece in (*text.split("|"), *labels) if piece.strip()]


@pytest.mark.parametrize("report", ["board", "parts", "place", "data"])
def test_no_report_speaks_of_a_phase_in(folder: Path, report: str) -> None:
    lines = [line for line in said(folder, report) if not line.startswith("Made by: ")]
    assert [line for line in lines if OF_A_PHASE_IN.search(line)] == []


def test_the_months_own_figures_are_among_those_after_the_launch(folder: Path) -> None:
    changes = pl.read_csv(folder / "board" / "tables" / "changes.csv", infer_schema=False)
    months = [name for name in changes.columns if name.startswith("Months")]
    assert changes[months[0]][0] == "8"  # May to December 2011
    path = pl.read_csv(
        folder / "board" / "tables" / "inappropriate-referrals.csv", infer_schema=False
    )
    fitted = dict(path.select("Month", "Fitted by the model").rows())
    assert re.fullmatch(r"[\d.,]+", fitted["2011-05"]) is not None
    method = " ".join(said(folder, "board"))
    assert "a step from the launch's own month, May 2011, as it came all at once" in method

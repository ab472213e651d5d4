"""An extract without districts, on the command line: a report is made, or one line says why not."""

from pathlib import Path

import polars as pl
import pytest
from tests.folders import as_a_user_has_it
from tests.workflow.conftest import SAMPLE, command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    as_a_user_has_it(tmp_path)
    rows = pl.read_csv(SAMPLE, infer_schema=False).drop("district", "closed_on", "closure_reason")
    rows.write_csv(tmp_path / "extract.csv")
    return tmp_path


def test_a_board_report_without_districts_and_closures(folder: Path) -> None:
    ended = command(
        "run",
        "notebooks/board_report.ipynb",
        *("-p", "notebooks/parameters/board_february_2012.yaml"),
        *("--set", "extract=extract.csv"),
        *("--set", "earlier_runs=[]"),
        *("--set", "earlier_extract=null"),
        *("--output", "board"),
        cwd=folder,
    )
    assert ended.returncode == 0, ended.stderr
    page = (folder / "board" / "report.html").read_text("utf-8")
    assert page.count("How districts differ cannot be said: the extract has no districts") == 1
    assert "the extract has no closures" in page
    assert (
        "Whether appropriate referrals held up cannot be said: the extract has no closures" in page
    )
    assert not list((folder / "board" / "charts").glob("districts*"))
    assert list((folder / "board" / "charts").glob("agencies*"))

    ended = command(
        "run",
        "notebooks/segment_report.ipynb",
        *("-p", "notebooks/parameters/segments_february_2012.yaml"),
        *("--set", "extract=extract.csv"),
        *("--set", "earlier_runs=[board]"),
        *("--output", "swale"),
        cwd=folder,
    )
    assert ended.returncode != 0
    said = [line for line in ended.stderr.splitlines() if line.strip()]
    assert any("the extract: no districts; need a column district" in line for line in said)
    assert "Traceback" not in ended.stderr
    assert not (folder / "swale").exists()

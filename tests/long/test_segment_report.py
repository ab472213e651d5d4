"""One district's report from the sample, beside December's paper, through the command line."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

pytestmark = pytest.mark.xdist_group("segment_report")

ROOT = Path(__file__).resolve().parents[2]
DECEMBER = "notebooks/parameters/executive_december_2011.yaml"
FEBRUARY = "notebooks/parameters/segments_february_2012.yaml"
# the sample's paper of December, whose parameters name no district
AS_DECEMBER = (
    "extract=data_samples/synthetic_referrals_2011-11-14.csv.gz",
    "extract_drawn_on=2011-11-14",
    "last_month=2011-10",
    "is_interim=true",
)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "referral_analysis", "run", *words],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("board") / "paper"
    done = run("board_report", "-p", DECEMBER, "--output", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def segment(board: Path, output: Path, *settings: str) -> subprocess.CompletedProcess[str]:
    words = [f"earlier_runs=[{board}]", *AS_DECEMBER, *settings]
    given = [word for setting in words for word in ("--set", setting)]
    return run("segment_report", "-p", FEBRUARY, "--output", str(output), *given)


def test_a_districts_report_is_made_beside_the_boards(board: Path, tmp_path: Path) -> None:
    done = segment(board, tmp_path / "thanet", "district=Thanet")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "thanet" / "report.html").read_text("utf-8")
    assert "<title>Thanet: Did inappropriate referrals fall?" in page
    assert "<script" not in page
    assert "Interim finding." in page
    of_board = pl.read_csv(board / "tables" / "districts.csv", infer_schema=False)
    row = of_board.row(by_predicate=pl.col("District") == "Thanet")
    ours = pl.read_csv(tmp_path / "thanet/tables/beside-the-county.csv", infer_schema=False)
    assert ours.row(1) == ("Thanet, drawn towards the other districts", *row[7:])
    counts = pl.read_csv(tmp_path / "thanet/tables/before_and_after.csv", infer_schema=False)
    assert [*counts.row(0)[1:], *counts.row(1)[1:]] == list(row[1:7])
    changes = pl.read_csv(board / "tables" / "changes.csv", infer_schema=False)
    assert ours["Change (%)"].to_list()[2:] == changes["Change (%)"].to_list()[:2][::-1]
    register = pl.read_csv(tmp_path / "thanet" / "private" / "register.csv")
    assert set(register["report"]) == {"board_report", "segments"}


def test_a_name_that_the_extract_does_not_have_is_one_line(board: Path, tmp_path: Path) -> None:
    done = segment(board, tmp_path / "none", "district=Thanett")
    assert done.returncode == 4
    (line,) = [line for line in done.stderr.splitlines() if "need" in line]
    assert "district: 'Thanett', of which the extract has no referral" in line
    assert "Did you mean Thanet?" in line
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none").exists()

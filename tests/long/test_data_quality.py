"""The data-quality report from the sample extract, through the command line."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import NAME, sha256_of

pytestmark = pytest.mark.xdist_group("data_quality")

NOTEBOOK = "notebooks/data_quality.ipynb"
FEBRUARY = "notebooks/parameters/data_quality_february_2012.yaml"
DECEMBER = "notebooks/parameters/data_quality_december_2011.yaml"
EXTRACT = "data_samples/synthetic_referrals_2012-01-13.csv.gz"
MARK = "zqmark"


def run(place: Path, parameters: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "referral_analysis", "run", NOTEBOOK, "-p", parameters,
         "--set", "earlier_runs=[]", *words],
        cwd=place, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder as a user has it: notebooks and sample data, and nothing of the source."""
    place = tmp_path_factory.mktemp("council")
    as_a_user_has_it(place)
    return place


@pytest.fixture(scope="module")
def february(place: Path) -> Path:
    done = run(place, FEBRUARY)
    assert done.returncode == 0, done.stderr
    return place / "reports" / "data_quality_february_2012" / "data_quality"


def public(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "private" not in path.parts]


def test_the_report_stands_alone_and_draws_its_figures(february: Path) -> None:
    page = (february / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert set(re.findall(r'href="([^"#][^"]{0,13})', page)) == {"data:text/csv;"}
    assert page.count("<figure") == 5
    assert page.count('<svg role="img" aria-label="') == 10  # each for the page and for a phone
    assert "Synthetic data: simulated referrals" in page


def test_every_figure_and_table_is_a_file(february: Path) -> None:
    tables = {path.stem for path in (february / "tables").iterdir()}
    charts = {path.stem for path in (february / "charts").iterdir()}
    assert charts < tables
    assert charts == {
        "missing-by-month", "failed-by-quarter", "volume", "districts-volume", "districts-missing",
    }  # fmt: skip
    assert {"checks", "codes-referral-source", "codes-primary-need"} <= tables


def test_the_faults_that_were_planted_are_the_ones_counted(february: Path, place: Path) -> None:
    checks = pl.read_csv(february / "tables" / "checks.csv", infer_schema=False)
    counted = dict(checks.select("Rule", "Rows").rows())
    extract = pl.read_csv(place / EXTRACT, infer_schema=False)
    undated = extract.filter(pl.col("referred_on").is_null()).height
    copies = extract.height - extract.n_unique()
    assert counted["8600"] == str(undated)
    assert counted["exact duplicate"] == str(copies)


def test_no_small_count_is_in_any_table(february: Path) -> None:
    volume = pl.read_csv(february / "tables" / "volume.csv")
    assert volume["Referrals"].min() >= 6  # type: ignore[operator]
    checks = pl.read_csv(february / "tables" / "checks.csv", infer_schema=False)["Rows"]
    assert all(cell == "c" or int(cell) >= 6 for cell in checks.drop_nulls())


def test_the_failed_rows_are_private_and_whole(february: Path, place: Path) -> None:
    rows = pl.read_csv(february / "private" / "failed_rows.csv", infer_schema=False)
    done = subprocess.run(
        [sys.executable, "-m", "referral_analysis", "check", EXTRACT, "-p", FEBRUARY, "--json"],
        cwd=place, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert rows.height == json.loads(done.stdout)["failed"]
    recorded = {file.path: file.sha256 for file in crate.read(february).outputs}
    assert not [path for path in recorded if "private" in path]
    assert recorded == {
        path.relative_to(february).as_posix(): sha256_of(path)
        for path in public(february)
        if path.name not in {NAME, "run.log"}
    }


def test_no_value_of_a_row_is_in_any_output(place: Path, text_of: Callable[[Path], str]) -> None:
    """Mark every id, a district and a code that no list has, and look for the mark."""
    rows = pl.read_csv(place / EXTRACT, infer_schema=False)
    is_marked = pl.int_range(pl.len()) % 1000 == 0
    rows.with_columns(
        pl.format(f"{MARK}{{}}", "referral_id").alias("referral_id"),
        pl.format(f"{MARK}{{}}", "child_id").alias("child_id"),
        *(
            pl.when(is_marked).then(pl.lit(f"{MARK}x")).otherwise(name).alias(name)
            for name in ("district", "referral_source", "closed_on")
        ),
    ).write_csv(place / "marked.csv")
    folder = place / "marked"
    done = run(place, FEBRUARY, "--set", "extract=marked.csv", "--output", str(folder))
    assert done.returncode == 0, done.stderr
    assert MARK not in (done.stdout + done.stderr).lower()
    for path in public(folder):
        assert MARK not in text_of(path).lower(), path.name
    assert MARK in (folder / "private" / "failed_rows.csv").read_text("utf-8")
    assert "No known district" in (folder / "report.html").read_text("utf-8")


def test_the_same_run_gives_the_same_bytes(february: Path, place: Path) -> None:
    again = place / "again"
    assert run(place, FEBRUARY, "--output", str(again)).returncode == 0
    first, second = crate.read(february), crate.read(again)
    assert replace(first, started="", ended="") == replace(second, started="", ended="")


def test_december_is_interim(place: Path) -> None:
    done = run(place, DECEMBER)
    assert done.returncode == 0, done.stderr
    report = place / "reports" / "data_quality_december_2011" / "data_quality" / "report.html"
    assert "Interim finding." in report.read_text("utf-8")


@pytest.mark.parametrize(
    ("setting", "code", "message"),
    [
        ("rebase_months=[2012-05]", 4, r"rebase_months: May 2012, which is not inside the series"),
        ("fourier_pairs=2", 4, r"the unknown name fourier_pairs"),
    ],
)
def test_what_cannot_be_run_is_one_line_and_an_exit_code(
    place: Path, setting: str, code: int, message: str
) -> None:
    done = run(place, FEBRUARY, "--set", setting, "--output", str(place / "broken"))
    assert done.returncode == code, done.stderr
    *steps, error = done.stderr.strip().splitlines()
    assert all(re.fullmatch(r"[a-z ]+ \d+\.\d s", step) for step in steps), done.stderr
    assert re.search(message, error), done.stderr
    assert not (place / "broken").exists()

"""`check` says what could be seen after the launch, or in one line why it does not."""

import json
from pathlib import Path

import polars as pl
import pytest
from tests.workflow.conftest import ROOT, command

pytestmark = pytest.mark.usefixtures("_foreseen_shortly")

FEBRUARY = "notebooks/parameters/february_2012.yaml"
EXTRACT = "data_samples/synthetic_referrals_2012-01-13.csv.gz"
SMALLEST = "The smallest change that would be told four times in five:"


def seen(*words: str, cwd: Path = ROOT) -> str:
    """Return what `check` printed of the sample."""
    done = command("check", EXTRACT, *words, cwd=cwd)
    assert done.returncode == 3, done.stderr  # rows of the sample fail checks
    assert "rows read" in done.stdout
    return done.stdout


def test_with_parameters_it_is_said_unless_it_is_not_wanted() -> None:
    assert SMALLEST in seen("-p", FEBRUARY)
    assert SMALLEST not in seen("-p", FEBRUARY, "--no-power")
    assert SMALLEST not in seen()


def test_a_script_gets_it_where_it_asks() -> None:
    plain = json.loads(command("check", EXTRACT, "-p", FEBRUARY, "--json", cwd=ROOT).stdout)
    assert "power" not in plain
    asked = command("check", EXTRACT, "-p", FEBRUARY, "--json", "--power", cwd=ROOT)
    assert json.loads(asked.stdout)["power"]["told_four_times_in_five"][0]["months_after"] == 3


def test_it_is_said_of_the_extract_that_is_checked(tmp_path: Path) -> None:
    half = tmp_path / "half.csv"
    pl.read_csv(ROOT / EXTRACT, infer_schema=False).gather_every(2).write_csv(half)
    told = command("check", str(half), "-p", FEBRUARY, cwd=ROOT).stdout
    assert "April 2006 to April 2011: about 22" in told  # of the sample's 457 a month


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (("--set", "launch_month=FILL-IN"), "is said here once nothing is left to fill in."),
        (
            ("--set", "inappropriate={of_codes: [RC2]}"),
            "cannot be said while a run would stop.",
        ),
        (
            ("--set", "series_starts=2009-10", "--set", "events=[]"),
            "cannot be said: ",
        ),
    ],
    ids=["a date is left", "too few", "too short"],
)
def test_one_line_says_why_it_is_not(settings: tuple[str, ...], why: str) -> None:
    told = command("check", EXTRACT, "-p", FEBRUARY, *settings, cwd=ROOT).stdout
    last = told.splitlines()[-1]
    assert last.startswith(f"What could be seen after the launch {why}"), told[-600:]
    assert SMALLEST not in told


def test_parameters_of_another_report_name_the_file_that_says_it() -> None:
    quality = "notebooks/parameters/data_quality_february_2012.yaml"
    told = command("check", EXTRACT, "-p", quality, cwd=ROOT).stdout
    assert "is said here with -p release.yaml" in told.splitlines()[-1]

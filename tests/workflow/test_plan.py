"""Planning before a launch: what is foreseen, the plan that is written, and what is refused."""

import datetime as dt
import json
from pathlib import Path

import pytest
from tests.workflow.conftest import ROOT, command

from referral_analysis.analysis.choices import sha256_of
from referral_analysis.errors import ParametersError
from referral_analysis.runs.analyst import planning
from referral_analysis.runs.making.execute import execute

pytestmark = pytest.mark.usefixtures("_foreseen_shortly")

FEBRUARY = "notebooks/parameters/february_2012.yaml"


def test_a_plan_is_said_and_written_once(tmp_path: Path) -> None:
    place = tmp_path / "plan.json"
    done = command("plan", FEBRUARY, "--output", str(place), cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "61 months before the launch, April 2006 to April 2011: about 457"
    )
    assert "(yes) four times in five within 3 months" in done.stdout
    assert done.stdout.splitlines()[-2].endswith("10 points: 393, 15 points: 175, 20 points: 99.")
    written = json.loads(place.read_text("utf-8"))
    assert written["choices"]["launch_month"] == "2011-05"
    assert written["choices"]["events"][0]["starts"] == "2010-10"
    assert written["sha256"] == sha256_of(written["choices"])
    assert not written["choices"].keys() & {"last_month", "extract_drawn_on", "is_interim"}
    assert written["told_four_times_in_five"][0]["months_after"] == 3

    again = command("plan", FEBRUARY, "--output", str(place), cwd=ROOT)
    assert again.returncode == 7
    assert again.stderr.startswith("referral-analysis: plan.json: a file that is there already;")
    assert json.loads(place.read_text("utf-8")) == written


def test_what_a_later_extract_changes_is_no_part_of_the_plan() -> None:
    """The extract of November, its own last month and an interim report make the same choices."""
    later, earlier = (
        json.loads(command("plan", FEBRUARY, "--json", *given, cwd=ROOT).stdout)
        for given in (
            (),
            ("--set", "last_month=2011-10", "--set", "is_interim=true"),
        )
    )
    assert later["sha256"] == earlier["sha256"]
    other = command("plan", FEBRUARY, "--json", "--set", "fourier_pairs=1", cwd=ROOT)
    assert json.loads(other.stdout)["sha256"] != later["sha256"]


def test_a_place_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = command("plan", FEBRUARY, "--output", str(tmp_path / "none" / "plan.json"), cwd=ROOT)
    assert done.returncode == 7
    assert "a place that cannot be written to (No such file or directory)" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_parameters_that_are_wrong_are_one_line() -> None:
    done = command("plan", FEBRUARY, "--set", "launch_month=2011-13", cwd=ROOT)
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1


def test_check_says_it_too_where_it_is_asked_to() -> None:
    extract = "data_samples/synthetic_referrals_2012-01-13.csv.gz"
    done = command("check", extract, "-p", FEBRUARY, "--power", cwd=ROOT)
    assert done.returncode == 3  # rows of the sample fail checks
    assert "rows read" in done.stdout
    assert "The smallest change that would be told four times in five:" in done.stdout
    refused = command("check", extract, "--power", cwd=ROOT)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--power needs -p" in refused.stderr


def test_the_notebook_says_what_the_command_says(tmp_path: Path) -> None:
    notebook = ROOT / "notebooks" / "plan.ipynb"
    place = tmp_path / "plan.json"
    executed = execute(notebook, {"plan_file": str(place)}, cwd=ROOT, engine="process")
    text, table, fixed = (
        str(cell.outputs[-1].data) for cell in executed.cells if cell.get("outputs")
    )
    written = json.loads(place.read_text("utf-8"))
    said = command("plan", FEBRUARY, cwd=ROOT).stdout
    assert all(line.strip() in text for line in said.splitlines())
    assert "fall_yes" in table
    assert written["sha256"] in fixed


def test_the_notebook_names_a_choice_that_is_wrong() -> None:
    with pytest.raises(ParametersError, match=r"the notebook's parameters: .*parameters_file"):
        planning.begin({}, today=dt.date(2011, 4, 1))

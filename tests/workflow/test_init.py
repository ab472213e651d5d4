"""From another council's extract to a checked extract: the commands of the first half hour."""

import json
from pathlib import Path

import polars as pl
from tests.workflow.conftest import AGENCIES, HEADERS, command, fill_in

from referral_analysis.runs.parameters import CONTRACTS

SETTINGS = (
    "meeting=Westshire Board, March 2015",
    "events=[{name: inspection, from: 2013-12, shape: step}]",
    "launch_month=2014-07", "phase_in_ends=2014-09",
)  # fmt: skip


def begun(small_council: Path, folder: Path) -> dict[str, object]:
    words = ["init", str(folder), "--extract", str(small_council), "--json"]
    for setting in SETTINGS:
        words += ["--set", setting]
    done = command(*words, cwd=small_council.parent)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_an_extract_nobody_has_seen_is_checked_after_two_commands(
    small_council: Path, tmp_path: Path
) -> None:
    told = begun(small_council, tmp_path / "council")
    guessed = told["guessed"]
    assert isinstance(guessed, dict)
    assert guessed["columns"] == HEADERS
    unlike = {"Westshire Constabulary", "Housing Dept"}
    assert guessed["codes"]["referral_source"].keys() >= set(AGENCIES.values()) - unlike - {"2C"}
    assert guessed["extract_drawn_on"] == "2015-03-13"
    assert guessed["last_month"] == "2015-02"
    districts = told["districts"]
    assert isinstance(districts, list)
    assert "Cathedral City" in districts

    folder = tmp_path / "council"
    before = command("check", str(small_council), "-p", "board_report.yaml", cwd=folder)
    assert before.returncode == 3  # rows that failed a rule; what is there is checked
    assert "population: population.csv is still to fill in" in before.stdout
    assert "workshops: workshops.csv is still to fill in" in before.stdout

    fill_in(folder, districts, ["2014-07-15"] * len(districts))
    done = command("check", str(small_council), "-p", "board_report.yaml", "--json", cwd=folder)
    assert done.returncode == 3, done.stderr
    found = json.loads(done.stdout)
    rows = pl.scan_csv(small_council).select(pl.len()).collect().item()
    assert found["read"] == rows
    assert found["kept"] > 0.99 * rows


def test_init_says_what_it_guessed_and_refuses_to_do_it_twice(
    small_council: Path, tmp_path: Path
) -> None:
    words = ("init", "council", "--extract", str(small_council))
    done = command(*words, cwd=tmp_path)
    assert "extract_drawn_on: 2015-03-13 (the latest date in it)" in done.stdout
    assert "marked FILL-IN: events, launch_month, meeting, phase_in_ends (in files of one" in (
        done.stdout
    )
    assert "in files of one report: audit_judgements, audit_key)" in done.stdout
    again = command(*words, cwd=tmp_path)
    assert again.returncode == 7
    assert "nothing is overwritten" in again.stderr


def test_list_names_notebooks_parameters_and_their_schema(tmp_path: Path) -> None:
    titles = json.loads(command("list", "--json", cwd=tmp_path).stdout)
    assert list(titles) == list(CONTRACTS)
    assert "data_quality     The data-quality report" in command("list", cwd=tmp_path).stdout
    assert "launch_month: month YYYY-MM; must be given\n    first month" in (
        command("list", "board_report", cwd=tmp_path).stdout
    )
    described = json.loads(command("list", "board_report", "--json", cwd=tmp_path).stdout)
    assert {"name", "allowed", "default", "meaning"} == set(described[0])
    schema = json.loads(command("list", "board_report", "--schema", cwd=tmp_path).stdout)
    assert schema["title"] == "board_report"
    assert command("list", "--schema", cwd=tmp_path).returncode == 2

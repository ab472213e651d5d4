"""The slips of a first hour: each ends in one line that says what to do."""

from pathlib import Path

import polars as pl
import pytest
from tests.workflow.conftest import command, fill_in

from referral_analysis.cli import commands

SETTINGS = (
    "meeting=Westshire Board, March 2015", "inspection_month=2013-12", "launch_month=2014-07",
    "phase_in_ends=2014-09",
)  # fmt: skip


@pytest.fixture(scope="module")
def council(small_council: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working folder with everything filled in, its extract beside it."""
    folder = tmp_path_factory.mktemp("first hour")
    (folder / "ours.csv").write_bytes(small_council.read_bytes())
    settings = [word for setting in SETTINGS for word in ("--set", setting)]
    begun = command("init", ".", "--extract", "ours.csv", *settings, cwd=folder)
    assert begun.returncode == 0, begun.stderr
    areas = pl.read_csv(folder / "population.csv", infer_schema=False)["area"]
    names = areas.unique(maintain_order=True).to_list()
    fill_in(folder, names, ["2014-07-15"] * len(names))
    return folder


def refused(council: Path, *words: str) -> tuple[int, str]:
    ended = command(*words, cwd=council)
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert ended.stdout == ""
    return ended.returncode, ended.stderr


@pytest.mark.parametrize(
    ("settings", "code", "line"),
    [
        (["launch_month=01/07/2014"], 4, "need a month written YYYY-MM, such as 2011-05"),
        (["lunch_month=2014-07"], 4, "the unknown name lunch_month"),
        (["launch_month=2019-01", "phase_in_ends=2019-03"], 4, "no months after the phase-in"),
        (
            ["launch_month=2013-10"],
            4,
            "inspection: months that overlap the launch, October 2013",
        ),
        (["phase_in_ends=2014-12"], 4, "2 months after the phase-in ends in December 2014; need"),
        (["last_month=2015-03"], 4, "whose decisions have not settled; need February 2015"),
        (["extract=data\\ours.csv"], 2, "Write / where the path has \\"),
        (["extract=gone.csv"], 2, "Check the path, and the folder the command is run in"),
    ],
)
def test_parameters_that_cannot_be_meant(
    council: Path, settings: list[str], code: int, line: str
) -> None:
    words = [word for setting in settings for word in ("--set", setting)]
    found, told = refused(council, "run", "-q", "board_report", "-p", "board_report.yaml", *words)
    assert found == code
    assert line in told


def test_the_wrong_folder(tmp_path: Path) -> None:
    code, told = refused(tmp_path, "run", "-q", "board_report", "-p", "board_report.yaml")
    assert code == 2
    assert "no such file" in told
    assert "the folder the command is run in" in told


@pytest.mark.parametrize("given", ["ours.csv", "board_report.yaml"])
def test_something_else_in_the_notebooks_place(council: Path, given: str) -> None:
    code, told = refused(council, "run", "-q", given, "-p", "board_report.yaml")
    assert code == 2
    assert "the notebook first: referral-analysis run board_report" in told


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("question:\tTabs", "Put spaces where that line has a tab"),
        ('extract: "C:\\Users\\me\\ours.csv"', "Write paths with / and not \\"),
        ("question: Did it: work", "Correct that line"),
    ],
)
def test_yaml_as_people_write_it(council: Path, tmp_path: Path, line: str, advice: str) -> None:
    path = tmp_path / "slip.yaml"
    path.write_text(f"# a slip\n{line}\n")
    code, told = refused(council, "run", "-q", "board_report", "-p", str(path))
    assert code == 4
    assert "slip.yaml, line 2" in told
    assert advice in told


def test_a_folder_in_the_extracts_place_is_named(council: Path) -> None:
    code, told = refused(council, "check", ".")
    assert code == 2
    assert "events.csv: the columns" in told  # of several files each must be one of referrals


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("%m/%d/%Y", "dates that can only be month-first"),
        ("week %W of %Y", "dates that cannot be read"),
    ],
)
def test_dates_in_another_form(council: Path, tmp_path: Path, written: str, advice: str) -> None:
    path = tmp_path / "dates.csv"
    day = pl.col("Date Received").str.to_date("%d/%m/%Y")
    rows = pl.read_csv(council / "ours.csv", infer_schema=False)
    rows.with_columns(day.dt.strftime(written).alias("Date Received")).write_csv(path)
    code, told = refused(council, "check", str(path), "-p", "board_report.yaml")
    assert code == 2
    assert advice in told
    assert "Export the column again as YYYY-MM-DD" in told


def test_districts_that_the_population_file_spells_otherwise(council: Path, tmp_path: Path) -> None:
    text = (council / "population.csv").read_text("utf-8")
    (tmp_path / "people.csv").write_text(text.replace("Mid Vale", "Midvale"), "utf-8")
    yaml = (council / "board_report.yaml").read_text("utf-8")
    there = yaml.replace('"population.csv"', f'"{(tmp_path / "people.csv").as_posix()}"')
    (tmp_path / "other.yaml").write_text(there, "utf-8")
    ended = command("check", "ours.csv", "-p", str(tmp_path / "other.yaml"), cwd=council)
    assert ended.returncode == 3
    assert "district" in ended.stdout


@pytest.mark.parametrize("name", commands.commands)
def test_every_command_helps_with_an_example(name: str, tmp_path: Path) -> None:
    told = command(name, "--help", cwd=tmp_path).stdout
    assert f"Example: referral-analysis {name}" in " ".join(told.split()).replace("- ", "-")


def test_help_documents_exit_codes_and_completion(tmp_path: Path) -> None:
    told = command("--help", cwd=tmp_path).stdout
    assert "5   a series that cannot carry the model" in told
    assert "_REFERRAL_ANALYSIS_COMPLETE=bash_source" in told

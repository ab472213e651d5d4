"""A council's working folder: what it holds, what it leaves to a person, what it refuses."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
import yaml

from referral_analysis.errors import ParametersError, RunError
from referral_analysis.runs.council.commented import how_many
from referral_analysis.runs.council.working_folder import begin
from referral_analysis.runs.parameters import CONTRACTS, FILL_IN, check, parameter_file
from referral_analysis.runs.parameters.release import ReleaseChoices, shared_names

TODAY = dt.date(2016, 3, 1)
EXTRACT = (
    "Ref No,Person ID,Date Received,Locality,Referrer,NFA?,Date Closed,Reason for Closure\n"
    + "".join(
        f"R{month:02}{n:02},C{n},{n % 9 + 1:02}/{month:02}/2015,\"Vale, North\",Night Desk,No,,\n"
        for month in range(1, 13)
        for n in range(12)
    )
)  # fmt: skip
OWN = {
    "meeting": "A Board, June 2015", "inspection_month": "2015-03", "launch_month": "2015-05",
    "phase_in_ends": "2015-06", "population": "population.csv",
}  # fmt: skip


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "ours.csv"
    path.write_text(EXTRACT, "utf-8")
    return path


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_parameter_is_there_with_what_it_means_above_it(name: str, tmp_path: Path) -> None:
    begin(tmp_path / "council", [], today=TODAY)
    text = (tmp_path / "council" / f"{name}.yaml").read_text("utf-8")
    lines = text.splitlines()
    assert list(yaml.safe_load(text)) == list(CONTRACTS[name].model_fields)
    for field, info in CONTRACTS[name].model_fields.items():
        place = next(n for n, line in enumerate(lines) if line.startswith(f"{field}:"))
        above = " ".join(line.lstrip("# ") for line in lines[max(0, place - 5) : place])
        assert str(info.description)[1:40] in above


def test_what_only_a_person_knows_is_named_all_at_once(extract: Path, tmp_path: Path) -> None:
    begun = begin(tmp_path / "council", [extract], today=TODAY)
    assert {"meeting", "launch_month", "events", "phase_in_ends"} <= set(begun.left)
    values = parameter_file.load(tmp_path / "council" / "board_report.yaml")
    with pytest.raises(ParametersError, match=r"FILL-IN still stands at meeting, .*launch_month"):
        check("board_report", values)


def test_a_release_says_once_what_its_reports_share(extract: Path, tmp_path: Path) -> None:
    settings = tuple(f'{key}="{value}"' for key, value in OWN.items())
    folder = tmp_path / "council"
    begun = begin(folder, [extract], settings, today=TODAY)
    assert begun.written[2] == "release.yaml"
    values = parameter_file.load(folder / "release.yaml")
    assert list(values) == [*ReleaseChoices.model_fields, *shared_names()]
    assert values["reports"] == ["board_report", "data_quality", "appropriateness"]
    for name in ("board_report", "data_quality", "appropriateness"):
        alone = parameter_file.load(folder / f"{name}.yaml")
        assert {n: values[n] for n in alone if n != "question"} == {
            n: value for n, value in alone.items() if n != "question"
        }
    written = json.loads((folder / "schemas" / "release.json").read_text("utf-8"))
    assert set(written["required"]) <= set(values) <= set(written["properties"])


def test_the_reports_of_a_release_may_be_given(tmp_path: Path) -> None:
    begin(tmp_path / "council", [], ("reports=[board_report, agencies]",), today=TODAY)
    values = parameter_file.load(tmp_path / "council" / "release.yaml")
    assert values["reports"] == ["board_report", "agencies"]


@pytest.mark.parametrize("name", ["board_report", "data_quality", "segment_report"])
def test_filled_in_it_passes_the_contract(name: str, extract: Path, tmp_path: Path) -> None:
    settings = tuple(f'{key}="{value}"' for key, value in OWN.items())
    begin(tmp_path / "council", [extract], settings, today=TODAY)
    values = parameter_file.load(tmp_path / "council" / f"{name}.yaml")
    assert FILL_IN not in values.values()
    checked = check(name, values).model_dump()
    assert checked["extract"] == "../ours.csv"
    assert checked["columns"]["referred_on"] == "Date Received"
    assert checked["made_on"] == "2016-03-01"


def test_the_templates_hold_the_districts_and_the_years(extract: Path, tmp_path: Path) -> None:
    begin(tmp_path / "council", [extract], ("launch_month=2015-05",), today=TODAY)
    with (tmp_path / "council" / "population.csv").open(encoding="utf-8") as file:
        assert list(csv.reader(file)) == [
            ["area", "year", "children_0_17"], ["Vale, North", "2015", ""]
        ]  # fmt: skip
    assert FILL_IN + ',"Vale, North"' in (tmp_path / "council" / "workshops.csv").read_text("utf-8")
    assert "2015-05-01,,month," in (tmp_path / "council" / "events.csv").read_text("utf-8")


def test_values_on_no_list_stand_in_the_mapping_as_comments(extract: Path, tmp_path: Path) -> None:
    begin(tmp_path / "council", [extract], today=TODAY)
    text = (tmp_path / "council" / "board_report.yaml").read_text("utf-8")
    assert '# "Night Desk": ""  # on no list, in 144 rows' in text


@pytest.mark.parametrize(
    ("rows", "said"), [(1, "fewer than 8 rows"), (7, "fewer than 8 rows"), (8, "8 rows")]
)
def test_the_file_counts_no_few_rows(rows: int, said: str) -> None:
    """It is kept in git and sent on; the preset that shows least shows no count below 8."""
    assert how_many(rows) == said


def test_the_extract_is_kept_out_of_git(extract: Path, tmp_path: Path) -> None:
    begin(tmp_path, [extract], today=TODAY)
    assert "/ours.csv" in (tmp_path / ".gitignore").read_text("utf-8").splitlines()
    assert "/reports/" in (tmp_path / ".gitignore").read_text("utf-8").splitlines()


def test_the_schemas_are_where_the_parameters_files_look(tmp_path: Path) -> None:
    begin(tmp_path, [], today=TODAY)
    for name in CONTRACTS:
        second = (tmp_path / f"{name}.yaml").read_text("utf-8").splitlines()[1]
        place = second.removeprefix("# yaml-language-server: $schema=")
        assert json.loads((tmp_path / place).read_text("utf-8"))["title"] == name


def test_nothing_is_overwritten_and_nothing_written_beside_it(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("mine")
    with pytest.raises(RunError, match=r"events\.csv, which init would write; need a folder with"):
        begin(tmp_path, [], today=TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]
    assert (tmp_path / "events.csv").read_text() == "mine"


def test_an_extract_outside_the_folder_is_pointed_out(extract: Path, tmp_path: Path) -> None:
    outside = begin(tmp_path / "council", [extract], today=TODAY)
    inside = begin(tmp_path, [extract], today=TODAY)
    assert "reproduce" in outside.guess.notes[-1]
    assert not [note for note in inside.guess.notes if "reproduce" in note]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "council").touch()
    with pytest.raises(RunError, match="council: a file; need a folder"):
        begin(tmp_path / "council", [], today=TODAY)


def test_a_name_that_no_notebook_has_brings_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ParametersError, match=r"unknown name lunch_month.*mean launch_month\?"):
        begin(tmp_path, [], ("lunch_month=2015-05",), today=TODAY)


def test_each_of_several_files_is_named_and_kept_out_of_git(extract: Path, tmp_path: Path) -> None:
    """Words on no list of the second file are asked for with those of the first."""
    second = extract.with_name("later.csv")
    second.write_text(EXTRACT.replace("Night Desk", "Day Desk").replace("2015", "2014"), "utf-8")
    begin(tmp_path, [extract, second], today=TODAY)
    text = (tmp_path / "board_report.yaml").read_text("utf-8")
    assert parameter_file.load(tmp_path / "board_report.yaml")["extract"] == [
        "ours.csv", "later.csv"
    ]  # fmt: skip
    assert '"Day Desk": ""' in text
    assert '"Night Desk": ""' in text
    ignored = (tmp_path / ".gitignore").read_text("utf-8").splitlines()
    assert {"/ours.csv", "/later.csv"} <= set(ignored)
    assert "check ours.csv later.csv" in (tmp_path / "README.md").read_text("utf-8")


def test_what_was_given_is_not_said_to_be_worked_out(extract: Path, tmp_path: Path) -> None:
    begun = begin(tmp_path, [extract], ("extract_drawn_on=2016-01-20",), today=TODAY)
    assert "extract_drawn_on" not in begun.guess.values
    assert {"columns", "codes", "last_month"} <= set(begun.guess.values)
    values = parameter_file.load(tmp_path / "board_report.yaml")
    assert str(values["extract_drawn_on"]) == "2016-01-20"

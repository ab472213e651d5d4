"""A run at addresses has its inputs fetched and its folder sent without what is private.

What its report published comes home, and is carried to the runs that are held against it.
"""

import datetime as dt
import shutil
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.register import register_of
from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.runs.batch import Task, TaskOutcome, homing, local, read_plan, tasks_of
from referral_analysis.runs.batch.carrying import Returned, make_carried, parcel, received
from referral_analysis.runs.parameters import DataQuality, checked_by
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import (
    NAME,
    CodeVersion,
    FileRecord,
    Manifest,
    record,
    sha256_of,
)

AUG = dt.date(2011, 8, 1)
ROOT = Path(__file__).resolve().parents[4]
PLAN = """
notebook: notebooks/board_report.ipynb
releases: {december: december.yaml}
output: OUT
"""


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    """Plan a run whose inputs and output are at `file` addresses."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "notebooks/parameters/executive_december_2011.yaml").read_text("utf-8")
    there = f"file://{ROOT}/data_samples/"
    Path("december.yaml").write_text(text.replace("data_samples/", there), "utf-8")
    Path("plan.yaml").write_text(PLAN.replace("OUT", f"file://{tmp_path}/sent"), "utf-8")
    (planned,) = tasks_of(read_plan(Path("plan.yaml")))
    return planned


def test_the_run_finds_its_files_beside_it_and_goes_without_private_ones(
    task: Task, tmp_path: Path
) -> None:
    def made(given: Task) -> TaskOutcome:
        for path in given.job.parameters.input_files().values():
            assert "/" not in path
            assert (given.job.inputs_in / path).is_file()
        assert (given.job.base / given.job.notebook).is_file()
        assert (given.job.base / given.job.parameters_file).is_file()
        (given.target / "private").mkdir(parents=True)
        (given.target / "private" / "failed_rows.csv").write_text("a child's record")
        (given.target / "report.html").write_text("<p>")
        (given.target / NAME).write_text("{}")
        return TaskOutcome(name=given.name, state="made", seconds=1)

    outcome = make_carried(parcel(task), made).outcome
    assert (outcome.name, outcome.state) == ("december", "made"), outcome.message
    with zipfile.ZipFile(tmp_path / "sent" / "december" / "board_report.zip") as archive:
        assert archive.namelist() == ["report.html", NAME]


def test_a_missing_input_is_the_runs_own_failure(task: Task) -> None:
    gone = task.job.parameters.model_copy(update={"timeline": "memory://gone.csv"})
    sent = parcel(replace(task, job=replace(task.job, parameters=gone)))
    outcome = make_carried(sent, lambda _: pytest.fail("it was run")).outcome
    assert outcome.state == "failed"
    assert outcome.message.startswith("gone.csv: no such file")


def test_a_run_that_failed_is_not_sent(task: Task, tmp_path: Path) -> None:
    failed = TaskOutcome(name=task.name, state="failed", seconds=1, message="x")
    assert make_carried(parcel(task), lambda _: failed).outcome.message == "x"
    assert not (tmp_path / "sent").exists()


def test_a_missing_notebook_is_named_before_anything_is_sent(task: Task) -> None:
    lost = replace(task, job=replace(task.job, notebook=Path("gone.ipynb")))
    with pytest.raises(FileUnreadableError, match=r"^gone\.ipynb: no such file"):
        parcel(lost)


def published(folder: Path, value: int = 60) -> dict[str, bytes]:
    """Return what comes home of a run whose report published one count of this value."""
    place = folder / REGISTER
    place.parent.mkdir(parents=True)
    count = Count(measure="nfa", kind="district", segment="Dover", first=AUG, last=AUG)
    register_of({count: value}, ("board_report", AUG), 1, None).write_csv(place)
    any_file = FileRecord(path="a", bytes=1, sha256="a" * 64)
    written = Manifest(
        notebook=any_file, parameters_file=any_file, parameters={}, inputs={}, outputs=(),
        packages={}, lock_sha256=None, platform="p", python="3", simulation={}, started="",
        ended="", code=CodeVersion(version="0", source_sha256="a", commit=None, clean=None),
        register=record(place, name=REGISTER),
    )  # fmt: skip
    crate.write(written, folder)
    return {name: (folder / name).read_bytes() for name in (NAME, REGISTER)}


def test_what_was_published_comes_home_and_no_record_of_a_child_does(
    task: Task, tmp_path: Path
) -> None:
    files = published(tmp_path / "there")

    def made(given: Task) -> TaskOutcome:
        shutil.copytree(tmp_path / "there", given.target)
        (given.target / "private" / "failed_rows.csv").write_text("a child's record")
        (given.target / "report.html").write_text("<p>")
        return TaskOutcome(name=given.name, state="made", seconds=1)

    board = task.job.parameters.model_dump()
    quality = {name: board[name] for name in DataQuality.model_fields if name in board}
    quality["rebase_months"] = []
    with_rows = replace(task, job=replace(task.job, parameters=checked_by(DataQuality, quality)))
    returned = make_carried(parcel(with_rows), made)
    assert returned.files == files
    assert received(with_rows, returned).state == "made"
    home = tmp_path / "reports" / "_registers" / "december" / "board_report"
    assert with_rows.target == home
    assert {name: (home / name).read_bytes() for name in files} == files
    assert [path.name for path in home.parent.iterdir()] == ["board_report"]
    assert stat.S_IMODE((home / "private").stat().st_mode) == 0o700


def test_what_cannot_be_kept_at_home_is_the_runs_failure(task: Task) -> None:
    task.target.parent.mkdir(parents=True)
    task.target.write_text("a file in its place")
    made = TaskOutcome(name=task.name, state="made", seconds=1)
    outcome = received(task, Returned(outcome=made, files={NAME: b"{}"}))
    assert (outcome.name, outcome.state) == ("december", "failed")
    assert outcome.message.startswith("output folder board_report: a file;")


def held_against(task: Task, *folders: str) -> Task:
    parameters = task.job.parameters.model_copy(update={"earlier_runs": [*folders]})
    return replace(task, job=replace(task.job, parameters=parameters))


def test_the_register_of_an_earlier_run_is_carried_by_the_name_it_has_here(
    task: Task, tmp_path: Path
) -> None:
    files = published(tmp_path / "kept" / "november")

    def made(given: Task) -> TaskOutcome:
        (folder,) = given.job.parameters.model_dump()["earlier_runs"]
        assert folder == "kept/november"
        place = given.job.inputs_in / folder
        assert {name: (place / name).read_bytes() for name in files} == files
        return TaskOutcome(name=given.name, state="failed", seconds=1, message="looked at")

    sent = parcel(held_against(task, "kept/november"))
    assert make_carried(sent, made).outcome.message == "looked at"


def test_an_earlier_run_that_is_not_whole_stops_the_run_alone(task: Task, tmp_path: Path) -> None:
    files = published(tmp_path / "november")
    (tmp_path / "november" / REGISTER).write_bytes(files[REGISTER].replace(b"60", b"61"))
    lost, changed = held_against(task, "gone"), held_against(task, "november")
    found = list(local.outcomes([replace(lost, name="lost"), changed], workers=1))
    assert [(one.name, one.state) for one in found] == [("lost", "failed"), ("december", "failed")]
    assert found[0].message.startswith("earlier run gone: no such folder;")
    assert "a register that is not the one its manifest records" in found[1].message


def test_two_earlier_runs_of_one_name_are_refused(task: Task, tmp_path: Path) -> None:
    for folder, value in (("one", 60), ("two", 61)):
        published(tmp_path / folder / "november", value)
    folders = [str(tmp_path / folder / "november") for folder in ("one", "two")]
    with pytest.raises(ParametersError, match="earlier_runs: two runs named november"):
        parcel(held_against(task, *folders))


def test_two_inputs_of_one_name_are_not_taken_for_each_other(task: Task) -> None:
    twice = task.job.parameters.model_copy(update={"timeline": "memory://other/population.csv"})
    sent = parcel(replace(task, job=replace(task.job, parameters=twice)))
    outcome = make_carried(sent, lambda _: pytest.fail("it was run")).outcome
    assert outcome.message.startswith("input population.csv: a second file of that name")


def test_an_archive_is_resumed_only_with_the_register_of_its_own_run(
    task: Task, tmp_path: Path
) -> None:
    asked = replace(task, resume=True)
    assert parcel(asked).known == ""
    homing.put(published(tmp_path / "there"), task.target)
    assert parcel(asked).known == sha256_of(task.target / NAME)
    (task.target / REGISTER).write_text("other")
    assert parcel(asked).known == ""


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize(
    ("name", "value"), [("earlier_runs: []", "earlier_runs: [s3://box/run]"), ("", "")]
)
def test_registers_at_an_address_are_refused(name: str, value: str) -> None:
    parameters = Path("december.yaml")
    parameters.write_text(parameters.read_text("utf-8").replace(name, value), "utf-8")
    more = "" if value else "registers: s3://box/kept\n"
    Path("plan.yaml").write_text(PLAN.replace("OUT", "s3://box/sent") + more, "utf-8")
    with pytest.raises(ParametersError, match="an address for earlier_runs or registers; need"):
        tasks_of(read_plan(Path("plan.yaml")))


@pytest.mark.usefixtures("task")
def test_half_addresses_and_half_paths_are_refused(tmp_path: Path) -> None:
    Path("plan.yaml").write_text(PLAN.replace("OUT", "made"), "utf-8")
    with pytest.raises(ParametersError, match="addresses for some files and paths for output;"):
        tasks_of(read_plan(tmp_path / "plan.yaml"))

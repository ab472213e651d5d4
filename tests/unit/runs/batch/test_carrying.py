"""A run at addresses has its inputs fetched, and its folder sent without what is private."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.runs.batch import Outcome, Task, read_plan, tasks_of
from referral_analysis.runs.batch.carrying import make_carried, parcel

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
    def made(given: Task) -> Outcome:
        for path in given.job.parameters.input_files().values():
            assert "/" not in path
            assert (given.job.inputs_in / path).is_file()
        assert (given.job.base / given.job.notebook).is_file()
        assert (given.job.base / given.job.parameters_file).is_file()
        (given.target / "private").mkdir(parents=True)
        (given.target / "private" / "failed_rows.csv").write_text("a child's record")
        (given.target / "report.html").write_text("<p>")
        return Outcome(name=given.name, state="made", seconds=1)

    outcome = make_carried(parcel(task), made)
    assert (outcome.name, outcome.state) == ("december", "made"), outcome.message
    with zipfile.ZipFile(tmp_path / "sent" / "december" / "board_report.zip") as archive:
        assert archive.namelist() == ["report.html"]


def test_a_missing_input_is_the_runs_own_failure(task: Task) -> None:
    gone = task.job.parameters.model_copy(update={"events": "memory://gone.csv"})
    sent = parcel(replace(task, job=replace(task.job, parameters=gone)))
    outcome = make_carried(sent, lambda _: pytest.fail("it was run"))
    assert outcome.state == "failed"
    assert outcome.message.startswith("gone.csv: no such file")


def test_a_run_that_failed_is_not_sent(task: Task, tmp_path: Path) -> None:
    failed = Outcome(name=task.name, state="failed", seconds=1, message="x")
    assert make_carried(parcel(task), lambda _: failed).message == "x"
    assert not (tmp_path / "sent").exists()


def test_a_missing_notebook_is_named_before_anything_is_sent(task: Task) -> None:
    lost = replace(task, job=replace(task.job, notebook=Path("gone.ipynb")))
    with pytest.raises(FileUnreadableError, match=r"^gone\.ipynb: no such file"):
        parcel(lost)


@pytest.mark.usefixtures("task")
def test_half_addresses_and_half_paths_are_refused(tmp_path: Path) -> None:
    Path("plan.yaml").write_text(PLAN.replace("OUT", "made"), "utf-8")
    with pytest.raises(ParametersError, match="addresses for some files and paths for output;"):
        tasks_of(read_plan(tmp_path / "plan.yaml"))

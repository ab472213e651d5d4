"""A run is made after the runs that it is held against."""

from dataclasses import replace
from pathlib import Path

import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.runs.batch import Task, in_turns, read_plan, tasks_of

ROOT = Path(__file__).resolve().parents[4]
PLAN = """
notebook: notebooks/board_report.ipynb
releases:
  board_february_2012: notebooks/parameters/board_february_2012.yaml
  executive_december_2011: notebooks/parameters/executive_december_2011.yaml
"""


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    monkeypatch.chdir(ROOT)
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    return tasks_of(read_plan(tmp_path / "plan.yaml"))


def test_february_waits_for_december(tasks: list[Task]) -> None:
    turns = [[task.name for task in turn] for turn in in_turns(tasks)]
    assert turns == [["executive_december_2011"], ["board_february_2012"]]


def test_a_run_does_not_wait_for_what_the_batch_does_not_make(tasks: list[Task]) -> None:
    (turn,) = in_turns(tasks[:1])
    assert turn == tasks[:1]


def test_at_addresses_a_run_waits_for_the_register_to_come_home(tasks: list[Task]) -> None:
    february, december = (
        replace(task, address=f"s3://box/{task.name}.zip", target=task.target / "home")
        for task in tasks
    )
    parameters = february.job.parameters.model_copy(update={"earlier_runs": [str(december.target)]})
    later = replace(february, job=replace(february.job, parameters=parameters))
    assert in_turns([later, december]) == [[december], [later]]


def test_runs_that_wait_for_each_other_are_refused(tasks: list[Task]) -> None:
    february, december = tasks
    folder = str(february.target)
    parameters = december.job.parameters.model_copy(update={"earlier_runs": [folder]})
    circular = replace(december, job=replace(december.job, parameters=parameters))
    with pytest.raises(ParametersError, match=r"^run board_february_2012: earlier_runs that wait"):
        in_turns([february, circular])

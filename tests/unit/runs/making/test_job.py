"""What is written by a run stays in its folder; what is recorded names no folder of the machine."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from referral_analysis.errors import FileUnreadableError, ParametersError, RunError
from referral_analysis.runs.making import execute, export, job
from referral_analysis.runs.making.export import Exported, Still
from referral_analysis.runs.making.job import Job
from referral_analysis.runs.making.log import Log
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

ROOT = Path(__file__).resolve().parents[4]
FEBRUARY = ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"


def asked(*settings: str) -> Job:
    values = parameter_file.override(parameter_file.load(FEBRUARY), ("earlier_runs=[]", *settings))
    return Job(
        notebook=Path("notebooks/board_report.ipynb"),
        parameters=checked_by(BoardReport, values),
        parameters_file=FEBRUARY.relative_to(ROOT),
        base=ROOT,
        inputs_in=ROOT,
    )


def test_inputs_have_rows_and_hashes() -> None:
    found = job.inputs(asked())
    assert found["timeline"].rows == 7
    # children's are counted nowhere that is handed on: less the months, they are those left out
    assert {found[name].rows for name in ("extract", "contacts", "cafs")} == {None}
    assert found["population"].path == "data_samples/population.csv"


def test_what_is_recorded_names_no_folder_of_the_machine() -> None:
    given = asked(f"extract={ROOT}/data_samples/events.csv", "population=../me/population.csv")
    recorded = job.recorded(given)
    assert (recorded["extract"], recorded["population"]) == ("events.csv", "population.csv")
    assert str(ROOT) not in str(recorded)


def test_two_inputs_that_would_be_recorded_under_one_name_are_refused(tmp_path: Path) -> None:
    for name, source in (("a", "workshops"), ("b", "events")):
        (tmp_path / name).mkdir()
        shutil.copy(ROOT / "data_samples" / f"{source}.csv", tmp_path / name / "dates.csv")
    given = asked(f"workshops={tmp_path}/a/dates.csv", f"events={tmp_path}/b/dates.csv")
    with pytest.raises(ParametersError, match="parameter timeline: a file of the same name"):
        job.inputs(given)


def test_a_missing_input_is_one_line() -> None:
    with pytest.raises(FileUnreadableError, match=r"^data/gone\.csv: no such file"):
        job.inputs(asked("events=data/gone.csv"))


def test_an_earlier_run_that_is_not_there_is_one_line() -> None:
    with pytest.raises(FileUnreadableError, match=r"^earlier run reports/gone: no such folder; .*"):
        job.inputs(asked("earlier_runs=[reports/gone]"))


def test_an_earlier_run_is_recorded_by_its_register() -> None:
    given = asked(f"earlier_runs=[{ROOT}/reports/december/board_report]")
    assert job.recorded(given)["earlier_runs"] == ["board_report"]
    assert given.parameters.input_files()["earlier_run_1"].endswith(
        "december/board_report/private/register.csv"
    )


@pytest.mark.parametrize(
    "name", ["../out", "/out", "a/b", "..", "", "a\x00b", "C:\\out", ".hidden"]
)
def test_a_name_that_leads_out_of_the_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def executed(*_: object, **__: object) -> NotebookNode:
        return nbformat.v4.new_notebook()

    def exported(*_: object) -> Exported:
        return Exported(html="", figures=(Still(name=name, svg="<svg/>"),))

    monkeypatch.setattr(execute, "execute", executed)
    monkeypatch.setattr(export, "export", exported)
    folder = tmp_path / "run"
    folder.mkdir()
    with pytest.raises(RunError, match=r"^charts: a name that cannot be a file's"):
        job.make(asked(), folder, Log(file=tmp_path / "run.log"))
    assert not list(tmp_path.rglob("*.svg"))

"""The runs of a release: each checked before any begins, in its folder, held to the Board's."""

from pathlib import Path

import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.runs.batch import in_turns
from referral_analysis.runs.parameters import SegmentReport
from referral_analysis.runs.release import tasks_of

ROOT = Path(__file__).resolve().parents[4]
FEBRUARY = Path("notebooks/parameters/february_2012.yaml")
SOME = ("districts=[Swale, Thanet]", "agencies=[police]")
WHOLE = ["board_report", "data_quality", "appropriateness", "threshold_audit"]
PARTS = ["segment_report/swale", "segment_report/thanet", "segment_report/police"]


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_every_report_of_the_list_is_a_run_below_the_releases_folder() -> None:
    tasks = tasks_of(FEBRUARY, SOME)
    assert [task.name for task in tasks] == [*WHOLE, *PARTS]
    folder = ROOT / "reports" / "february_2012"
    assert [task.target for task in tasks] == [folder / name for name in (*WHOLE, *PARTS)]
    assert [task.name for task in in_turns(tasks)[0]] == ["board_report"]
    assert {task.job.parameters_file for task in tasks} == {FEBRUARY}


def test_what_the_file_does_not_say_is_recorded_as_changed() -> None:
    changed = {task.name: task.job.changed for task in tasks_of(FEBRUARY, SOME)}
    assert changed["board_report"] == ()
    assert changed["segment_report/swale"] == ("district",)
    assert changed["segment_report/police"] == ("agency",)
    settings = ("reports=[board_report, data_quality]", "last_month=2011-11")
    changed = {task.name: task.job.changed for task in tasks_of(FEBRUARY, settings)}
    assert changed == {"board_report": ("last_month",), "data_quality": ("last_month",)}


def test_in_another_folder_reports_are_held_to_the_board_report_there(tmp_path: Path) -> None:
    settings = ("reports=[board_report, districts]", "districts=[Swale]")
    board, swale = tasks_of(FEBRUARY, settings, output=tmp_path)
    assert board.target == tmp_path / "board_report"
    assert swale.job.parameters.earlier_runs == [f"{tmp_path}/board_report"]
    assert swale.job.changed == ("district", "earlier_runs")


def test_all_districts_and_agencies_are_those_of_the_extract() -> None:
    tasks = tasks_of(FEBRUARY, ("reports=[districts, agencies]",))
    asked = [task.job.parameters for task in tasks]
    segments = [one.segment for one in asked if isinstance(one, SegmentReport)]
    assert [segment.kind for segment in segments].count("district") == 12
    assert {"police", "education"} <= {one.name for one in segments if one.kind == "agency"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (("audit_key=null",), r"threshold_audit: audit_key is None; need a valid string"),
        (("last_month=2011-07",), "no months after the phase-in ends in July 2011"),
        (("fourier_pairs=9",), "board_report: fourier_pairs is 9; need less than or equal to 5"),
        (
            ("extract=gone.csv", "cafs=gone.csv"),
            "2 things that are missing: extract: no file gone.csv; cafs: no file gone.csv",
        ),
    ],
)
def test_a_fault_of_any_report_stops_all_before_one_begins(
    settings: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ParametersError, match=message):
        tasks_of(FEBRUARY, (*SOME, *settings))


def test_the_parameters_of_one_report_are_refused_with_the_way_over() -> None:
    with pytest.raises(
        ParametersError,
        match=r"release board_february_2012.yaml: no list of `reports`.* need .*reports: \["
        r"board_report, data_quality\]\. For one report say referral-analysis run NOTEBOOK -p "
        r"board_february_2012.yaml; to make it a release take `question` out and add the list",
    ):
        tasks_of(Path("notebooks/parameters/board_february_2012.yaml"))

"""What a run says beside its report."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from referral_analysis.disclosure.register import REGISTER as COLUMNS
from referral_analysis.runs.analyst import rhythm
from referral_analysis.runs.making import job, replaced, run
from referral_analysis.runs.making.log import Entry, Log
from referral_analysis.runs.parameters.contract import REGISTER

ROOT = Path(__file__).resolve().parents[4]
ADVICE = "one every six months can be sustained"


@pytest.mark.parametrize(
    ("notebook", "parameters", "is_said"),
    [
        ("board_report", "executive_december_2011", True),
        ("data_quality", "data_quality_december_2011", False),
        ("appropriateness", "appropriateness_december_2011", False),
    ],
)
def test_how_often_reports_can_follow_is_said_with_the_boards_alone(
    notebook: str,
    parameters: str,
    is_said: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def make(_: job.Job, stage: Path, __: Log) -> dict[str, object]:
        (stage / "report.html").write_text("a page", "utf-8")
        return {}

    entries: list[Entry] = []
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(job, "make", make)
    monkeypatch.setattr(rhythm, "told", lambda *_: ADVICE)
    run.run(
        Path("notebooks", f"{notebook}.ipynb"),
        Path("notebooks", "parameters", f"{parameters}.yaml"),
        settings=("earlier_runs=[]",),
        output=tmp_path / "made",
        on_entry=entries.append,
    )
    told = (tmp_path / "made" / "run.log").read_text("utf-8")
    assert (ADVICE in told) == is_said
    assert any(ADVICE in str(entry) for entry in entries) == is_said


SHOWN = "board_report,2011-11-14,referrals,county,,2011-08-01,2011-10-31,{},1"


@pytest.fixture
def run_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    """Make a report on so many rows into one folder; return whether it says what it replaces."""

    def make(asked: job.Job, stage: Path, __: Log) -> dict[str, object]:
        rows = Path(str(asked.parameters.extract)).read_text("utf-8").count("\n")
        (stage / "private").mkdir()
        shown = ",".join(COLUMNS), SHOWN.format(rows)
        (stage / REGISTER).write_text("\n".join(shown) + "\n", "utf-8")
        (stage / "report.html").write_text("a page", "utf-8")
        return {}

    def made(rows: int, *earlier: Path, last_month: str = "2011-10") -> bool:
        extract = tmp_path / "extract.csv"
        written = ("referral_id,child_id", *(f"{row},{row}" for row in range(rows)))
        extract.write_text("\n".join(written), "utf-8")
        run.run(
            Path("notebooks", "board_report.ipynb"),
            Path("notebooks", "parameters", "executive_december_2011.yaml"),
            settings=(
                f"extract={extract}",
                f"earlier_runs={json.dumps([*map(str, earlier)])}",
                f'last_month="{last_month}"',
            ),
            output=tmp_path / "made",
        )
        return replaced.ADVICE in (tmp_path / "made" / "run.log").read_text("utf-8")

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(job, "make", make)
    return made


def test_a_report_says_that_it_replaces_one_on_another_extract(run_on: Callable[..., bool]) -> None:
    assert not run_on(20)  # nothing was there
    assert not run_on(20)  # the same extract
    assert run_on(18)


def test_a_report_says_that_it_replaces_one_on_other_months(run_on: Callable[..., bool]) -> None:
    run_on(20)
    assert run_on(20, last_month="2011-09")


def test_a_report_held_to_a_copy_of_what_it_replaces_says_nothing(
    run_on: Callable[..., bool], tmp_path: Path
) -> None:
    run_on(20)
    shutil.copytree(tmp_path / "made", tmp_path / "first")
    assert not run_on(18, tmp_path / "first")
    assert run_on(17, tmp_path / "first")  # that copy is not of the one replaced now

"""What a run says beside its report."""

from pathlib import Path

import pytest

from referral_analysis.runs.analyst import rhythm
from referral_analysis.runs.making import job, run
from referral_analysis.runs.making.log import Entry, Log

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

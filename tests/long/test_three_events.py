"""Three events are a parameters file: every report names each, and says of it only its own."""

import re
from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.making.run import run

EVENTS = (
    "events=[{name: flood, from: 2007-06, to: 2007-08, shape: leave_out}, "
    "{name: Baby P, from: 2008-11, shape: decay, half_life: 4}, "
    "{name: new system, from: 2010-02, shape: step}]"
)
MARKED = ("Flood", "Baby P", "New system")


@pytest.mark.parametrize(
    ("notebook", "parameters", "charts"),
    [
        ("board_report", "executive_december_2011", "inappropriate-referrals"),
        ("data_quality", "data_quality_december_2011", "volume"),
        ("appropriateness", "appropriateness_december_2011", None),
        ("threshold_audit", "audit_february_2012", "judged-inappropriate"),
        ("segment_report", "segments_february_2012", None),
    ],
)
def test_a_second_and_third_event_touch_the_parameters_alone(
    notebook: str,
    parameters: str,
    charts: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    as_a_user_has_it(tmp_path)
    monkeypatch.chdir(tmp_path)
    alone: tuple[str, ...] = ("earlier_runs=[]",)
    if notebook == "board_report":
        alone = (*alone, "earlier_extract=null")
    if notebook == "segment_report":  # a district's figures are protected beside the county's
        run(
            Path("notebooks/board_report.ipynb"),
            Path("notebooks/parameters/board_february_2012.yaml"),
            settings=(EVENTS, "earlier_runs=[]", "earlier_extract=null"),
            output=Path("board"),
        )
        alone = ("earlier_runs=[board]",)
    run(
        Path(f"notebooks/{notebook}.ipynb"),
        Path(f"notebooks/parameters/{parameters}.yaml"),
        settings=(EVENTS, *alone),
        output=Path("report"),
    )
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    told = re.sub(r"<[^>]+>", " ", page[page.index("<body") :])
    assert "nspection" not in told
    if charts is not None:
        drawn = (tmp_path / "report" / "charts" / f"{charts}.svg").read_text("utf-8")
        assert [one for one in MARKED if one not in drawn] == []
    if notebook == "board_report":
        assert "a change at Baby P that fades (November 2008), a step at the new system" in told
        assert "Left out of the model: June 2007 to August 2007 (Flood)." in told
        for choice in (
            "The new system&#39;s change fading away",
            "No change at Baby P",
            "The months of the flood kept, as any others",
        ):
            assert choice in page or choice.replace("&#39;", "'") in told

"""A council that nothing shook before the launch has every report, and none speaks of a shock."""

from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.making.run import run


@pytest.mark.parametrize(
    ("notebook", "parameters", "further"),
    [
        ("board_report", "executive_december_2011", ()),
        ("data_quality", "data_quality_december_2011", ()),
        ("appropriateness", "appropriateness_december_2011", ()),
        ("threshold_audit", "audit_february_2012", ()),
        ("segment_report", "segments_february_2012", ("earlier_runs=[board]",)),
    ],
)
def test_a_report_without_an_earlier_shock(
    notebook: str,
    parameters: str,
    further: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    as_a_user_has_it(tmp_path)
    monkeypatch.chdir(tmp_path)

    def made(notebook: str, parameters: str, output: str, *changes: str) -> str:
        run(
            Path(f"notebooks/{notebook}.ipynb"),
            Path(f"notebooks/parameters/{parameters}.yaml"),
            settings=("events=[]", *changes),
            output=Path(output),
        )
        return (tmp_path / output / "report.html").read_text("utf-8")

    alone = ("earlier_runs=[]", "earlier_extract=null")
    if further:  # a district's figures are protected beside the county's
        made("board_report", "board_february_2012", "board", *alone)
    page = made(
        notebook,
        parameters,
        "report",
        *(further or (alone if notebook == "board_report" else alone[:1])),
    )
    told = page[page.index("<body") :]
    assert "nspection" not in told

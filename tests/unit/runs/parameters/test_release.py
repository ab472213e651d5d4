"""A release gives each notebook what the notebook's own file would; whatever else is refused."""

from pathlib import Path
from typing import Any

import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.runs.parameters import (
    CONTRACTS,
    BoardReport,
    SegmentReport,
    check,
    parameter_file,
    read_parameters,
    values_of,
)
from referral_analysis.runs.parameters.describing import describe, schema
from referral_analysis.runs.parameters.release import choices_of, shared_names

FOLDER = Path(__file__).resolve().parents[4] / "notebooks" / "parameters"
FEBRUARY = FOLDER / "february_2012.yaml"
ONE_REPORT = {
    ("december_2011", "board_report"): "executive_december_2011",
    ("december_2011", "data_quality"): "data_quality_december_2011",
    ("december_2011", "appropriateness"): "appropriateness_december_2011",
    ("february_2012", "board_report"): "board_february_2012",
    ("february_2012", "data_quality"): "data_quality_february_2012",
    ("february_2012", "appropriateness"): "appropriateness_february_2012",
    ("february_2012", "threshold_audit"): "audit_february_2012",
    ("february_2012", "segment_report"): "segments_february_2012",
}


@pytest.mark.parametrize(("release", "notebook"), ONE_REPORT)
def test_a_release_gives_a_notebook_what_its_own_file_gives(release: str, notebook: str) -> None:
    given = values_of(FOLDER / f"{release}.yaml", notebook)
    own = parameter_file.load(FOLDER / f"{ONE_REPORT[release, notebook]}.yaml")
    if notebook == "segment_report":
        given |= {"district": "Swale"}
    held, before = given.pop("earlier_runs"), own.pop("earlier_runs")
    assert given == own
    assert len(held) == len(before)
    check(notebook, given)


def test_all_are_held_to_the_board_report_and_that_to_the_release_before() -> None:
    held = {name: values_of(FEBRUARY, name)["earlier_runs"] for name in CONTRACTS}
    assert held.pop("board_report") == ["reports/december_2011/board_report"]
    assert set(map(str, held.values())) == {"['reports/february_2012/board_report']"}


def test_a_release_without_a_board_report_holds_its_reports_to_those_before(
    tmp_path: Path,
) -> None:
    text = FEBRUARY.read_text("utf-8").replace("  - board_report\n", "")
    (tmp_path / "data.yaml").write_text(text, "utf-8")
    values = values_of(tmp_path / "data.yaml", "data_quality")
    assert values["earlier_runs"] == ["reports/december_2011/board_report"]


def test_commands_that_take_one_reports_parameters_take_those_of_the_board_report() -> None:
    given = read_parameters(FEBRUARY)
    assert isinstance(given, BoardReport)
    assert given.question == "Did inappropriate referrals fall after the new thresholds?"


def test_a_title_takes_the_place_of_the_notebooks_question(tmp_path: Path) -> None:
    text = FEBRUARY.read_text("utf-8") + 'titles: {data_quality: "How good is it?"}\n'
    (tmp_path / "r.yaml").write_text(text, "utf-8")
    assert values_of(tmp_path / "r.yaml", "data_quality")["question"] == "How good is it?"
    assert values_of(tmp_path / "r.yaml", "board_report")["question"] == BoardReport.asks


def test_a_notebooks_question_is_the_one_of_its_own_cell() -> None:
    for name, contract in CONTRACTS.items():
        text = (FOLDER.parent / f"{name}.ipynb").read_text("utf-8")
        assert f'question = \\"{contract.asks}\\"' in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"extarct": "x"}, r"unknown name extarct; need names .* Did you mean extract\?"),
        ({"question": "Why?"}, r"unknown name question; .* Give titles: \{board_report: "),
        ({"district": "Swale"}, "unknown name district; .* List them under districts"),
        ({"agency": "police"}, "unknown name agency; .* List them under agencies"),
        ({"reports": []}, r"reports is \[\]; need at least 1 item"),
        ({"reports": ["board"]}, r"reports\.0 is 'board'; need 'board_report', 'data_quality'"),
        ({"reports": "board_report"}, "reports is 'board_report'; need a valid list"),
        ({"reports": ["districts"] * 2}, "districts twice under reports; need each report once"),
        ({"districts": "some"}, "districts is 'some'; need `all`, or a list of names, each once"),
        ({"titles": {"bord_report": "Why?"}}, r"notebook bord_report: .* mean board_report\?"),
    ],
)
def test_what_a_release_does_not_have_is_named(change: dict[str, Any], message: str) -> None:
    values = parameter_file.load(FEBRUARY) | change
    with pytest.raises(ParametersError, match=message):
        choices_of(values, where="release r.yaml")


def test_one_segment_must_be_named_of_a_release() -> None:
    values = values_of(FEBRUARY, "segment_report")
    with pytest.raises(ParametersError, match="district and agency: both are null"):
        check("segment_report", values)
    assert isinstance(check("segment_report", values | {"agency": "police"}), SegmentReport)


def test_every_shared_parameter_of_every_notebook_is_in_the_schema() -> None:
    written = schema("release")
    assert set(written["required"]) <= set(written["properties"])
    for contract in CONTRACTS.values():
        own = {"question", "district", "agency"}
        assert set(contract.model_fields) - own <= set(written["properties"])
    assert "question" not in written["properties"]
    assert set(shared_names()) < set(written["properties"])
    assert {one.name: one.default for one in describe("release")}["titles"] == "{}"


@pytest.mark.parametrize("name", ["december_2011", "february_2012"])
def test_the_releases_of_kent_say_all_that_they_share(name: str) -> None:
    values = parameter_file.load(FOLDER / f"{name}.yaml")
    assert set(shared_names()) <= set(values)

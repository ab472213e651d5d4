"""Parameters are refused before anything runs, with one line each that says what to do."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from referral_analysis.analysis.segments import Segment
from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.runs import parameters
from referral_analysis.runs.parameters import (
    BoardReport,
    DataQuality,
    SegmentReport,
    ThresholdAudit,
    checked_by,
    parameter_file,
    read_parameters,
)

ROOT = Path(__file__).resolve().parents[4]
FEBRUARY = ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"


@pytest.fixture
def values() -> dict[str, Any]:
    return parameter_file.load(FEBRUARY)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks" / "parameters").glob("*.yaml")))
def test_committed_parameters_are_valid(path: Path) -> None:
    checked = read_parameters(path)
    plan = checked.plan()
    if isinstance(plan, QualityPlan):
        assert plan.rebase_months == (dt.date(2010, 10, 1),)
    else:
        assert plan.months_before == 61


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("extarct=x", "unknown name extarct; .* Did you mean extract?"),
        ("qqq=1", "unknown name qqq; .* Take it out"),
        ("made_on=2012", "made_on is 2012; need a valid string"),
        ("made_on=2011-02-30", "made_on is '2011-02-30'; need a day written YYYY-MM-DD"),
        ("made_on=13/01/2012", "made_on is '13/01/2012'; need a day written YYYY-MM-DD"),
        ("last_month=2011-1", "last_month is '2011-1'; need a month written YYYY-MM"),
        ("is_synthetic='no'", "is_synthetic is 'no'; need a valid boolean"),
        ("fourier_pairs=yes", "fourier_pairs is True; need a valid integer"),
        ("fourier_pairs=9", "fourier_pairs is 9; need less than or equal to 5"),
        ("disclosure_preset=none", "disclosure_preset is 'none'; need 'dfe'"),
        ("question=", "question is None; need a valid string"),
    ],
)
def test_wrong_parameters_are_named(values: dict[str, Any], setting: str, message: str) -> None:
    with pytest.raises(ParametersError, match=message):
        parameters.check("board_report", parameter_file.override(values, (setting,)))


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("rebase_months=[May]", r"rebase_months\.0 is 'May'; need a month written YYYY-MM"),
        ("rebase_months=2010-10", r"rebase_months is '2010-10'; need a valid list"),
        ("fourier_pairs=2", "the unknown name fourier_pairs; need names that DataQuality has"),
    ],
)
def test_wrong_parameters_of_data_quality_are_named(setting: str, message: str) -> None:
    path = FEBRUARY.with_name("data_quality_february_2012.yaml")
    with pytest.raises(ParametersError, match=message):
        parameters.checked_by(
            parameters.DataQuality, parameter_file.override(parameter_file.load(path), (setting,))
        )


def test_a_missing_parameter_is_named_with_its_meaning(values: dict[str, Any]) -> None:
    del values["made_on"]
    with pytest.raises(
        ParametersError, match=r"made_on is not given; need the date .* Add made_on"
    ):
        parameters.check("board_report", values)


@pytest.mark.parametrize("name", ["made_by", "extract", "question"])
def test_control_characters_are_refused(values: dict[str, Any], name: str) -> None:
    with pytest.raises(ParametersError, match=f"{name} is .*; need text without control char"):
        checked_by(BoardReport, values | {name: "a\0b"})
    given = checked_by(BoardReport, values | {name: "a\n\tb"})
    assert getattr(given, name) == "a\n\tb"


def test_further_faults_are_counted(values: dict[str, Any]) -> None:
    with pytest.raises(ParametersError, match="1 more fault after"):
        parameters.check("board_report", values | {"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("last_month=2011-07", "no months after the phase-in ends in July 2011"),
        ("series_starts=2010-10", "events, inspection: October 2010, not inside the months"),
        ("launch_month=2010-10", "events, inspection: months that overlap the launch"),
        ("phase_in_ends=2011-04", "launch_month and phase_in_ends: they are out of order"),
    ],
)
def test_a_plan_out_of_order_is_refused(values: dict[str, Any], setting: str, message: str) -> None:
    checked = parameters.check("board_report", parameter_file.override(values, (setting,)))
    assert isinstance(checked, parameters.BoardReport)
    with pytest.raises(ParametersError, match=message):
        checked.plan()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "line 1: a is given twice"),
        ("a: [1\n", "line 2: .* need valid YAML"),
        ("- 1\n", "something other than names and values"),
        ("", "something other than names and values"),
        ("a: !!python/object/apply:os.system ['true']\n", "could not determine a constructor"),
        ("a: &a [x, x]\nb: [*a, *a]\n", "line 2: found an alias"),
        ("a: &a [*a]\n", "line 1: found an alias"),
        ('a: "x\\ud800"\n', "line 1: half of a character"),
        ('a:\n  "\\udfff": b\n', "line 2: half of a character"),
        ("a: " + "[" * 2000, r"no YAML of parameters \(RecursionError\)"),
        ("a: " + "9" * 5000, r"no YAML of parameters \(ValueError\)"),
        ("a: \0", r"no YAML of parameters \(ReaderError\)"),
        ("{[1]: 2}", "found unhashable key"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    with pytest.raises(ParametersError, match=message):
        parameter_file.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match=r"parameters gone.yaml: no such file"):
        parameter_file.load(tmp_path / "gone.yaml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes("a: \xe9".encode("utf-16"))
    with pytest.raises(FileUnreadableError, match="UnicodeDecodeError"):
        parameter_file.load(path)


@pytest.mark.parametrize("setting", ["made_on", "=1"])
def test_a_setting_needs_a_name_and_a_value(setting: str) -> None:
    with pytest.raises(ParametersError, match="need name=value"):
        parameter_file.override({}, (setting,))


def test_a_setting_that_is_not_yaml_is_named() -> None:
    for text in ("[1", "[" * 2000, "9" * 5000, "*a", "!!python/name:os.system"):
        with pytest.raises(ParametersError, match="--set a: a value that is not YAML"):
            parameter_file.override({}, (f"a={text}",))


def test_dates_stay_text(values: dict[str, Any]) -> None:
    assert values["made_on"] == "2012-01-20"


def test_an_unknown_notebook_is_refused() -> None:
    with pytest.raises(
        ParametersError, match=r"notebook other: .* one of appropriateness, board_report"
    ):
        parameters.check("other", {})


SEGMENT = parameter_file.load(ROOT / "notebooks" / "parameters" / "segments_february_2012.yaml")


def test_a_segment_report_is_on_a_district_or_on_an_agency() -> None:
    assert checked_by(SegmentReport, SEGMENT).segment == Segment(kind="district", name="Swale")
    police = {**SEGMENT, "district": None, "agency": "police"}
    assert checked_by(SegmentReport, police).segment == Segment(kind="agency", name="police")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"district": None}, "both are null"),
        ({"agency": "police"}, "both are given"),
    ],
)
def test_a_segment_report_on_both_or_neither_is_refused(
    changes: dict[str, Any], found: str
) -> None:
    with pytest.raises(
        ParametersError,
        match=f"^run a, district and agency: {found}; need the name of one district, or of one "
        "agency. Name one of the two, and leave the other null.$",
    ):
        parameters.check("segment_report", {**SEGMENT, **changes}, where="run a")


NOT_ON_EITHER = "district: Swale\n"
"""A slip: a name that another report has."""


def written(folder: Path, name: str, *, schema: str | None, more: str = "") -> Path:
    """Write the February parameters of a report, with this schema line or with none."""
    text = (FEBRUARY.parent / f"{name}.yaml").read_text("utf-8")
    lines = [line for line in text.splitlines() if "$schema=" not in line]
    if schema:
        lines.insert(1, f"# yaml-language-server: $schema={schema}")
    path = folder / "ours.yaml"
    path.write_text("\n".join(lines) + "\n" + more, "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "notebook", "contract"),
    [
        ("segments_february_2012", "segment_report", SegmentReport),
        ("audit_february_2012", "threshold_audit", ThresholdAudit),
        ("data_quality_february_2012", "data_quality", DataQuality),
    ],
)
def test_a_file_is_checked_by_the_contract_that_its_first_lines_name(
    tmp_path: Path, name: str, notebook: str, contract: type
) -> None:
    by_line = read_parameters(written(tmp_path, name, schema=f"../up/{notebook}.json"))
    assert type(by_line) is contract
    by_name = read_parameters(written(tmp_path, name, schema=None), notebook=notebook)
    assert by_name == by_line


def test_a_name_of_another_report_does_not_choose_the_contract(tmp_path: Path) -> None:
    for schema in ("schemas/board_report.json", None):
        path = written(tmp_path, "board_february_2012", schema=schema, more=NOT_ON_EITHER)
        with pytest.raises(ParametersError, match="unknown name district; need names that Board"):
            read_parameters(path)
    plain = read_parameters(written(tmp_path, "board_february_2012", schema=None))
    assert type(plain) is BoardReport


def test_a_schema_of_no_report_is_refused_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, "board_february_2012", schema="schemas/bord_report.json")
    with pytest.raises(
        ParametersError, match=r"notebook bord_report: .* Did you mean board_report"
    ):
        read_parameters(path)


def test_a_launch_without_a_phase_in_came_all_at_once(values: dict[str, Any]) -> None:
    settings = ("phase_in_ends=null", "workshops=null")
    checked = parameters.check("board_report", parameter_file.override(values, settings))
    assert isinstance(checked, parameters.BoardReport)
    plan = checked.plan()
    assert plan.is_at_once
    assert plan.first_after == plan.launch_month == dt.date(2011, 5, 1)
    assert not parameters.BoardReport.model_validate(values).is_at_once


def test_workshops_and_a_launch_at_once_are_refused_together(values: dict[str, Any]) -> None:
    with pytest.raises(
        ParametersError,
        match=r"workshops and phase_in_ends: a file of workshops, and a launch that came all at "
        r"once; .* set workshops to null",
    ):
        parameters.check("board_report", parameter_file.override(values, ("phase_in_ends=null",)))

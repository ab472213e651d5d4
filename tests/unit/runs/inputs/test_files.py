"""Inputs are found from the command's folder, and from a notebook's."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ParametersError, ValueUnreadableError
from referral_analysis.extract import Checked, read_population
from referral_analysis.runs.inputs.files import check_referrals, judged, located
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file


@pytest.mark.parametrize("folder", [".", "notebooks"])
def test_an_input_is_found_from_the_command_and_from_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data.csv").write_text("x")
    monkeypatch.chdir(tmp_path / folder)
    assert located("data.csv").read_text() == "x"


def test_the_working_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data.csv").write_text("above")
    (tmp_path / "notebooks" / "data.csv").write_text("here")
    monkeypatch.chdir(tmp_path / "notebooks")
    assert located("data.csv").read_text() == "here"


def test_a_missing_input_keeps_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert located("gone.csv") == Path("gone.csv")


ROOT = Path(__file__).resolve().parents[4]
AUDIT = ("audit_key", "audit_judgements")


def board_with(**changed: str | list[str] | None) -> BoardReport:
    values = parameter_file.load(ROOT / "notebooks/parameters/board_february_2012.yaml")
    return checked_by(BoardReport, {**values, **changed})


@pytest.fixture(scope="module")
def checked() -> Checked:
    """Return the sample's checked rows."""
    parameters = board_with()
    assert parameters.population is not None
    population = read_population(ROOT / parameters.population)
    assert isinstance(parameters.extract, str)
    return check_referrals(ROOT / parameters.extract, parameters, population)


def test_a_report_reads_the_audit_that_its_parameters_name(
    monkeypatch: pytest.MonkeyPatch, checked: Checked
) -> None:
    monkeypatch.chdir(ROOT)
    found = judged(board_with(), checked)
    assert found is not None
    assert found.key.height == 400


def test_an_audit_stands_beside_an_extract_of_several_files(
    monkeypatch: pytest.MonkeyPatch, checked: Checked
) -> None:
    monkeypatch.chdir(ROOT)
    alone = board_with().extract
    assert isinstance(alone, str)
    found = judged(board_with(extract=[alone, alone]), checked)
    assert found is not None
    assert found.key.height == 400


def test_a_report_without_an_audit_has_none(checked: Checked) -> None:
    assert judged(board_with(audit_key=None, audit_judgements=None), checked) is None


@pytest.mark.parametrize("name", AUDIT)
def test_half_an_audit_is_one_line(name: str, checked: Checked) -> None:
    with pytest.raises(ParametersError, match="one of the two; need both, or neither"):
        judged(board_with(**{name: None}), checked)


def test_judgements_of_another_sample_are_one_line_without_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checked: Checked
) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "strange.csv").write_text("referral_id,auditor,judgement\nR1,A,appropriate\n")
    with pytest.raises(ValueUnreadableError, match="sample's key does not have") as caught:
        judged(board_with(audit_judgements=str(tmp_path / "strange.csv")), checked)
    assert "R1" not in str(caught.value)


def test_a_key_from_which_cases_were_taken_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checked: Checked
) -> None:
    monkeypatch.chdir(ROOT)
    lines = (ROOT / "data_samples/audit_sample.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "key.csv").write_text("".join(lines[:1] + lines[13:]), "utf-8")
    with pytest.raises(ValueUnreadableError, match="strata whose cases are not those that were"):
        judged(board_with(audit_key=str(tmp_path / "key.csv")), checked)


def test_a_key_of_another_extract_is_refused(
    monkeypatch: pytest.MonkeyPatch, checked: Checked
) -> None:
    monkeypatch.chdir(ROOT)
    others = replace(checked, kept=checked.kept.with_columns(pl.lit("X").alias("referral_id")))
    with pytest.raises(ValueUnreadableError, match=r"cases that the extract does not have .400 of"):
        judged(board_with(), others)


def test_an_area_of_the_population_file_is_one_whatever_its_name(tmp_path: Path) -> None:
    """N/A stands for no value, but where the council itself lists it among its areas."""
    days = [f"2011-03-{day:02}" for day in range(1, 29)]
    names = ["Dale", "N/A", "-", "none"]
    header = (
        "referral_id,child_id,referred_on,district,referral_source,is_nfa,closed_on,closure_reason"
    )
    lines = [f"R{n},C{n},{day},{names[n % 4]},6,false,," for n, day in enumerate(days)]
    (tmp_path / "extract.csv").write_text("\n".join([header, *lines, ""]), "utf-8")
    years = [f"{area},2011,4000" for area in ("Dale", "N/A", "-")]
    (tmp_path / "population.csv").write_text(
        "\n".join(["area,year,children_0_17", *years, ""]), "utf-8"
    )
    people = read_population(tmp_path / "population.csv")
    kept = check_referrals(tmp_path / "extract.csv", board_with(), people).kept
    counts = dict(kept.group_by("district").len().collect().rows())
    assert counts == {"Dale": 7, "N/A": 7, "-": 7, None: 7}

"""The analyst's own files: every failed row, in a folder that nobody else may open."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.plan import Plan
from referral_analysis.report.page.mime import EXPORTS
from referral_analysis.runs.analyst import private, protections
from referral_analysis.runs.parameters import (
    CONTRACTS,
    BoardReport,
    DataQuality,
    PrivateFile,
    checked_by,
    parameter_file,
)
from referral_analysis.runs.record import manifest

ROOT = Path(__file__).resolve().parents[4]
HEADER = (
    "referral_id,child_id,referred_on,district,referral_source,primary_need,is_nfa,"
    "initial_assessed_on,core_assessed_on,section_47_on,closed_on,closure_reason,age_at_referral"
)
ROWS = (
    "R1,C1,2011-05-04,Dover,2A,N1,false,,,,,,7",
    "R2,C2,2011-05-04,Dover,2A,,false,,,,,,7",
    "R3,C3,,Dover,2A,N1,false,,,,,,7",
)


@pytest.fixture
def parameters(tmp_path: Path) -> DataQuality:
    (tmp_path / "extract.csv").write_text("\n".join([HEADER, *ROWS]) + "\n", "utf-8")
    (tmp_path / "population.csv").write_text(
        "area,year,children_0_17\nDover,2011,23000\nDover,2012,23100\n", "utf-8"
    )
    values: dict[str, Any] = parameter_file.load(
        ROOT / "notebooks" / "parameters" / "data_quality_february_2012.yaml"
    )
    files = {name: str(tmp_path / f"{name}.csv") for name in ("extract", "population")}
    return checked_by(DataQuality, values | files)


def test_the_failed_rows_are_written_with_their_rules(
    parameters: DataQuality, tmp_path: Path
) -> None:
    private.write(parameters, tmp_path)
    path = tmp_path / "private" / "failed_rows.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    found = pl.read_csv(path, schema_overrides={"failed_rules": pl.String})
    assert found.select("failed_rules", "is_left_out", "referral_id").rows() == [
        ("8600", True, "R3"),
        ("8610", False, "R2"),
    ]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_only_its_owner_may_open_the_folder(parameters: DataQuality, tmp_path: Path) -> None:
    private.write(parameters, tmp_path)
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o700


def test_private_files_are_not_in_the_manifest(parameters: DataQuality, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "report.html").write_text("x", "utf-8")
    private.write(parameters, run)
    assert [file.path for file in manifest.outputs(run)] == ["report.html"]


def test_a_contract_that_names_none_has_none() -> None:
    values = parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")
    assert checked_by(BoardReport, values).private_files == ()


def test_every_private_file_that_a_contract_names_can_be_made() -> None:
    named: set[PrivateFile] = {
        name for contract in CONTRACTS.values() for name in contract.private_files
    }
    assert named == set(private.WRITERS) == {"failed_rows"}


def test_git_never_sees_a_private_folder() -> None:
    assert "private/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


PROTECTED = pl.DataFrame(
    {"table": ["district"], "row": ["Dover"], "column": ["nfa_after"], "reason": ["too small"]}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """What a released report has for the analyst."""

    protections: pl.DataFrame
    register: pl.DataFrame
    plan: Plan = FEBRUARY


@pytest.fixture
def kept() -> private.KeptFiles:
    return private.keep(Protected(protections=PROTECTED, register=pl.DataFrame({"count": [60]})))


def test_the_register_and_the_reasons_go_to_the_private_folder_and_leave_the_notebook(
    kept: private.KeptFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EXPORTS, "1")
    shown = nbformat.v4.new_output("display_data", data=dict(kept._repr_mimebundle_()))
    other = nbformat.v4.new_output("display_data", data={"text/plain": "a figure"})
    cell = nbformat.v4.new_code_cell("private.keep(released)", outputs=[shown, other])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    private.put(private.take(notebook), tmp_path)
    assert cell.outputs == [other]
    folder = tmp_path / "private"
    assert (folder / "register.csv").read_text("utf-8") == "count\n60\n"
    assert pl.read_csv(folder / "protections.csv").equals(PROTECTED)
    assert "| district | too small | 1 |" in (folder / "protections.md").read_text("utf-8")


def test_a_notebook_that_is_saved_with_its_outputs_holds_none_of_it(
    kept: private.KeptFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(EXPORTS, raising=False)
    assert list(kept._repr_mimebundle_()) == ["text/plain"]
    assert "60" not in repr(kept)
    assert "60" not in str(kept._repr_mimebundle_())


def test_nothing_protected_is_said_too() -> None:
    assert "No figure had to be suppressed." in protections.described(PROTECTED.clear())

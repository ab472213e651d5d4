"""The last report's extract is taken only where it is the one that report was made from."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.inputs import last_extract as before
from referral_analysis.runs.inputs.files import Inputs
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.runs.parameters.contract import REGISTER as REGISTER_PATH
from referral_analysis.runs.record import crate, manifest
from referral_analysis.runs.record.manifest import CodeVersion, FileRecord, Manifest

ROOT = Path(__file__).resolve().parents[4]
PARAMETERS = ROOT / "notebooks" / "parameters"
HEADER = (
    "referral_id,child_id,referred_on,district,referral_source,primary_need,is_nfa,"
    "initial_assessed_on,core_assessed_on,section_47_on,closed_on,closure_reason,age_at_referral"
)
ROWS = ("R1,C1,2011-08-04,Dover,2A,N1,false,,,,,,7", "R2,C2,2011-08-05,Dover,2A,,false,,,,,,7")
REGISTER = (
    "report,drawn_on,measure,kind,segment,first_month,last_month,count,rounded_to\n"
    "board_report,2011-11-14,nfa,county,county,2011-08-01,2011-08-01,60,1\n"
)


def run_of(folder: Path, values: dict[str, Any], notebook: str = "board_report") -> Path:
    """Write what of an earlier run is read again."""
    place = folder / "private" / "register.csv"
    place.parent.mkdir(parents=True)
    place.write_text(REGISTER, "utf-8")
    any_file = FileRecord(path=f"notebooks/{notebook}.ipynb", bytes=1, sha256="a" * 64)
    crate.write(
        Manifest(
            notebook=any_file, parameters_file=any_file, parameters=values,
            inputs={"extract": manifest.record(Path(values["extract"]), name="then.csv")},
            outputs=(), code=CodeVersion(version="0", source_sha256="a", commit=None, clean=None),
            python="3", packages={}, lock_sha256=None, platform="p", simulation={}, started="",
            ended="", register=manifest.record(place, name=REGISTER_PATH),
        ),
        folder,
    )  # fmt: skip
    return folder


@pytest.fixture
def now(tmp_path: Path) -> BoardReport:
    """Return February's parameters, of an extract of two rows and December's run on it."""
    (tmp_path / "then.csv").write_text("\n".join([HEADER, *ROWS]) + "\n", "utf-8")
    (tmp_path / "population.csv").write_text(
        "area,year,children_0_17\nDover,2011,23000\nDover,2012,23100\n", "utf-8"
    )
    then = parameter_file.load(PARAMETERS / "executive_december_2011.yaml")
    extract = {"extract": str(tmp_path / "then.csv")}
    folder = run_of(tmp_path / "december", then | extract)
    values = parameter_file.load(PARAMETERS / "board_february_2012.yaml")
    named = {"earlier_extract": extract["extract"], "earlier_runs": [str(folder)]}
    files = {"population": str(tmp_path / "population.csv"), **extract}
    return checked_by(BoardReport, values | files | named | {"contacts": None, "cafs": None})


@pytest.fixture
def files(now: BoardReport, monkeypatch: pytest.MonkeyPatch) -> Inputs:
    """Read the files of February, whose workshops are in districts that this council has not."""
    monkeypatch.setattr("referral_analysis.extract.read_workshops", lambda *_: pl.DataFrame())
    monkeypatch.chdir(ROOT)
    return inputs.read(now)


def test_it_is_read_as_then_and_as_now(now: BoardReport, files: Inputs) -> None:
    found = before.read(now, files)
    assert found is not None
    assert f"{found.plan.last_month:%Y-%m}" == "2011-10"
    assert found.as_read_now is found.as_read_then
    assert found.as_read_then.collect()["referral_id"].to_list() == ["R1", "R2"]


def test_other_rules_now_are_another_reading(now: BoardReport, files: Inputs) -> None:
    stricter = now.model_copy(update={"rule_severities": {"8610": "exclude"}})
    found = before.read(stricter, files)
    assert found is not None
    assert found.as_read_then.collect().height == 2
    assert found.as_read_now.collect()["referral_id"].to_list() == ["R1"]  # R2 states no need


def test_none_is_read_where_none_is_named(now: BoardReport, files: Inputs) -> None:
    assert before.read(now.model_copy(update={"earlier_extract": None}), files) is None


def changed_file(now: BoardReport) -> BoardReport:
    place = Path(str(now.earlier_extract))
    place.write_text(place.read_text("utf-8") + "\n", "utf-8")
    return now


def no_run(now: BoardReport) -> BoardReport:
    return now.model_copy(update={"earlier_runs": []})


def another_report(now: BoardReport) -> BoardReport:
    folder = Path(now.earlier_runs[0])
    written = crate.read(folder)
    other = replace(written.notebook, path="notebooks/data_quality.ipynb")
    crate.write(replace(written, notebook=other), folder)
    return now


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (changed_file, r"then\.csv is not the extract that earlier run december was made from"),
        (no_run, r"earlier_extract: no run of this report in earlier_runs; need the run folder"),
        (another_report, r"earlier_extract: no run of this report in earlier_runs"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    now: BoardReport,
    files: Inputs,
    harm: Callable[[BoardReport], BoardReport],
    message: str,
) -> None:
    with pytest.raises(ParametersError, match=message):
        before.read(harm(now), files)

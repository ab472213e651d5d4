"""All that parameters, plans, releases and earlier runs can name: refused, or harmless."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.runs.batch.plan import read_plan
from referral_analysis.runs.inputs import earlier_runs
from referral_analysis.runs.making import notebooks
from referral_analysis.runs.parameters import parameter_file
from referral_analysis.runs.parameters.checking import CONTRACTS
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record import crate, manifest
from referral_analysis.runs.release.tasks import tasks_of

Read = Callable[[Path], object]
OTHERS = "Zz-of-another"


def device(place: Path) -> Path:
    (place / "device").symlink_to("/dev/zero")
    return place / "device"


def pipe(place: Path) -> Path:
    os.mkfifo(place / "pipe")
    return place / "pipe"


def loop(place: Path) -> Path:
    (place / "loop").symlink_to(place / "loop")
    return place / "loop"


def nothing(place: Path) -> Path:
    return place / "nothing" / ".." / ".." / "nothing"


def folder_within_itself(place: Path) -> Path:
    held = place / "held"
    held.mkdir()
    (held / "again").symlink_to(held)
    return held


def other_file(place: Path) -> Path:
    (place / "secret").write_text(f"{OTHERS}\n")
    (place / "link").symlink_to(place / "secret")
    return place / "link"


PLACES = (device, pipe, loop, nothing, folder_within_itself, other_file)
READERS: dict[str, Read] = {
    "a parameters file": parameter_file.load,
    "a release": tasks_of,
    "a plan": read_plan,
    "the folder of an earlier run": earlier_runs.read,
    "the folder of a run": crate.read,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("reader", READERS)
def test_a_path_of_another_kind_is_one_line(
    tmp_path: Path, place: Callable[[Path], Path], reader: str
) -> None:
    path = place(tmp_path)
    with pytest.raises(ReferralAnalysisError) as refused:
        READERS[reader](path)
    assert "\n" not in str(refused.value)
    assert OTHERS not in str(refused.value)


@pytest.mark.parametrize("place", [device, pipe, folder_within_itself, other_file])
def test_what_is_no_notebook_of_the_package_is_not_run(
    tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    """A pipe named as a notebook could hand out cells once its name was looked at."""
    own = tmp_path / "board_report.ipynb"
    own.symlink_to(place(tmp_path))
    with pytest.raises(ReferralAnalysisError, match="not one of the package's"):
        notebooks.require_known(own)


@pytest.mark.parametrize("place", [device, pipe, loop, nothing, folder_within_itself])
def test_an_input_that_is_no_file_is_refused_before_it_is_read(
    tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    with pytest.raises(ReferralAnalysisError) as refused:
        manifest.record(place(tmp_path))
    assert "\n" not in str(refused.value)


def test_every_file_that_parameters_name_is_recorded_so() -> None:
    """Each path of every report is an input: what is recorded is refused where it is no file."""
    paths = {
        name
        for contract in CONTRACTS.values()
        for name, field in contract.model_fields.items()
        if (field.description or "").startswith("path of")
    }
    assert {"population", "workshops", "earlier_extract", "audit_key"} <= paths
    for name, contract in CONTRACTS.items():
        given: dict[str, Any] = dict.fromkeys(paths & contract.model_fields.keys(), "a.csv")
        parameters = contract.model_construct(**{**given, "extract": "a.csv"}, earlier_runs=["run"])
        named = parameters.input_files()
        assert given.keys() <= named.keys(), name
        assert f"run/{REGISTER}" in named.values(), name


@pytest.mark.parametrize("place", [device, pipe, other_file])
def test_a_register_that_is_not_the_runs_own_is_refused(
    tmp_path: Path, place: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    (run / REGISTER).parent.mkdir(parents=True)
    (run / REGISTER).symlink_to(place(tmp_path))

    class Written:
        register = manifest.FileRecord(path=REGISTER, bytes=3, sha256="0" * 64, rows=None)

    monkeypatch.setattr(crate, "read", lambda _: Written())
    with pytest.raises(ReferralAnalysisError) as refused:
        earlier_runs.read(run)
    assert OTHERS not in str(refused.value)

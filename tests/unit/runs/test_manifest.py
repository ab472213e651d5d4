"""The manifest names what a run was made of, and nothing of the machine it ran on."""

import hashlib
from pathlib import Path

import pytest

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs import manifest


def test_a_file_is_recorded_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2\n")
    record = manifest.record(path)
    assert record.path == "a.csv"
    assert record.bytes == 4
    assert record.sha256 == hashlib.sha256(b"1,2\n").hexdigest()


@pytest.mark.parametrize(
    ("given", "named"),
    [("data/a.csv", "data/a.csv"), ("/home/me/a.csv", "a.csv"), ("../me/a.csv", "a.csv")],
)
def test_no_path_of_the_machine_is_recorded(given: str, named: str) -> None:
    assert manifest.named(Path(given)) == named


def test_a_missing_input_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match=r"^gone.csv: no such file; need a readable file"):
        manifest.record(tmp_path / "gone.csv")


def test_packages_are_those_the_product_needs() -> None:
    packages = manifest.packages()
    assert {"polars", "altair", "papermill", "numpy", "referral-analysis"} <= set(packages)
    assert not {"pytest", "ruff", "jupyterlab"} & set(packages)


def test_code_is_hashed() -> None:
    code = manifest.code()
    assert len(code["source_sha256"]) == 64
    assert code == manifest.code()


def test_outputs_leave_out_the_manifest_the_log_and_what_is_private(tmp_path: Path) -> None:
    for name in ("report.html", "manifest.json", "run.log", "tables/a.csv", "private/rows.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [file.path for file in manifest.outputs(tmp_path)] == ["report.html", "tables/a.csv"]

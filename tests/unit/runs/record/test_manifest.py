"""The manifest names what a run was made of, and nothing of the machine it ran on."""

import hashlib
from pathlib import Path

import pytest

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.record import manifest


def test_a_file_is_recorded_by_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2\n")
    record = manifest.record(path)
    assert record.path == "a.csv"
    assert record.bytes == 4
    assert record.sha256 == hashlib.sha256(b"1,2\n").hexdigest()
    assert record.rows is None


def test_the_rows_of_a_table_are_counted_without_its_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('day,words\n2011-05-01,"two\nlines"\n2011-05-02,b\n')
    assert manifest.table(path, name="data/a.csv").rows == 2


def test_a_folder_is_recorded_by_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "part-1.parquet").write_bytes(b"one")
    (tmp_path / "part-2.parquet").write_bytes(b"two")
    before = manifest.record(tmp_path)
    assert before.bytes == 6
    (tmp_path / "part-2.parquet").rename(tmp_path / "part-3.parquet")
    assert manifest.record(tmp_path).sha256 != before.sha256


@pytest.mark.parametrize(
    ("given", "named"),
    [("data/a.csv", "data/a.csv"), ("/home/me/a.csv", "a.csv"), ("../me/a.csv", "a.csv")],
)
def test_no_path_of_the_machine_is_recorded(given: str, named: str) -> None:
    assert manifest.named(Path(given)) == named


def test_a_missing_input_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match=r"^gone.csv: no such file; need a readable file"):
        manifest.record(tmp_path / "gone.csv")


def test_outputs_leave_out_the_manifest_the_log_and_what_is_private(tmp_path: Path) -> None:
    kept = ["private.csv", "report.html", "tables/a.csv", "tables/run.log"]
    left_out = ["ro-crate-metadata.json", "run.log", "private/rows.csv"]
    for name in kept + left_out:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert [file.path for file in manifest.outputs(tmp_path)] == kept

"""Two run folders side by side: figures are matched by row, and causes come from the manifests."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.runs.compare.figures_moved import MovedFigure, to_dict, to_lines
from referral_analysis.runs.compare.two_runs import compare
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import (
    CodeVersion,
    FileRecord,
    Manifest,
    Package,
    record,
)

A, B = "a" * 64, "b" * 64
MONTHS = "Month,Referrals,NFA\n2011-08,100,c\n2011-09,120,30\n"
LATER = "Month,Referrals,NFA\n2011-08,103,24\n2011-09,120,30\n2011-10,90,20\n"
SINCE = "What changed,Referrals (more)\nMonths since then,90\n"


def make(folder: Path, tables: Mapping[str, str], **changes: Any) -> Path:  # noqa: ANN401 - fields of a manifest
    (folder / "tables").mkdir(parents=True)
    for name, text in tables.items():
        (folder / "tables" / name).write_text(text, "utf-8")
    plain = Manifest(
        notebook=FileRecord(path="notebooks/board_report.ipynb", bytes=1, sha256=A),
        parameters_file=FileRecord(path="p.yaml", bytes=1, sha256=A),
        parameters={"last_month": "2011-09", "extract": "data/a.csv"},
        inputs={"extract": FileRecord(path="data/a.csv", bytes=1, sha256=A, rows=1000)},
        outputs=tuple(record(folder / "tables" / name, name=f"tables/{name}") for name in tables),
        code=CodeVersion(version="0", source_sha256=A, commit=None, clean=None),
        python="3", packages={"polars": Package(version="1")}, lock_sha256=None, platform="p",
        simulation={}, started="", ended="",
        register=FileRecord(path="private/register.csv", bytes=1, sha256=B),
    )  # fmt: skip
    crate.write(replace(plain, **changes), folder)
    return folder


def later(folder: Path, **changes: Any) -> Path:  # noqa: ANN401
    inputs = {
        "extract": FileRecord(path="data/b.csv", bytes=1, sha256=B, rows=1100),
        "earlier_run_1": FileRecord(path="then/private/register.csv", bytes=1, sha256=B),
    }
    tables = {"shares.csv": LATER, "since-the-last-report.csv": SINCE}
    given = {"inputs": inputs, "parameters": {"last_month": "2011-10", "extract": "data/b.csv"}}
    return make(folder, tables, **(given | changes))


def test_a_run_is_as_itself(tmp_path: Path) -> None:
    folder = make(tmp_path / "run", {"shares.csv": MONTHS})
    found = compare(folder, folder)
    assert found.is_same
    assert (found.cells, found.causes, found.since) == (4, (), ())


def test_figures_that_moved_are_named_by_row_and_column(tmp_path: Path) -> None:
    found = compare(make(tmp_path / "then", {"shares.csv": MONTHS}), later(tmp_path / "now"))
    assert found.moved == (
        MovedFigure(
            table="shares.csv", row="2011-08", column="Referrals", old="100", new="103", by=3.0
        ),
        MovedFigure(table="shares.csv", row="2011-08", column="NFA", old="c", new="24", by=None),
    )  # fmt: skip
    assert found.new_rows == (
        "shares.csv, 2011-10", "since-the-last-report.csv, Months since then"
    )  # fmt: skip
    assert found.gone_rows == ()
    back = compare(tmp_path / "now", tmp_path / "then")
    assert back.gone_rows == found.new_rows
    assert back.since == ()


def test_causes_are_what_the_manifests_differ_in(tmp_path: Path) -> None:
    changes = {
        "notebook": FileRecord(path="other/board_report.ipynb", bytes=1, sha256=B),
        "code": CodeVersion(version="1", source_sha256=B, commit=None, clean=None),
        "packages": {"polars": Package(version="2")},
    }
    then = make(tmp_path / "then", {"shares.csv": MONTHS})
    assert compare(then, later(tmp_path / "now", **changes)).causes == (
        "input earlier_run_1: none then, then/private/register.csv now",
        "input extract: another file, 1,000 rows then, 1,100 now",
        "parameter last_month: 2011-09 then, 2011-10 now",
        "the notebook was changed",
        f"the program: 0, source {A[:12]} then, 1, source {B[:12]} now",
        "packages of another version: 1",
    )


def test_the_second_reports_own_account_is_shown_where_it_is_of_the_first(tmp_path: Path) -> None:
    then = make(tmp_path / "then", {"shares.csv": MONTHS})
    found = compare(then, later(tmp_path / "now"))
    assert found.since == (("What changed", "Referrals (more)"), ("Months since then", "90"))
    lines = to_lines(found)
    assert lines[0].endswith("2 of 7 figures moved, in 2 tables; 2 rows new, 0 gone")
    assert "  What changed       Referrals (more)" in lines
    assert "  shares.csv, 2011-08, Referrals: 100 -> 103 (+3)" in lines
    assert to_dict(found)["cells"] == 7
    other = FileRecord(path="private/register.csv", bytes=1, sha256=A)
    stranger = make(tmp_path / "stranger", {"shares.csv": MONTHS}, register=other)
    assert compare(stranger, tmp_path / "now").since == ()


def test_what_cannot_be_compared_is_one_line(tmp_path: Path) -> None:
    then = make(tmp_path / "then", {"shares.csv": MONTHS})
    with pytest.raises(FileUnreadableError, match=r"run .*/gone: its ro-crate.*: no such file; "):
        compare(then, tmp_path / "gone")
    other = FileRecord(path="notebooks/data_quality.ipynb", bytes=1, sha256=A)
    quality = make(tmp_path / "quality", {}, notebook=other)
    with pytest.raises(ParametersError, match="a run of board_report and one of data_quality"):
        compare(then, quality)
    (then / "tables" / "shares.csv").write_text(MONTHS.replace("100", "900"), "utf-8")
    with pytest.raises(FileUnreadableError, match=r"shares\.csv: not the file that the manifest"):
        compare(then, then)


def test_no_text_of_a_folder_moves_the_terminal(tmp_path: Path) -> None:
    then = make(tmp_path / "then", {"t.csv": "Month,N\n\x1b[2Ja,1\n"})
    now = make(tmp_path / "now", {"t.csv": "Month,N\n\x1b[2Ja,2\n"})
    assert not [line for line in to_lines(compare(then, now)) if "\x1b" in line]

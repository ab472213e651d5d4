"""Fetching an extract: what is refused before a database is asked, and what is left behind."""

from pathlib import Path

import polars as pl
import pytest

from referral_analysis import extract
from referral_analysis.errors import FileUnreadableError, RunError
from referral_analysis.runs.analyst.fetch import ADDRESS, fetch

HERE = {ADDRESS: "postgresql://analyst:secret-word@127.0.0.1/db"}


@pytest.fixture
def query(tmp_path: Path) -> Path:
    path = tmp_path / "query.sql"
    path.write_text("select 1")
    return path


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "fetch", lambda _query, _uri: pl.DataFrame({"a": [1, 2]}))


@pytest.mark.usefixtures("answered")
def test_rows_are_kept_in_a_new_file(query: Path, tmp_path: Path) -> None:
    assert fetch(query, tmp_path / "kept.parquet", HERE) == 2
    assert pl.read_parquet(tmp_path / "kept.parquet").height == 2
    with pytest.raises(RunError, match=r"kept\.parquet: a file of that name; need the name of a n"):
        fetch(query, tmp_path / "kept.parquet", HERE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.parquet", "query.sql"]


@pytest.mark.usefixtures("answered")
def test_a_folder_that_is_not_there(query: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"cannot be written \(No such file or directory\)"):
        fetch(query, tmp_path / "nowhere" / "kept.parquet", HERE)


def test_what_cannot_be_asked(query: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"kept\.csv: a name without \.parquet"):
        fetch(query, tmp_path / "kept.csv", HERE)
    with pytest.raises(FileUnreadableError, match=r"missing\.sql: no such file"):
        fetch(tmp_path / "missing.sql", tmp_path / "kept.parquet", HERE)
    with pytest.raises(FileUnreadableError, match=rf"{ADDRESS}: no database address"):
        fetch(query, tmp_path / "kept.parquet", {})

"""Referrals from a query on a real PostgreSQL: the same rows as from a file, and its errors."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from referral_analysis.errors import ColumnMissingError, FileUnreadableError, ValueUnreadableError
from referral_analysis.extract import (
    ExtractMapping,
    fetch,
    read_referrals,
    read_referrals_from_database,
)

pytestmark = pytest.mark.xdist_group("database")

SAMPLE = (
    Path(__file__).resolve().parents[3] / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz"
)
TYPES = """referral_id text, child_id text, referred_on date, district text, referral_source text,
    primary_need text, is_nfa boolean, initial_assessed_on date, core_assessed_on timestamp,
    section_47_on date, child_protection_plan_on date, closed_on date, closure_reason text,
    age_at_referral smallint"""


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write 2,000 rows of the sample."""
    path = tmp_path_factory.mktemp("server") / "extract.csv"
    pl.read_csv(SAMPLE, infer_schema=False).tail(2000).write_csv(path)
    return path


@pytest.fixture(scope="session")
def database(postgresql: str, extract: Path) -> str:
    """Copy the rows into a table, as its own client does, and return the address."""
    psql = shutil.which("psql")
    if psql is None:
        pytest.fail("psql is missing, though the server is there")
    copy = f"\\copy referrals from '{extract}' csv header"
    subprocess.run(
        [psql, postgresql, "-q", "-v", "ON_ERROR_STOP=1", "-c", f"create table referrals ({TYPES})",
         "-c", copy],
        check=True, capture_output=True,
    )  # fmt: skip
    return postgresql


def test_a_query_gives_the_rows_of_the_file(database: str, extract: Path) -> None:
    got = read_referrals_from_database("select * from referrals order by referral_id", database)
    columns = pl.col(pl.Enum).cast(pl.String)
    expected = read_referrals(extract).sort("referral_id").with_columns(columns).collect()
    assert_frame_equal(got.with_columns(columns).collect(), expected)


def test_a_mapping_works_on_a_query(database: str) -> None:
    query = 'select *, referred_on as "Date of referral" from referrals limit 5'
    mapping = ExtractMapping(headers={"referred_on": "Date of referral"})
    assert read_referrals_from_database(query, database, mapping).collect().height == 5


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select * from nowhere", r"postgresql database: a connection or a query that failed"),
        ("select child_id::int from referrals", r"a connection or a query that failed"),
        ("select * from referrals where false", r"postgresql database: a header without rows"),
    ],
)
def test_a_query_that_cannot_be_used(database: str, query: str, message: str) -> None:
    with pytest.raises(FileUnreadableError, match=message) as error:
        read_referrals_from_database(query, database)
    assert error.value.__cause__ is None


def count(database: str) -> int:
    return int(fetch("select count(*)::int as n from referrals", database)["n"][0])


def test_what_an_editor_leaves_around_a_query_does_no_harm(database: str) -> None:
    assert fetch("\ufeffselect child_id from referrals limit 3;\n", database).height == 3


def test_two_columns_of_one_name_are_said(database: str) -> None:
    with pytest.raises(FileUnreadableError, match=r"columns"):
        fetch("select child_id, child_id from referrals", database)


def test_a_statement_that_writes_is_refused_and_writes_nothing(database: str) -> None:
    before = count(database)
    with pytest.raises(FileUnreadableError, match=r"a statement with DELETE"):
        fetch("delete from referrals returning child_id", database)
    assert count(database) == before


def test_a_function_that_writes_can_not(database: str) -> None:
    """What no text shows is held by the transaction, which can only read."""
    psql = shutil.which("psql")
    assert psql is not None
    body = "create or replace function zz_take() returns setof text as "
    body += "'delete from referrals returning child_id' language sql"
    subprocess.run([psql, database, "-q", "-c", body], check=True, capture_output=True)
    before = count(database)
    with pytest.raises(FileUnreadableError, match=r"a connection or a query that failed"):
        fetch("select * from zz_take() as t(child_id)", database)
    assert count(database) == before


def test_nothing_of_the_driver_is_printed(database: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileUnreadableError):
        fetch("select zz_none from referrals", database)
    assert capfd.readouterr().err == ""


def test_a_query_without_a_column(database: str) -> None:
    with pytest.raises(
        ColumnMissingError, match=r"postgresql database: the columns child_id; need"
    ):
        read_referrals_from_database("select child_id from referrals", database)


def test_a_column_of_month_first_dates_is_refused_as_in_a_file(database: str) -> None:
    query = "select *, to_char(referred_on, 'MM/DD/YYYY') as d from referrals"
    with pytest.raises(ValueUnreadableError, match=r"referred_on: dates that can only be month-f"):
        read_referrals_from_database(query, database, ExtractMapping(headers={"referred_on": "d"}))


def test_no_password_in_a_message(database: str) -> None:
    wrong = database.replace("secret-word", "another-word")
    with pytest.raises(FileUnreadableError) as error:
        read_referrals_from_database("select 1", wrong)
    assert "word" not in str(error.value)
    assert "127.0.0.1" not in str(error.value)


def test_the_reader_is_an_extra(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "connectorx", None)
    with pytest.raises(FileUnreadableError, match=r"need the extra `database` installed\. Install"):
        read_referrals_from_database("select 1", database)


def test_fetch_keeps_what_the_query_gave_for_runs_to_read(
    database: str, extract: Path, tmp_path: Path
) -> None:
    query, kept = tmp_path / "referrals.sql", tmp_path / "kept.parquet"
    query.write_text("select * from referrals order by referral_id")

    def fetched(output: Path, *words: str) -> str:
        command = [sys.executable, "-m", "referral_analysis", "fetch", str(query), *words]
        return subprocess.run(
            [*command, "--output", str(output)],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"REFERRAL_ANALYSIS_DATABASE": database},
        ).stdout

    assert fetched(kept) == f"{kept}: 2,000 rows\n"
    again = tmp_path / "again.parquet"
    assert json.loads(fetched(again, "--json")) == {"extract": str(again), "rows": 2000}
    assert kept.stat().st_mode & 0o777 == 0o600
    columns = pl.col(pl.Enum).cast(pl.String)
    expected = read_referrals(extract).sort("referral_id").with_columns(columns).collect()
    assert_frame_equal(read_referrals(kept).with_columns(columns).collect(), expected)

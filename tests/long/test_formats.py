"""Reports from national layouts and from several files; made again from their manifests."""

import json
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from tests.folders import as_a_user_has_it
from tests.workflow.conftest import SAMPLE, Ended, command

from referral_analysis.runs.record import crate

PARAMETERS = "notebooks/parameters/executive_december_2011.yaml"
ALONE = ("contacts=null", "cafs=null", "audit_key=null", "audit_judgements=null")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the notebooks and the companions."""
    place = tmp_path_factory.mktemp("formats")
    as_a_user_has_it(place)
    return place


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    sample = pl.read_csv(SAMPLE, infer_schema=False)
    is_kept = pl.col("child_id").str.slice(1).cast(pl.Int64, strict=False) % 2 == 0
    return sample.filter(is_kept & pl.col("is_nfa").is_not_null())


def run(folder: Path, output: str, *settings: str) -> Ended:
    given = [word for setting in (*ALONE, *settings) for word in ("--set", setting)]
    words = ("run", "board_report", "-p", PARAMETERS, "--output", output, "--quiet")
    return command(*words, *given, cwd=folder)


def test_two_years_files_are_one_extract_and_made_again(folder: Path, rows: pl.DataFrame) -> None:
    """The files overlap: what was referred in the years between stands in both."""
    day = pl.col("referred_on")
    rows.filter(day < pl.lit("2010-04-01")).write_csv(folder / "until 2010.csv")
    rows.filter(day >= pl.lit("2009-04-01")).write_csv(folder / "from 2009.csv")
    rows.filter(day.is_not_null()).write_csv(folder / "whole.csv")
    files = "extract=[until 2010.csv, from 2009.csv]"
    assert run(folder, "two", files, "extract_drawn_on=2012-01-13").returncode == 0
    assert run(folder, "one", "extract=whole.csv", "extract_drawn_on=2012-01-13").returncode == 0
    inputs = crate.read(folder / "two").inputs
    assert [inputs[f"extract_{place}"].path for place in (1, 2)] == [
        "until 2010.csv", "from 2009.csv",
    ]  # fmt: skip
    changes = [(folder / name / "tables" / "changes.csv").read_text() for name in ("two", "one")]
    assert changes[0] == changes[1]
    again = command("reproduce", "two", cwd=folder)
    assert (again.returncode, "identical" in again.stdout) == (0, True)
    (folder / "from 2009.csv").write_text((folder / "until 2010.csv").read_text())
    changed = command("reproduce", "two", cwd=folder)
    assert changed.returncode != 0
    assert "input extract_2 (from 2009.csv) was changed" in changed.stdout


def test_an_annex_a_workbook_gives_a_report_with_its_contacts(
    folder: Path, rows: pl.DataFrame
) -> None:
    child = pl.col("child_id").alias("Child Unique ID")
    source = pl.format("{}) Zz", "referral_source")
    third = rows.select(
        child,
        pl.col("age_at_referral").alias("Age of Child (Years)"),
        pl.col("referred_on").alias("Date of referral"),
        source.alias("Referral Source"),
        pl.when(pl.col("is_nfa") == "true").then(pl.lit("a) Yes")).otherwise(pl.lit("b) No"))
        .alias("Referral NFA?"),
    )  # fmt: skip
    first = rows.select(
        child, pl.col("referred_on").alias("Date of Contact"), source.alias("Contact Source")
    ).drop_nulls("Date of Contact")
    with xlsxwriter.Workbook(folder / "annex a.xlsx") as book:
        book.add_worksheet("Cover").write(0, 0, "Annex A")
        first.write_excel(book, worksheet="List 1", position="A3")
        third.write_excel(book, worksheet="List 3", position="A3")
    made = run(folder, "annex", "extract=annex a.xlsx", "contacts=annex a.xlsx")
    assert (made.returncode, made.stderr) == (0, "")
    assert (folder / "annex" / "report.html").is_file()


def test_counts_by_month_that_cannot_be_are_named_and_refused_for_a_report(folder: Path) -> None:
    (folder / "counts.csv").write_text(
        "month,referrals,nfa,not_in_need\n2010-01,90,20,30\n2010-03,80,81,9\n"
    )
    checked = command("check", "counts.csv", "--json", cwd=folder)
    assert checked.returncode == 3
    told = json.loads(checked.stdout)
    assert told["monthly_counts"] == ["referrals", "nfa", "not_in_need"]
    assert told["faults"] == [
        "months missing between the first and the last: February 2010",
        "rows with more nfa than referrals: 1",
    ]
    refused = run(folder, "counts", "extract=counts.csv")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "counts by month that cannot be: months missing between" in refused.stderr
    assert not (folder / "counts").exists()

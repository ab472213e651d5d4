"""An extract written in other layouts: what is read of each is what the extract holds."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import check, read_referrals
from referral_analysis.simulate.layouts import write_layouts

SAMPLE = Path(__file__).resolve().parents[3] / "data_samples/synthetic_referrals_2012-01-13.csv.gz"
DRAWN = dt.date(2012, 1, 13)
LAYOUTS = {
    "a folder of returns": "census_returns",
    "Annex A": "annex_a",
    "the dataset": "ssd",
    "the API": "api/children.jsonl",
}


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    """Return a ninth of the sample's children, whole and sound, one referral a day."""
    every = pl.read_csv(SAMPLE, infer_schema=False)
    is_some = pl.col("child_id").str.slice(1).cast(pl.Int64, strict=False) % 9 == 4
    is_sound = pl.col("is_nfa").is_not_null() & pl.col("referral_source").is_not_null()
    is_dated = pl.col("referred_on").is_between(pl.lit("2006-04-01"), pl.lit("2012-01-13"))
    return every.filter(is_some, is_sound, is_dated).unique(
        ["child_id", "referred_on"], maintain_order=True
    )


@pytest.fixture(scope="module")
def folder(rows: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("layouts")
    rows.write_csv(place / "extract.csv")
    write_layouts(place / "extract.csv", place / "layouts", DRAWN)
    return place / "layouts"


def by_month(months: pl.Series, flags: pl.Series) -> list[tuple[object, ...]]:
    counted = pl.DataFrame({"month": months, "is_nfa": flags}).group_by("month")
    return counted.agg(pl.len(), pl.col("is_nfa").sum()).sort("month").rows()


def truth(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    return by_month(rows["referred_on"].str.slice(0, 7), rows["is_nfa"] == "true")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_holds_the_months_of_the_extract(
    name: str, rows: pl.DataFrame, folder: Path
) -> None:
    kept = check(read_referrals(folder / LAYOUTS[name]), extract_date=DRAWN).kept.collect()
    months = kept["referred_on"].dt.strftime("%Y-%m")
    assert by_month(months, kept["is_nfa"]) == truth(rows)
    assert kept["child_id"].n_unique() == rows["child_id"].n_unique()
    counted = kept["referral_source"].value_counts().sort("referral_source").rows()
    assert counted == rows["referral_source"].value_counts().sort("referral_source").rows()


def test_returns_are_of_their_years_and_of_no_later_day(rows: pl.DataFrame, folder: Path) -> None:
    files = sorted((folder / "census_returns").iterdir())
    assert [file.name for file in files] == [f"cin_{year}.xml" for year in range(2007, 2013)]
    first = files[0].read_text("utf-8")
    assert "<ReferenceDate>2007-03-31</ReferenceDate>" in first
    assert "<CINclosureDate>2007-04" not in first
    assert "<ReferenceDate>2012-01-13</ReferenceDate>" in files[-1].read_text("utf-8")
    closed = rows.filter(
        pl.col("closed_on").is_between(pl.lit("2006-04-01"), pl.lit("2007-03-31"))
    ).height
    assert first.count("<CINclosureDate>") == closed


@pytest.mark.parametrize("by", [(), ("district",), ("agency",)])
def test_counts_add_up_to_the_extract(by: Sequence[str], rows: pl.DataFrame, folder: Path) -> None:
    name = f"by_{by[0]}" if by else "county"
    counts = pl.read_csv(folder / "monthly_counts" / f"{name}.csv")
    assert counts.columns == ["month", *by, "referrals", "nfa", "not_in_need"]
    held = rows.drop_nulls("district") if by == ("district",) else rows
    sums = counts.group_by("month").agg(pl.col("referrals", "nfa").sum()).sort("month")
    assert sums.rows() == truth(held)
    closed = rows["closure_reason"].is_in(["RC8", "RC9"]) & (rows["is_nfa"] == "false")
    assert by == ("district",) or counts["not_in_need"].sum() == closed.sum()


def test_a_folder_that_cannot_be_written_to_is_one_line(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(FileUnreadableError, match=r"taken: it cannot be written to; need a folder"):
        write_layouts(folder.parent / "extract.csv", tmp_path / "taken", DRAWN)

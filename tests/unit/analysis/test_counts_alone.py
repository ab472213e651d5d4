"""One county as rows and as its counts by month: whatever both can carry is the same number."""

from pathlib import Path

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis import county, dose, headline, segments
from referral_analysis.extract import check, read_referrals
from referral_analysis.extract import columns as c
from referral_analysis.questions import needs
from referral_analysis.runs.inputs.files import Inputs

CARRIED = (c.REFERRED_ON, c.IS_NFA, c.CLOSURE_REASON)
"""What of the county's rows its counts say too; no day of a closure is among it."""


def counts_of(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Count as a performance team does: a row a month, by area or agency."""
    is_nfa = pl.col(c.IS_NFA).fill_null(value=False)
    months = pl.col(c.REFERRED_ON).dt.strftime("%b-%y").alias("Month")
    return rows.group_by(months, *by).agg(
        pl.len().alias("Number of referrals"),
        is_nfa.sum().alias("NFA"),
        (pl.col(c.CLOSURE_REASON).is_in(["RC8", "RC9"]) & ~is_nfa).sum().alias("Not in need"),
    )


def read(path: Path, counts: pl.DataFrame, headers: dict[str, str]) -> pl.LazyFrame:
    counts.rename(headers).write_csv(path)
    return check(read_referrals(path), extract_date=FEBRUARY.extract_drawn_on).kept


@pytest.fixture(scope="module")
def rows(checkout_inputs: Inputs) -> pl.DataFrame:
    held = checkout_inputs.checked.kept.select(*CARRIED, c.DISTRICT, c.REFERRAL_SOURCE)
    # in a count a referral is one closed with no further action, or it is not
    return held.collect().with_columns(pl.col(c.IS_NFA).fill_null(value=False))


def test_the_headline_and_every_measure_are_the_same(
    tmp_path: Path, rows: pl.DataFrame, checkout_inputs: Inputs
) -> None:
    population, workshops = checkout_inputs.population, checkout_inputs.workshops
    counted = read(tmp_path / "counts.csv", counts_of(rows), {})
    alike = rows.lazy().select(CARRIED)
    order = ["measure", "period"]
    monthly = county.counts(alike, population, FEBRUARY)
    again = county.counts(counted, population, FEBRUARY)
    assert {"nfa", "inappropriate_wide", "appropriate", "others"} <= set(again["measure"])
    assert again.sort(order).equals(monthly.sort(order))
    ends = [
        headline.of_months(
            county.analysed(months, FEBRUARY),
            dose.of_launch(frame, population, workshops, FEBRUARY),
            FEBRUARY,
        ).ends
        for frame, months in ((alike, monthly), (counted, again))
    ]
    assert ends[0] == ends[1]


def test_districts_and_agencies_are_the_same(
    tmp_path: Path, rows: pl.DataFrame, checkout_inputs: Inputs
) -> None:
    known = rows.drop_nulls([c.DISTRICT, c.REFERRAL_SOURCE])
    by = counts_of(known, c.DISTRICT, c.REFERRAL_SOURCE)
    headers = {c.DISTRICT: "Area", c.REFERRAL_SOURCE: "Source of referral"}
    counted = read(tmp_path / "counts.csv", by, headers)
    found = [
        segments.of_headline(frame, checkout_inputs.population, FEBRUARY)
        for frame in (known.lazy(), counted)
    ]
    assert set(found[0]["kind"]) == {"district", "agency"}
    assert found[0].equals(found[1])


def test_what_counts_have_is_said_to_the_questions(
    tmp_path: Path, rows: pl.DataFrame, checkout_inputs: Inputs
) -> None:
    """No referral can be found by the id that its row was given: none is said to be there."""
    counted = read(tmp_path / "counts.csv", counts_of(rows), {})
    have = needs.held_by(
        counted, population=checkout_inputs.population, workshops=None, months=(24, 5)
    )
    assert have.is_counted
    assert have.columns == {*CARRIED}

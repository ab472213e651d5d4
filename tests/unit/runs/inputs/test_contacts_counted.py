"""A contacts file in the place of referrals: what it needs, said in one line where it is not so."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import (
    ColumnMissingError,
    SeriesInvalidError,
    ValueUnreadableError,
)
from referral_analysis.extract import Checked, check
from referral_analysis.extract import columns as c
from referral_analysis.periods import month_range
from referral_analysis.runs.inputs.contacts_counted import ContactsFile, counted
from referral_analysis.series.outcome import OF_CONTACTS

PLAN = replace(
    FEBRUARY,
    series_starts=dt.date(2009, 4, 1),
    events=(),
    outcome=OF_CONTACTS,
    nfa_ripens_in_days=10,
    closure_ripens_in_days=10,
)
MONTHS = month_range(PLAN.series_starts, PLAN.last_month)


def county() -> pl.DataFrame:
    """Return contacts of each month: thirty that led to a referral and forty that led to none."""
    rows = [
        (month + dt.timedelta(days=one * 11 % 28), f"{month:%y%m}-{one}", one < 30)
        for month in MONTHS
        for one in range(70)
    ]
    schema = {"contacted_on": pl.Date, "child_id": pl.String, "is_taken": pl.Boolean}
    return pl.DataFrame(rows, schema, orient="row").with_columns(
        pl.Series("contact_source", [("2A", "school")[at % 2] for at in range(len(rows))]),
        pl.Series("district", [("Dover", "Swale")[at % 2] for at in range(len(rows))]),
    )


CONTACTS = county()


def referrals() -> Checked:
    rows = CONTACTS.filter("is_taken").select(
        pl.col("child_id"),
        pl.col("contacted_on").alias(c.REFERRED_ON),
        pl.format("R{}", pl.int_range(pl.len())).alias(c.REFERRAL_ID),
        (pl.int_range(pl.len()) % 3 == 0).alias(c.IS_NFA),
    )
    return check(rows.lazy(), extract_date=PLAN.extract_drawn_on)


EXTRACT = referrals()


def read(
    folder: Path,
    contacts: pl.DataFrame = CONTACTS,
    *,
    checked: Checked = EXTRACT,
    plan: Plan = PLAN,
    is_ahead: bool = False,
    **known: object,
) -> Checked:
    path = folder / "contacts.csv"
    contacts.drop("is_taken", strict=False).write_csv(path)
    file = ContactsFile(path=path, **known)  # type: ignore[arg-type]
    return counted(file, checked, plan, 70, is_ahead=is_ahead)


def test_every_contact_is_a_row(tmp_path: Path) -> None:
    found = read(tmp_path, areas=("Dover", "Swale"))
    rows = found.kept.collect()
    assert rows.height == found.n_read == found.n_kept == CONTACTS.height
    assert rows[c.IS_NFA].sum() == 40 * len(MONTHS)
    assert found.excluded.collect().is_empty()
    assert found.rules == ()


def test_the_councils_own_words_are_mapped_as_the_extracts_are(tmp_path: Path) -> None:
    codes = {"referral_source": {"school": "2A"}, "district": {"Swale": "Dover"}}
    rows = read(tmp_path, codes=codes, areas=("Dover",)).kept.collect()
    assert rows[c.REFERRAL_SOURCE].unique().to_list() == ["2A"]
    assert rows[c.DISTRICT].unique().to_list() == ["Dover"]


def test_a_file_without_districts_or_sources_is_of_the_county_alone(tmp_path: Path) -> None:
    found = read(tmp_path, CONTACTS.drop("district", "contact_source"), areas=("Dover", "Swale"))
    held = found.kept.collect_schema().names()
    assert not {c.DISTRICT, c.REFERRAL_SOURCE} & set(held)


def test_blank_ids_are_flags_left_blank_however_many(tmp_path: Path) -> None:
    child = pl.when(pl.int_range(pl.len()) % 5 > 0).then("child_id").alias("child_id")
    rows = read(tmp_path, CONTACTS.with_columns(child)).kept.collect()
    assert rows[c.IS_NFA].null_count() == CONTACTS.height // 5


def test_a_plan_ahead_needs_no_month_that_is_to_come(tmp_path: Path) -> None:
    before = CONTACTS.filter(pl.col("contacted_on") < dt.date(2011, 5, 1))
    assert read(tmp_path, before, is_ahead=True).n_kept == before.height
    line = (
        "whole months to April 2011 only; need contacts in every month from April 2009 to December "
        r"2011\. Draw a later file, or set last_month to 2011-04"
    )
    with pytest.raises(SeriesInvalidError, match=line):
        read(tmp_path, before)


MIDDLE = pl.col("contacted_on").is_between(dt.date(2010, 5, 1), dt.date(2010, 6, 30))


@pytest.mark.parametrize(
    ("contacts", "message"),
    [
        (
            CONTACTS.filter(pl.col("contacted_on") >= dt.date(2010, 1, 1)),
            "whole months from January 2010 only; .* Set series_starts to 2010-01",
        ),
        (
            CONTACTS.filter(~MIDDLE),
            "no rows, next to none, or those of some days only, from May 2010 to June 2010",
        ),
        (
            CONTACTS.filter(~(MIDDLE & (pl.col("district") == "Swale"))),
            "no rows, or next to none, of Swale from May 2010 to June 2010",
        ),
        (
            CONTACTS.with_columns(
                pl.when(MIDDLE)
                .then("X" + pl.col("child_id"))
                .otherwise("child_id")
                .alias("child_id")
            ),
            "no contact from May 2010 to June 2010 with a referral of the same child; .* Draw both "
            "with the same ids",
        ),
        (
            CONTACTS.filter(pl.col("contacted_on") < dt.date(2009, 4, 20)),
            "no whole month of the analysis",
        ),
    ],
)
def test_months_that_cannot_be_counted_stop_the_run(
    tmp_path: Path, contacts: pl.DataFrame, message: str
) -> None:
    with pytest.raises(SeriesInvalidError, match=f"without_referral: contacts.csv: {message}"):
        read(tmp_path, contacts)


def test_without_ids_nothing_can_be_told(tmp_path: Path) -> None:
    with pytest.raises(
        ColumnMissingError, match=r"contacts.csv: no child_id; .* Add it to the fil"
    ):
        read(tmp_path, CONTACTS.drop("child_id"))
    without = replace(EXTRACT, kept=EXTRACT.kept.drop(c.CHILD_ID))
    with pytest.raises(ColumnMissingError, match=r"the extract: no child_id; .* under `columns`"):
        read(tmp_path, checked=without)


def test_a_district_of_no_population_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(ValueUnreadableError, match="Swale, which is not an area"):
        read(tmp_path, areas=("Dover",))


def test_too_few_name_the_choices_of_referrals_that_would_do(tmp_path: Path) -> None:
    few = CONTACTS.filter(pl.col("is_taken") | pl.col("child_id").str.ends_with("-69"))
    line = r"1\.0 a month, 3\.2% of contacts, .* These would do: nfa \(10 a month, 33%\)\."
    with pytest.raises(SeriesInvalidError, match=line):
        read(tmp_path, few)

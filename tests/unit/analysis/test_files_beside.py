"""What the files beside an extract can be used for: months, blank ids, ids of another register."""

import datetime as dt

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.beside import counts
from referral_analysis.analysis.files_beside import CAFS, Beside, FileState, files_of
from referral_analysis.extract import Population, YearsHeld
from referral_analysis.periods import month_range

POPULATION = Population(
    estimates=pl.DataFrame({"area": ["Hove"], "year": [2011], "children_0_17": [90_000]})
)
DAYS = pl.date_range(dt.date(2008, 4, 1), dt.date(2012, 1, 12), eager=True)
SEPTEMBER = dt.date(2011, 9, 1)
MONTH = pl.col("contacted_on").dt.month_start()


def contacts(a_day: int = 4) -> pl.DataFrame:
    """Lay out contacts of children of their own, so many a day."""
    return pl.DataFrame(
        {
            "contacted_on": DAYS.to_list() * a_day,
            "child_id": [f"k{i}" for i in range(len(DAYS) * a_day)],
            "district": "Hove",
        }
    )


CONTACTS = contacts()
# every second contact is followed by a referral of the same child three days later
REFERRALS = (
    CONTACTS.gather_every(2)
    .select("child_id", (pl.col("contacted_on") + pl.duration(days=3)).alias("referred_on"))
    .lazy()
)


def state(rows: pl.DataFrame) -> FileState:
    return files_of(REFERRALS, Beside(contacts=rows), FEBRUARY).contacts


def test_a_whole_file_of_contacts_is_looked_at() -> None:
    found = state(CONTACTS)
    assert found.reason is None
    assert found.without_ids == 0
    assert found.months is not None
    assert (found.months.begins, found.months.ends) == (FEBRUARY.series_starts, found.last_usable)


def test_a_missing_month_is_named_and_never_counted_as_none() -> None:
    rows = CONTACTS.filter(MONTH != SEPTEMBER)
    found = state(rows)
    assert found.reason == "months missing"
    assert found.months is not None
    assert found.months.missing == (SEPTEMBER,)
    assert counts(REFERRALS, Beside(contacts=rows), POPULATION, FEBRUARY).is_empty()


def test_a_missing_month_of_cafs_leaves_contacts_as_they_are() -> None:
    cafs = CONTACTS.select(pl.col("contacted_on").alias("opened_on"), "district")
    gone = cafs.filter(pl.col("opened_on").dt.month_start() != SEPTEMBER)
    files = files_of(REFERRALS, Beside(contacts=CONTACTS, cafs=gone), FEBRUARY)
    assert (files.contacts.reason, files.of(CAFS).reason) == (None, "months missing")
    monthly = counts(REFERRALS, Beside(contacts=CONTACTS, cafs=gone), POPULATION, FEBRUARY)
    assert set(monthly["measure"]) == {"contacts_kept"}


def test_a_file_that_ends_early_is_counted_to_its_end() -> None:
    short = CONTACTS.filter(pl.col("contacted_on") < dt.date(2011, 11, 1))
    monthly = counts(REFERRALS, Beside(contacts=short), POPULATION, FEBRUARY)
    assert monthly["period"].max() == dt.date(2011, 10, 1)
    # half of 4 a day are followed; those of the last days by referrals that are in the extract
    assert monthly.filter(pl.col("period") == SEPTEMBER)["count"].item() == 60


def blanked(share: float, *, first: dt.date, last: dt.date) -> pl.DataFrame:
    """Blank so many of the ids of contacts from one day to another, evenly."""
    place = pl.int_range(pl.len())
    is_hit = (place * share).floor() != ((place + 1) * share).floor()
    inside = pl.col("contacted_on").is_between(first, last)
    kept = pl.when(~(is_hit & inside)).then("child_id")
    return CONTACTS.with_columns(kept.alias("child_id"))


BEFORE = (dt.date(2008, 4, 1), dt.date(2011, 4, 30))
AFTER = (dt.date(2011, 8, 1), dt.date(2012, 1, 31))


@pytest.mark.parametrize("side", [BEFORE, AFTER])
@pytest.mark.parametrize(("share", "reason"), [(0.045, None), (0.055, "ids blank")])
def test_blank_ids_of_more_than_a_twentieth_on_a_side_are_too_many(
    side: tuple[dt.date, dt.date], share: float, reason: str | None
) -> None:
    found = state(blanked(share, first=side[0], last=side[1]))
    assert found.reason == reason
    assert 0 < found.without_ids < 0.055


@pytest.mark.parametrize(("share", "reason"), [(0.2, None), (0.3, "ids blank")])
def test_blank_ids_of_one_month_are_too_many_at_a_quarter(share: float, reason: str | None) -> None:
    one = (dt.date(2010, 6, 1), dt.date(2010, 6, 30))
    assert state(blanked(share, first=one[0], last=one[1])).reason == reason


def test_ids_of_another_register_match_no_referral() -> None:
    others = CONTACTS.with_columns(child_id="x" + pl.col("child_id"))
    found = state(others)
    assert found.reason == "ids of others"
    assert found.unmatched[0] == FEBRUARY.series_starts


def test_ids_that_change_with_a_new_system_name_their_months() -> None:
    is_new = pl.col("contacted_on") >= dt.date(2011, 10, 1)
    new = pl.when(is_new).then("n" + pl.col("child_id")).otherwise("child_id")
    found = state(CONTACTS.with_columns(new.alias("child_id")))
    assert found.reason == "ids of others"
    assert found.unmatched == tuple(month_range(dt.date(2011, 10, 1), dt.date(2011, 12, 1)))


def test_no_file_and_no_ids_are_said_apart() -> None:
    files = files_of(REFERRALS, Beside(contacts=CONTACTS.drop("child_id")), FEBRUARY)
    assert files.contacts.reason == "no child ids"
    assert files.cafs == FileState(reason="no file")


def test_an_extract_without_ids_of_children_cannot_tell_contacts_apart() -> None:
    beside, rows = Beside(contacts=CONTACTS), REFERRALS.drop("child_id")
    assert files_of(rows, beside, FEBRUARY).contacts.reason == "no ids in the extract"
    assert counts(rows, beside, POPULATION, FEBRUARY).is_empty()


def test_where_the_population_is_held_is_kept() -> None:
    held = YearsHeld(first_year=2009, last_year=2010, months_before=9, months_after=12)
    assert files_of(REFERRALS, Beside(), FEBRUARY, held).held == held

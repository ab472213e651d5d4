"""What each contact led to: the edges of the ten days, several contacts, and no child's id."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.extract import columns as c
from referral_analysis.extract.contacts import CONTACT_SOURCE, CONTACTED_ON
from referral_analysis.series.beside import contact_rows
from referral_analysis.series.contacts_counted import as_counted
from referral_analysis.series.maturity import as_known
from referral_analysis.series.measures import MEASURES, TAKEN_WITHIN_DAYS, MeasureName, countable
from referral_analysis.series.outcome import OF_CONTACTS, named, recoded, sentence


def day(month: int, number: int) -> dt.date:
    return dt.date(2011, month, number)


REFERRALS = pl.DataFrame(
    [
        ("one", day(3, 11)),
        ("month's end", day(4, 9)),
        ("known before", day(2, 1)),
        (None, day(3, 1)),
        ("never contacted", day(3, 5)),
    ],
    {c.CHILD_ID: pl.String, c.REFERRED_ON: pl.Date},
    orient="row",
).lazy()
CONTACTS = pl.DataFrame(
    [
        ("ten days before", "one", day(3, 1), False),
        ("eleven days before", "one", day(2, 28), True),
        ("the same day", "one", day(3, 11), False),
        ("again on that day", "one", day(3, 11), False),
        ("a day after", "one", day(3, 12), True),
        ("over a month's end", "month's end", day(3, 31), False),
        ("long after a referral", "known before", day(3, 2), True),
        ("never referred", "another", day(3, 3), True),
        ("without an id", None, day(3, 1), None),
    ],
    {"case": pl.String, c.CHILD_ID: pl.String, CONTACTED_ON: pl.Date, "led_to_none": pl.Boolean},
    orient="row",
).with_columns(pl.lit("2A").alias(CONTACT_SOURCE))


@pytest.mark.parametrize("case", CONTACTS["case"])
def test_a_contact_led_to_a_referral_of_its_child_in_the_ten_days_after(case: str) -> None:
    one = CONTACTS.filter(pl.col("case") == case)
    flag = as_counted(one, REFERRALS).collect()[c.IS_NFA].item()
    assert flag is one["led_to_none"].item()


def test_the_same_definition_as_of_contacts_beside_referrals() -> None:
    known = CONTACTS.drop_nulls(c.CHILD_ID)
    kept = contact_rows(known, REFERRALS).select(MEASURES["contacts_kept"].counts.sum())
    ours = as_counted(known, REFERRALS).select(MEASURES["nfa"].counts.sum())
    assert ours.collect().item() == kept.collect().item() == 4
    assert f"in the {TAKEN_WITHIN_DAYS} days after it" in sentence(OF_CONTACTS, 70)


def test_contacts_are_those_without_those_with_and_those_that_cannot_be_told() -> None:
    rows = as_counted(CONTACTS, REFERRALS)
    asked: tuple[MeasureName, ...] = ("nfa", "appropriate", "referrals")
    none, others, every = (
        rows.select(MEASURES[name].counts.sum().alias(name) for name in asked).collect().row(0)
    )
    blank = rows.select(pl.col(c.IS_NFA).is_null().sum()).collect().item()
    led = CONTACTS["led_to_none"].eq(other=False).sum()
    assert (none, others, every) == (4, led + blank, CONTACTS.height)
    assert blank == 1


def test_the_others_are_the_same_at_the_age_of_ten_days() -> None:
    rows = as_counted(CONTACTS, REFERRALS)
    at_once = rows.select(MEASURES["appropriate"].counts.sum()).collect().item()
    later = as_known(rows, TAKEN_WITHIN_DAYS).select(MEASURES["appropriate"].counts.sum())
    assert later.collect().item() == at_once


def test_nothing_wider_is_counted_and_nobody_is_followed() -> None:
    rows = as_counted(CONTACTS, REFERRALS)
    names: list[MeasureName] = ["nfa", "not_in_need", "inappropriate_wide", "appropriate"]
    assert countable(rows, names) == ["nfa", "appropriate"]
    held = rows.collect_schema().names()
    assert c.CHILD_ID not in held
    assert c.DISTRICT not in held
    assert c.REFERRAL_SOURCE in held


def test_contacts_are_recoded_no_further() -> None:
    rows = as_counted(CONTACTS, REFERRALS)
    assert recoded(rows, OF_CONTACTS, 10).collect().equals(rows.collect())


def test_measures_are_named_for_contacts() -> None:
    assert named("referrals", OF_CONTACTS, 10).label == "All contacts"
    assert named("nfa", OF_CONTACTS, 10).label == "Inappropriate contacts (without a referral)"
    assert "without the child's id" in named("appropriate", OF_CONTACTS, 10).definition
    assert named("cafs_started", OF_CONTACTS, 10) == MEASURES["cafs_started"]

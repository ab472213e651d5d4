"""Contacts and CAFs counted beside referrals: which contact became a referral."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError
from referral_analysis.extract import Population
from referral_analysis.series import MeasureName, caf_rows, contact_rows, monthly_counts

MAY = dt.date(2011, 5, 1)
POPULATION = Population(
    estimates=pl.DataFrame({"area": ["Dover"], "year": [2011], "children_0_17": [3000]})
)


def day(number: int) -> dt.date:
    return dt.date(2011, 5, number)


REFERRALS = pl.LazyFrame({"child_id": ["a", "b", "c"], "referred_on": [day(10), day(10), day(10)]})


def count(rows: pl.LazyFrame, *measures: MeasureName) -> dict[str, int]:
    counted = monthly_counts(rows, population=POPULATION, first=MAY, last=MAY, measures=measures)
    return dict(counted.select("measure", "count").iter_rows())


@pytest.mark.parametrize(
    ("child", "contacted", "is_taken"),
    [
        ("a", day(10), True),  # on the day
        ("a", day(1), True),
        ("b", dt.date(2011, 4, 30), True),  # ten days before
        ("b", dt.date(2011, 4, 29), False),  # eleven
        ("a", day(11), False),  # the referral came first
        ("d", day(10), False),  # another child
        (None, day(10), False),
    ],
)
def test_a_contact_was_taken_when_the_childs_referral_followed(
    child: str | None,
    contacted: dt.date,
    is_taken: bool,  # noqa: FBT001
) -> None:
    contacts = pl.DataFrame(
        {"contacted_on": [contacted], "child_id": [child]},
        schema={"contacted_on": pl.Date, "child_id": pl.String},
    )
    assert contact_rows(contacts, REFERRALS).collect()["is_taken"].to_list() == [is_taken]


def test_contacts_add_up_and_one_referral_may_follow_two() -> None:
    contacts = pl.DataFrame(
        {
            "contacted_on": [day(9), day(10), day(10), day(12)],
            "child_id": ["a", "a", "d", "a"],
        }
    )
    found = count(contact_rows(contacts, REFERRALS), "contacts", "contacts_taken", "contacts_kept")
    assert found == {"contacts": 4, "contacts_taken": 2, "contacts_kept": 2}


def test_without_child_ids_only_all_contacts_can_be_counted() -> None:
    rows = contact_rows(pl.DataFrame({"contacted_on": [day(2), day(3)]}), REFERRALS)
    assert count(rows, "contacts") == {"contacts": 2}
    with pytest.raises(ColumnMissingError, match=r"measure contacts_kept: .*column is_taken"):
        count(rows, "contacts_kept")


def test_cafs_are_counted_on_the_day_they_were_opened() -> None:
    cafs = pl.DataFrame({"opened_on": [day(1), day(31), dt.date(2011, 6, 1)], "district": "Dover"})
    assert count(caf_rows(cafs), "cafs_started") == {"cafs_started": 2}

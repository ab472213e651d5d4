"""Counts of contacts have names of their own in a register's file, and are read by no other."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.disclosure import names_apart
from referral_analysis.disclosure.register import REGISTER
from referral_analysis.errors import DisclosureError

MAY = dt.date(2011, 5, 1)
ROWS = pl.DataFrame(
    [
        ("board_report", MAY, measure, "county", "county", MAY, MAY, count, 1)
        for measure, count in (("referrals", 240), ("nfa", 200), ("cafs_started", 30))
    ],
    REGISTER,
    orient="row",
)


def test_a_register_of_contacts_says_so_of_every_count_of_them() -> None:
    written = names_apart.written(ROWS, is_of_contacts=True)
    assert written["measure"].to_list() == ["contacts: referrals", "contacts: nfa", "cafs_started"]
    assert names_apart.written(ROWS, is_of_contacts=False).equals(ROWS)


@pytest.mark.parametrize("is_of_contacts", [True, False])
def test_what_was_written_is_read(*, is_of_contacts: bool) -> None:
    written = names_apart.written(ROWS, is_of_contacts=is_of_contacts)
    assert names_apart.read(written, is_of_contacts=is_of_contacts).equals(ROWS)


@pytest.mark.parametrize(
    ("is_of_contacts", "message"),
    [
        (True, "counts of contacts; need counts of referrals, as this report has"),
        (False, "counts of referrals; need counts of contacts, as this report has"),
    ],
)
def test_a_register_of_the_other_kind_is_refused(*, is_of_contacts: bool, message: str) -> None:
    written = names_apart.written(ROWS, is_of_contacts=is_of_contacts)
    with pytest.raises(DisclosureError, match=message):
        names_apart.read(written, is_of_contacts=not is_of_contacts)


def test_one_count_of_the_other_kind_among_many_is_refused() -> None:
    mixed = pl.concat([names_apart.written(ROWS, is_of_contacts=True), ROWS])
    for is_of_contacts in (True, False):
        with pytest.raises(DisclosureError, match="counts of"):
            names_apart.read(mixed, is_of_contacts=is_of_contacts)

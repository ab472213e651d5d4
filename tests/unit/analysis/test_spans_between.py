"""Contacts and CAFs of two releases: what lies between their stretches is a count too."""

import datetime as dt

import pytest

from referral_analysis.analysis.printed_counts import PrintedCounts
from referral_analysis.analysis.spans_between import hide_between
from referral_analysis.disclosure import DFE, OPENSAFELY, Policy
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.disclosure.register import BOARD, QUALITY, register_of
from referral_analysis.disclosure.register import earlier_releases as read

JUNE, AUGUST, OCTOBER, DECEMBER = (dt.date(2011, month, 1) for month in (6, 8, 10, 12))
CAFS = county_count("cafs_started", AUGUST, DECEMBER)
NOTHING = Hidden(counts=frozenset(), kept_from_earlier=frozenset(), beyond=())


def is_hidden(
    now: int,
    then: int | None,
    *,
    stretch: tuple[dt.date, dt.date] = (AUGUST, OCTOBER),
    policy: Policy = DFE,
    report: str = BOARD,
    months: tuple[Count, ...] = (),
) -> bool:
    """Tell whether the CAFs of August to December are hidden beside those of another stretch."""
    count = county_count(CAFS.measure, *stretch)
    register = register_of({count: then}, (report, OCTOBER), policy.rounded_to, None)
    names = PrintedCounts(
        values={CAFS: now}, months=list(months), totals=[], segments={}, elsewhere=[None, CAFS]
    )
    return CAFS in hide_between(NOTHING, names, policy, read(register)).counts


@pytest.mark.parametrize(
    ("now", "hidden"),
    [(13, False), (14, True), (18, True), (19, False), (12, True), (8, True), (7, False)],
)
def test_one_to_five_between_two_releases_are_not_told(now: int, *, hidden: bool) -> None:
    assert is_hidden(now, 13) is hidden


@pytest.mark.parametrize(("now", "hidden"), [(15, True), (18, True), (22, True), (23, False)])
def test_none_to_seven_are_not_told_where_counts_are_rounded(now: int, *, hidden: bool) -> None:
    assert is_hidden(now, 15, policy=OPENSAFELY) is hidden


@pytest.mark.parametrize(
    ("stretch", "hidden"),
    [
        ((AUGUST, DECEMBER), False),  # the same months: what was recorded late, of nobody known
        ((JUNE, DECEMBER), True),
        ((JUNE, OCTOBER), False),  # neither lies within the other
        ((OCTOBER, OCTOBER), True),
    ],
)
def test_one_stretch_within_the_other(stretch: tuple[dt.date, dt.date], *, hidden: bool) -> None:
    assert is_hidden(16, 13, stretch=stretch) is hidden


def test_what_nobody_was_shown_tells_nothing() -> None:
    assert not is_hidden(16, None)
    assert not is_hidden(16, 13, report=QUALITY)
    names = PrintedCounts(values={CAFS: 16}, months=[], totals=[], segments={}, elsewhere=[CAFS])
    assert hide_between(NOTHING, names, DFE, None).counts == frozenset()


def test_a_measure_whose_months_are_printed_is_left_to_the_proof() -> None:
    assert not is_hidden(16, 13, months=(county_count(CAFS.measure, AUGUST, AUGUST),))

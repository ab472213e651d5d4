"""The section on what changed since the last report says what its released tables hold."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.disclosure import DFE, earlier_releases
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.register import register_of
from referral_analysis.errors import DisclosureError
from referral_analysis.papers.board import display
from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.questions.changed.finding import Since
from referral_analysis.questions.changed.release import Releases, release_since
from referral_analysis.report.page.tables import csv_of

AUG, OCT, NOV, DEC = (dt.date(2011, month, 1) for month in (8, 10, 11, 12))
JUNE_2008 = dt.date(2008, 6, 1)
PLAN = replace(FEBRUARY, last_month=OCT, is_interim=True, extract_drawn_on=dt.date(2011, 11, 14))
SINCE = Since(
    plan=PLAN,
    windows=((AUG, OCT), (AUG, DEC), (AUG, DEC)),
    totals=pl.DataFrame(
        {"release": ["earlier", "now"], "referrals": [900, 1520], "nfa": [240, 395],
         "ratio": [0.79, 0.78]}
    ),
    moves=pl.DataFrame(
        {
            "cause": ["checks", "recorded", "changed", "months", "parameters"],
            "referrals_more": [0, 20, 0, 600, 0], "referrals_fewer": [0, 0, 0, 0, 0],
            "nfa_more": [0, 8, 9, 150, 0], "nfa_fewer": [0, 0, 12, 0, 0],
            "moved": [1.0, 1.01, 0.99, 0.98, 1.0],
        }
    ),
)  # fmt: skip


def both(gone: Count | None = None) -> Releases:
    """Return both releases' months; one suppressed now where it is named."""
    then: dict[Count, int | None] = {}
    now: dict[Count, int] = {}
    for name, before, grown, since in (("referrals", 300, 20, 300), ("nfa", 80, 5, 75)):
        for number in range(8, 13):
            month = dt.date(2011, number, 1)
            now[county_count(name, month, month)] = since if month >= NOV else before
            if month <= OCT:
                then[county_count(name, month, month)] = before
        now[county_count(name, AUG, AUG)] += grown
    earlier = earlier_releases(register_of(then, ("board_report", PLAN.extract_drawn_on), 1, None))
    return Releases(values=now, hidden=frozenset([gone] if gone else []), earlier=earlier)


def released(releases: Releases) -> ReleasedBoard:
    since = release_since(SINCE, releases, DFE)
    return cast("ReleasedBoard", SimpleNamespace(since=since, policy=DFE))


def test_the_words_say_what_both_counted_and_what_moved_the_headline() -> None:
    words = display.since_words(released(both()))
    assert words is not None
    assert (
        "the extract of 14 November 2011, counted 900 referrals, 240 of them closed with no "
        "further action, in August 2011 to October 2011. This one counts 1,520 referrals"
    ) in words.text
    assert "was \N{MINUS SIGN}21% and is \N{MINUS SIGN}22%" in words.text
    assert "0 points by the same months, as they are recorded now" in words.text
    assert "\N{MINUS SIGN}1.6 points by the months since, 0 points by the plan" in words.text


def test_the_table_has_a_row_a_cause() -> None:
    table = display.since_table(released(both()))
    assert table is not None
    rows = csv_of(table).splitlines()
    assert len(rows) == 6
    assert rows[2] == '"Referrals recorded since, or taken out",20,0,8,0,0.8'
    assert rows[4] == "Months since then,600,0,150,0,-1.6"


def test_where_a_month_is_suppressed_nothing_is_said() -> None:
    shown = released(both(county_count("nfa", OCT, OCT)))
    words, table = display.since_words(shown), display.since_table(shown)
    assert words is not None
    assert table is not None
    assert "a number of referrals that is not shown" in words.text
    assert "How the headline moved is not shown." in words.text
    assert all(row.endswith(",c,c,c,c,c") for row in csv_of(table).splitlines()[1:])


def test_where_a_month_of_the_model_is_suppressed_only_counts_are_said() -> None:
    table = display.since_table(released(both(county_count("others", JUNE_2008, JUNE_2008))))
    assert table is not None
    assert csv_of(table).splitlines()[4] == "Months since then,600,0,150,0,c"


def test_without_a_last_report_there_is_no_section() -> None:
    none = cast("ReleasedBoard", SimpleNamespace(since=None))
    for part in (display.since_heading, display.since_words, display.since_table):
        assert part(none) is None


def test_what_moved_is_not_shown_without_the_register_of_what_it_moved_from() -> None:
    for earlier in (None, earlier_releases(register_of({}, ("data_quality", OCT), 1, None))):
        with pytest.raises(DisclosureError, match=r"no register of what that report published; .*"):
            released(replace(both(), earlier=earlier))

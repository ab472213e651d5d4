"""Every measure, and how outcomes ripen, released: no count in them, and nothing on small ones."""

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.disclosure import DFE
from referral_analysis.questions.held_up.release import release_measured
from referral_analysis.questions.needs import Have
from referral_analysis.questions.settled import figures
from referral_analysis.questions.settled.release import release_outcomes, release_recent
from referral_analysis.report.page.panels import Panel

if TYPE_CHECKING:
    from referral_analysis.questions.settled.released import ReleasedSettled

NOVEMBER, DECEMBER = dt.date(2011, 11, 1), dt.date(2011, 12, 1)
MEASURED = pl.DataFrame(
    {
        "measure": [
            "nfa", "nfa", "cafs_started", "initial_assessment", "appropriate",
            "child_protection_plan", "child_protection_plan",
        ],
        "kind": ["rate", "share", "rate", "share", "rate", "rate", "share"],
        "total": [100, 100, 5, 996, 300, 4, 4],
        "out_of": [None, 400, None, 1_000, None, None, 1_000],
        "ratio": [0.8, 0.7, 1.3, 1.1, 1.0, 0.9, 0.9],
        "low": 0.5,
        "high": 1.5,
    }
)  # fmt: skip


def recent(*rows: tuple[dt.date, int, int]) -> pl.DataFrame:
    """Return months with these referrals and outcomes counted, a tenth more in the end."""
    return pl.DataFrame(
        [
            {
                "measure": "nfa",
                "label": "NFA",
                "period": period,
                "referrals": referrals,
                "counted": counted,
                "share_known": 0.9,
                "estimate": counted * 1.1,
                "low": counted * 1.05,
                "high": counted * 1.2,
                "is_used": True,
            }
            for period, referrals, counted in rows
        ]
    )


def test_a_change_goes_with_a_small_total_or_a_small_rest() -> None:
    released = release_measured(MEASURED, lambda _: True, DFE)
    # 5 CAFs and 4 plans are too few, and so are the 4 referrals that did not reach an assessment
    hidden = [False, False, True, True, False, True, True]
    assert released.suppressed["ratio"].to_list() == hidden
    assert released.table["ratio"].to_list() == [0.8, 0.7, None, None, 1.0, None, None]
    assert released.table["low"].null_count() == released.table["high"].null_count() == 4


def test_a_change_goes_where_another_table_hides_what_it_rests_on() -> None:
    released = release_measured(MEASURED, lambda measure: measure != "nfa", DFE)
    assert released.table["ratio"].to_list() == [None, None, None, None, 1.0, None, None]


def test_no_count_is_in_what_is_released() -> None:
    months = release_recent(recent((NOVEMBER, 400, 100)), lambda _: True, DFE).table
    outcomes = pl.DataFrame({"measure": ["nfa"], "seen": [200], "days_to_half": [2], "days_to_ripe":
        [9], "share_known": [0.9], "low": [0.8], "high": [0.95], "is_ripe": [False]})  # fmt: skip
    for table in (
        release_measured(MEASURED, lambda _: True, DFE).table,
        months,
        release_outcomes(outcomes, DFE).table,
    ):
        counts = {"total", "out_of", "seen", "counted", "referrals", "estimate"}
        assert counts.isdisjoint(table.columns)


def test_a_month_set_right_is_shown_as_a_hundred_of_those_counted() -> None:
    row = release_recent(recent((NOVEMBER, 400, 100)), lambda _: True, DFE).table.row(0, named=True)
    assert row["per_100"] == pytest.approx(110)
    assert (row["per_100_low"], row["per_100_high"]) == pytest.approx((105, 120))


@pytest.mark.parametrize(
    ("referrals", "counted"),
    [(400, 5), (400, 396), (400, 400)],
)
def test_a_month_goes_where_its_count_or_the_rest_is_small(referrals: int, counted: int) -> None:
    months = recent((NOVEMBER, referrals, counted), (DECEMBER, 400, 100))
    released = release_recent(months, lambda _: True, DFE)
    assert released.suppressed["per_100"].to_list() == [True, False]
    assert released.table["share_known"].to_list() == [None, 0.9]


def test_a_month_goes_where_a_count_of_it_is_hidden_elsewhere() -> None:
    months = recent((NOVEMBER, 400, 100), (DECEMBER, 400, 100))
    released = release_recent(months, lambda period: period != NOVEMBER, DFE)
    assert released.suppressed["per_100_high"].to_list() == [True, False]


def test_an_outcome_learned_from_few_cases_is_not_shown() -> None:
    outcomes = pl.DataFrame(
        {
            "measure": ["nfa", "section_47"],
            "seen": [200, 3],
            "days_to_half": [2, 4],
            "days_to_ripe": [9, 9],
            "share_known": 0.9,
            "low": 0.8,
            "high": 0.95,
            "is_ripe": False,
        }
    )
    released = release_outcomes(outcomes, DFE)
    assert released.table["days_to_half"].to_list() == [2, None]
    assert released.table["is_ripe"].to_list() == [False, None]


def test_what_cannot_be_said_for_want_of_a_column_is_named_within_a_sentence() -> None:
    have = Have(
        columns=frozenset({"referred_on", "closed_on"}),
        companions=frozenset(),
        months_before=37,
        months_after=5,
    )
    table = SimpleNamespace(table=pl.DataFrame(schema={"label": pl.String}))
    found = SimpleNamespace(plan=FEBRUARY, have=have, outcomes=table)
    panel = figures.settled_note(cast("ReleasedSettled", found))
    assert (
        "How long this takes, referrals that led to a section 47 enquiry, cannot be said: "
        in panel.text
    )


def test_no_table_is_shown_of_outcomes_without_a_day() -> None:
    table = SimpleNamespace(table=pl.DataFrame(schema={"label": pl.String}))
    found = cast("ReleasedSettled", SimpleNamespace(outcomes=table, recent=table))
    for section in (figures.outcomes, figures.recent):
        panel = section(found)
        assert isinstance(panel, Panel)
        assert panel.markup == ""


def test_of_none_counted_there_is_no_figure() -> None:
    row = release_recent(recent((NOVEMBER, 400, 0)), lambda _: True, DFE).table.row(0, named=True)
    assert [row[name] for name in ("per_100", "per_100_low", "per_100_high")] == [None, None, None]

"""Every measure, and how outcomes ripen, released: no count in them, and nothing on small ones."""

import datetime as dt
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.disclosure import DFE, OPENSAFELY, Policy, Released
from referral_analysis.questions.held_up.release import release_measured
from referral_analysis.questions.needs import EVERYTHING, Have
from referral_analysis.questions.settled import figures
from referral_analysis.questions.settled.release import release_outcomes, release_recent
from referral_analysis.questions.settled.tables import Outcomes, Recent
from referral_analysis.report.page.panels import Panel

if TYPE_CHECKING:
    from referral_analysis.questions.settled.released import ReleasedSettled

OCTOBER, NOVEMBER, DECEMBER = (dt.date(2011, month, 1) for month in (10, 11, 12))
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


def recent(*rows: tuple[dt.date, int, int], later: Sequence[int] = (40, 90)) -> pl.DataFrame:
    """Return months with these referrals and outcomes counted, a tenth more in the end.

    later: how many of the 400 that delays were learned from took longer than each month is old.
    """
    return Recent.frame(
        [
            {
                "measure": "nfa",
                "label": "NFA",
                "period": period,
                "referrals": referrals,
                "counted": counted,
                "known": counted,
                "seen": 400,
                "later": longer,
                "share_known": 0.9,
                "share_error": 0.02,
                "estimate": counted * 1.1,
                "low": counted * 1.05,
                "high": counted * 1.2,
                "is_used": True,
            }
            for (period, referrals, counted), longer in zip(rows, later, strict=False)
        ]
    )


def outcomes(**changed: object) -> pl.DataFrame:
    """Return how long one outcome took, learned from 400."""
    row = {
        "measure": "nfa", "label": "NFA", "seen": 400, "days_to_half": 2, "after_half": 180,
        "days_to_ripe": 9, "after_ripe": 20, "ripens_in_days": 10, "last_month": DECEMBER,
        "share_known": 0.9, "later": 90, "low": 0.8, "high": 0.95, "is_ripe": False,
    }  # fmt: skip
    return Outcomes.frame([row | changed])


def of_months(
    table: pl.DataFrame, policy: Policy = DFE, is_shown: Callable[[dt.date], bool] = lambda _: True
) -> Released:
    """Release months beside an outcome whose last month in use is another."""
    older = outcomes(last_month=OCTOBER, later=0)
    return release_recent(table, older, is_shown, policy, level=0.95)


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
    months = of_months(recent((NOVEMBER, 400, 100))).table
    for table in (
        release_measured(MEASURED, lambda _: True, DFE).table,
        months,
        release_outcomes(outcomes(), recent(), DFE).table,
    ):
        counts = {"total", "out_of", "seen", "counted", "referrals", "estimate", "known", "later"}
        assert counts.isdisjoint(table.columns)


def test_a_month_set_right_is_shown_as_a_hundred_of_those_counted() -> None:
    row = of_months(recent((NOVEMBER, 400, 100))).table.row(0, named=True)
    assert row["per_100"] == pytest.approx(110)
    assert (row["per_100_low"], row["per_100_high"]) == pytest.approx((105, 120))


@pytest.mark.parametrize(
    ("referrals", "counted"),
    [(400, 5), (400, 396), (400, 400)],
)
def test_a_month_goes_where_its_count_or_the_rest_is_small(referrals: int, counted: int) -> None:
    months = recent((NOVEMBER, referrals, counted), (DECEMBER, 400, 100))
    released = of_months(months)
    assert released.suppressed["per_100"].to_list() == [True, False]
    assert released.table["share_known"].to_list() == [None, 0.9]


def test_a_month_goes_where_a_count_of_it_is_hidden_elsewhere() -> None:
    months = recent((NOVEMBER, 400, 100), (DECEMBER, 400, 100))
    released = of_months(months, is_shown=lambda period: period != NOVEMBER)
    assert released.suppressed["per_100_high"].to_list() == [True, False]


def test_an_outcome_learned_from_few_cases_is_not_shown() -> None:
    few = pl.concat([outcomes(), outcomes(measure="section_47", seen=3)])
    released = release_outcomes(few, recent(), DFE)
    assert released.table["days_to_half"].to_list() == [2, None]
    assert released.table["is_ripe"].to_list() == [False, None]


@pytest.mark.parametrize("few", [1, 5])
def test_a_share_known_goes_where_it_tells_a_few_that_took_longer(few: int) -> None:
    months = recent((NOVEMBER, 400, 100), (DECEMBER, 400, 100), later=(few, 90))
    assert of_months(months).table["share_known"].to_list() == [None, 0.9]
    table = release_outcomes(outcomes(last_month=NOVEMBER, later=few), months, DFE).table
    assert table.select("share_known", "low", "high", "is_ripe").row(0) == (None,) * 4
    assert table["days_to_ripe"].to_list() == [9]


@pytest.mark.parametrize(
    ("later", "is_shown"),
    [
        ((0, 0), [True, True]),
        ((0, 6), [True, True]),
        ((6, 8), [True, False]),
        ((8, 14), [True] * 2),
    ],
)
def test_no_few_lie_between_two_months_that_are_shown(
    later: Sequence[int], is_shown: list[bool]
) -> None:
    months = recent((NOVEMBER, 400, 100), (DECEMBER, 400, 100), later=later)
    assert of_months(months).table["share_known"].is_not_null().to_list() == is_shown


def test_a_month_is_told_apart_from_the_last_in_use_of_the_other_table() -> None:
    months, last = recent((DECEMBER, 400, 100), later=(9,)), outcomes(last_month=OCTOBER, later=6)
    released = release_recent(months, last, lambda _: True, DFE, level=0.95)
    assert released.table["share_known"].to_list() == [None]
    assert release_outcomes(last, months, DFE).table["share_known"].to_list() == [0.9]


@pytest.mark.parametrize("column", ["half", "ripe"])
def test_days_go_where_a_few_took_longer(column: str) -> None:
    released = release_outcomes(outcomes(**{f"after_{column}": 4}), recent(), DFE)
    assert released.suppressed[f"days_to_{column}"].to_list() == [True]
    assert released.table[f"days_to_{column}"].to_list() == [None]


@pytest.mark.parametrize("rounds_alike", [(98, 102), (13, 17), (43, 47)])
def test_what_is_set_right_is_the_same_of_counts_that_round_alike(
    rounds_alike: tuple[int, int],
) -> None:
    first, last = rounds_alike
    shown = {
        of_months(recent((NOVEMBER, 400, count), later=(40,)), OPENSAFELY).table.row(0)
        for count in range(first, last + 1)
    }
    assert len(shown) == 1
    assert of_months(recent((NOVEMBER, 400, first), later=(40,))).table.row(0) not in shown


@pytest.mark.parametrize(("seen", "steps"), [(400, 0.02), (60, 0.09), (5_000, 0.01)])
def test_a_share_of_rounded_counts_has_steps_of_five_outcomes(seen: int, steps: float) -> None:
    table = release_outcomes(outcomes(seen=seen, later=20), recent(), OPENSAFELY).table
    for name, exact in (("share_known", 0.9), ("low", 0.8), ("high", 0.95)):
        shown = table[name].item()
        assert abs(shown - exact) <= steps / 2 + 1e-9
        assert (1 - shown) / steps == pytest.approx(round((1 - shown) / steps))


def test_that_all_are_ripe_is_said_only_of_what_is_shown() -> None:
    few = release_outcomes(outcomes(later=3, share_known=0.99, is_ripe=True), recent(), DFE)
    found = SimpleNamespace(plan=FEBRUARY, have=EVERYTHING, outcomes=few)
    text = figures.settled_note(cast("ReleasedSettled", found)).text
    assert "every month in use is ripe of which it can be shown" in text


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
    row = of_months(recent((NOVEMBER, 400, 0))).table.row(0, named=True)
    assert [row[name] for name in ("per_100", "per_100_low", "per_100_high")] == [None, None, None]

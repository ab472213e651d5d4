"""What the data-quality report may show: literal cases, each side of each threshold."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.analysis.events import Event
from referral_analysis.disclosure import (
    DFE,
    OPENSAFELY,
    CountRule,
    Earlier,
    Policy,
    TableRule,
    earlier_releases,
    release,
)
from referral_analysis.disclosure.counted import county_count
from referral_analysis.disclosure.register import register_of
from referral_analysis.questions.data.figures.rows_read import failed_by_quarter
from referral_analysis.questions.data.finding import QualityFindings
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.release import ReleasedQuality, release_quality
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel

APRIL, MAY, JUNE, JULY = (dt.date(2011, month, 1) for month in (4, 5, 6, 7))
PLAN = QualityPlan(
    series_starts=APRIL,
    last_month=dt.date(2011, 12, 1),
    events=(Event(name="inspection", starts=MAY),),
    launch_month=JUNE,
    phase_in_ends=JULY,
    rebase_months=(),
    is_interim=False,
    extract_drawn_on=dt.date(2012, 1, 13),
    nfa_ripens_in_days=10,
    closure_ripens_in_days=42,
)
NO_JUMP = {"count_before": None, "whole_before": None, "change": None, "is_jump": False}


def missing_table(rows: list[tuple[dt.date, int, int]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "field": "Primary need",
            "expected_of": "every referral",
            "period": [row[0] for row in rows],
            "expected": [row[1] for row in rows],
            "missing": [row[2] for row in rows],
            **NO_JUMP,
        }
    )


def code_table(counts: list[int]) -> pl.DataFrame:
    codes = [f"N{i}" for i in range(len(counts))]
    return pl.DataFrame(
        {
            "key": [f"primary_need {code}" for code in codes],
            "column": "primary_need",
            "code": codes,
            "label": "x",
            "period": APRIL,
            "count": counts,
            "listed": sum(counts),
            **NO_JUMP,
        }
    )


def volume_table(referrals: list[int], phases: list[int]) -> pl.DataFrame:
    months = [dt.date(2011, 4 + i, 1) for i in range(len(referrals))]
    return pl.DataFrame(
        {
            "period": months,
            "referrals": referrals,
            "working_days": 20,
            "per_day": [count / 20 for count in referrals],
            "phase": phases,
            "mean": 2.0,
            "lower": 1.0,
            "upper": 3.0,
            "is_trial": True,
            "signal": "outside",
        }
    )


def district_table(rows: list[tuple[str, int, int]]) -> pl.DataFrame:
    judged = {f"{what}_{name}": value for what in ("volume", "missing")
              for name, value in NO_JUMP.items()}  # fmt: skip
    return pl.DataFrame(
        {
            "segment": [row[0] for row in rows],
            "period": APRIL,
            "referrals": [row[1] for row in rows],
            "missing": [row[2] for row in rows],
            "of_county": sum(row[1] for row in rows),
            **judged,
        }
    )


def released(
    *,
    completeness: list[tuple[dt.date, int, int]] | None = None,
    could_be_nfa: int = 0,
    codes: list[int] | None = None,
    volume: pl.DataFrame | None = None,
    districts: list[tuple[str, int, int]] | None = None,
    failed: list[int] | None = None,
    earlier: Earlier | None = None,
    policy: Policy = DFE,
) -> ReleasedQuality:
    """Release findings of which some sections are given."""
    quarters = [dt.date(2011, 1 + 3 * i, 1) for i in range(len(failed or [9]))]
    found = QualityFindings(
        plan=PLAN,
        rows=pl.DataFrame({"read": [100], "kept": [90], "excluded": [10]}),
        bounds=pl.DataFrame(
            {"part": ["before", "after"], "nfa": [1000, 200], "could_be_nfa": [0, could_be_nfa]}
        ),
        completeness=missing_table(completeness or [(APRIL, 100, 0)]),
        rules=pl.DataFrame(
            {"rule": ["8610"], "sentence": ["x"], "severity": ["flag"], "failed": [9]}
        ),
        rules_by_quarter=pl.DataFrame(
            {"rule": "8610", "period": quarters, "failed": failed or [9], "referrals": 100}
        ),
        drift=code_table(codes or [50, 50]),
        volume=volume_table([40], [0]) if volume is None else volume,
        districts=district_table(districts or [("Dover", 50, 0), ("Thanet", 50, 0)]),
    )
    return release_quality(found, policy, earlier)


@pytest.mark.parametrize(
    ("expected", "missing", "shown"),
    [
        (100, 0, True),  # nobody is not somebody
        (100, 5, False),
        (100, 6, True),
        (100, 94, True),
        (100, 95, False),  # five have it
        (100, 99, False),
        (100, 100, True),  # a field that nobody has says nothing about anybody
        (5, 0, False),  # the whole is small
        (5, 5, False),
        (0, 0, True),
    ],
)
def test_what_is_missing_in_a_month(expected: int, missing: int, *, shown: bool) -> None:
    table = released(completeness=[(APRIL, expected, missing)]).completeness
    assert table.table["missing"].to_list() == [missing if shown else None]
    assert table.suppressed["missing"].to_list() == [not shown]
    assert table.suppressed["missing_share"].to_list() == [not shown]


def test_no_month_is_suppressed_alone_in_its_field() -> None:
    months = [(APRIL, 900, 3), (MAY, 900, 9), (JUNE, 900, 20), (JULY, 900, 12)]
    missing = released(completeness=months).completeness.table["missing"]
    assert missing[0] is None
    assert missing.null_count() >= 2


def test_no_count_bounds_what_left_out_rows_could_do_more_finely_than_a_per_cent() -> None:
    table = released(could_be_nfa=3).bounds.table
    assert table["at_most_percent"].to_list() == [0, 3]  # three are taken for five
    assert "could_be_nfa" not in table.columns


def test_a_failed_check_is_not_suppressed_in_one_quarter_alone() -> None:
    table = released(failed=[3, 9, 20, 12]).rules_by_quarter.table
    assert table["failed"][0] is None
    assert table["failed"].null_count() >= 2
    assert table["failed_share"].is_null().to_list() == table["failed"].is_null().to_list()


def test_a_code_is_not_suppressed_alone_among_the_codes_of_its_half_year() -> None:
    table = released(codes=[2, 30, 10, 58]).drift.table
    assert table["share"][0] is None
    assert table["share"].null_count() >= 2


def test_limits_go_with_a_small_month_of_their_phase() -> None:
    table = released(volume=volume_table([40, 3, 40, 40], [0, 0, 1, 1])).volume.table
    assert table["per_day"].to_list() == [2, None, 2, 2]
    assert table["mean"].to_list() == [None, None, 2.0, 2.0]
    assert table["signal"].to_list() == ["outside", None, "outside", "outside"]


def test_rounded_months_have_the_limits_of_rounded_months() -> None:
    """Limits of the true months would say what those are, to a tenth."""
    seen = [
        released(volume=volume_table(counts, [0] * 4), policy=OPENSAFELY).volume
        for counts in ([38, 41, 62, 39], [42, 38, 58, 41])
    ]
    assert seen[0].table.equals(seen[1].table)
    assert seen[0].table["referrals"].to_list() == [40, 40, 60, 40]
    assert seen[0].table["mean"].to_list() == [2.25] * 4  # of twenty days each
    # moving ranges 0, 1, 1: a mean of 2/3
    assert seen[0].table["upper"].to_list() == pytest.approx([2.25 + 2.66 * 2 / 3] * 4)


def test_a_month_that_another_report_suppressed_stays_so() -> None:
    months = [county_count("referrals", month, month) for month in (APRIL, MAY)]
    register = register_of({months[0]: None, months[1]: 40}, ("board_report", MAY), 1, None)
    table = volume_table([7, 40], [0, 1])
    found = released(volume=table, earlier=earlier_releases(register))
    assert found.volume.table["referrals"].to_list() == [None, 40]
    assert found.volume.table["mean"].to_list() == [None, 2.0]
    assert "suppressed in an earlier release" in found.protections["reason"].to_list()
    of_county = found.register.filter(pl.col("kind") == "county")
    assert of_county["report"].to_list() == ["board_report"] * 2 + ["data_quality"] * 2
    assert released(volume=table).volume.table["referrals"].to_list() == [7, 40]


def test_districts_hide_small_counts_and_the_next_that_would_give_them_away() -> None:
    found = released(districts=[("Dover", 4, 0), ("Thanet", 20, 7), ("Swale", 70, 7)]).districts
    referrals = found.table["referrals"]
    assert referrals[0] is None
    assert referrals.null_count() >= 2
    for goes_with in ("missing", "of", "missing_share"):
        assert (found.table[goes_with].is_null() >= referrals.is_null()).all()
    assert (found.suppressed["missing"] >= referrals.is_null()).all()


def test_a_column_may_add_up_in_two_ways() -> None:
    table = pl.DataFrame({"a": ["x", "x", "y", "y"], "b": ["p", "q", "p", "q"], "n": [2, 9, 7, 8]})
    rule = TableRule(
        counts=(
            CountRule(column="n", adds_up_within=("a",)),
            CountRule(column="n", adds_up_within=("b",)),
        )
    )
    # 2 takes another with it in its row and in its column, and those two the last
    assert release("t", table, rule, DFE).table["n"].to_list() == [None] * 4


def test_rows_that_failed_no_check_are_said_to_have_failed_none() -> None:
    """A table without a row has nothing to draw: the report says so in its place."""
    some = released()
    assert isinstance(failed_by_quarter(some), Figure)
    nothing = replace(some.rules_by_quarter, table=some.rules_by_quarter.table.clear())
    said = failed_by_quarter(replace(some, rules_by_quarter=nothing))
    assert isinstance(said, Panel)
    assert "No row failed any of the other checks, in any quarter." in said.text

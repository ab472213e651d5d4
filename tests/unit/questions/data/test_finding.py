"""Each section of the findings on a few referrals whose answer is known."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from referral_analysis.extract import Checked
from referral_analysis.periods import add_months, month_range, working_days
from referral_analysis.questions.data import bounds, completeness, districts, drift, reading, volume
from referral_analysis.questions.data.districts import ELSEWHERE
from referral_analysis.questions.data.failed_rows import failed_rows
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.reading import rows_read, rules_failed

Judge = Callable[[Sequence[dict[str, Any]]], Checked]
AREAS = ("Dover", "Thanet")
JUNE, AUGUST = dt.date(2011, 6, 1), dt.date(2011, 8, 1)
MENDED = {"closed_on": None, "closure_reason": None}


def in_month(month: dt.date, count: int = 1, **fields: object) -> list[dict[str, Any]]:
    """Return referrals of a month that are still open."""
    return [{"referred_on": month, "initial_assessed_on": None, **MENDED, **fields}] * count


def closed_in(year: int, month: int, reason: str, count: int) -> list[dict[str, Any]]:
    """Return referrals of a month that were closed in it for a reason."""
    day = dt.date(year, month, 1)
    return in_month(day, count, closed_on=day, closure_reason=reason)


def test_the_quick_closures_that_an_extract_begins_with_are_no_sudden_change(
    judge: Judge, plan: QualityPlan
) -> None:
    """Half of what an extract's first year closes is not in need; later a quarter, then a half."""
    longer = replace(plan, series_starts=dt.date(2006, 4, 1), events=())
    rows = []
    for year in range(2006, 2011):
        for month in (4, 5, 6, 10, 11, 12):
            not_in_need = 120 if year in {2006, 2010} else 60
            rows += closed_in(year, month, "RC8", not_in_need)
            rows += closed_in(year, month, "RC7", 240 - not_in_need)
    table = drift.by_half_year(judge(rows).kept, longer).filter(pl.col("code") == "RC8")
    jumps = table.filter("is_jump")["period"].to_list()
    assert jumps == [dt.date(2010, 4, 1), dt.date(2010, 10, 1)]


def counted(table: pl.DataFrame, field: str) -> dict[dt.date, tuple[int, int]]:
    rows = table.filter(pl.col("field") == field)
    return {
        row["period"]: (row["expected"], row["missing"])
        for row in rows.to_dicts()
        if row["expected"]
    }


def test_a_field_is_missing_only_where_it_should_be(judge: Judge, plan: QualityPlan) -> None:
    checked = judge(
        [
            *in_month(JUNE, primary_need=None),
            *in_month(JUNE, primary_need=None, is_nfa=True),  # none is needed
            *in_month(JUNE, is_nfa=None),
            *in_month(JUNE, referral_source="2C"),  # not on the list
            *in_month(JUNE, district="Nowhere"),
            *in_month(AUGUST, closed_on=AUGUST),
            *in_month(AUGUST, closure_reason="RC7"),
            *in_month(AUGUST, closed_on=AUGUST, closure_reason="RC8"),
        ]
    )
    table = completeness.by_month(checked.kept, AREAS, plan)
    assert counted(table, "Primary need") == {JUNE: (4, 1), AUGUST: (3, 0)}
    assert counted(table, "No further action flag") == {JUNE: (5, 1), AUGUST: (3, 0)}
    assert counted(table, "Referring agency") == {JUNE: (5, 1), AUGUST: (3, 0)}
    assert counted(table, "District") == {JUNE: (5, 1), AUGUST: (3, 0)}
    assert counted(table, "Closure reason") == {AUGUST: (2, 1)}
    assert counted(table, "Closure date") == {AUGUST: (2, 1)}
    assert counted(table, "Assessment date") == {AUGUST: (1, 1)}
    assert table["period"].unique().sort().to_list() == list(plan.months)


def test_what_is_missing_is_what_the_rules_count(judge: Judge, plan: QualityPlan) -> None:
    checked = judge(
        [
            *in_month(JUNE, 3, primary_need=None),
            *in_month(AUGUST, 2, referral_source=None),
            *in_month(AUGUST, is_nfa=None),
            {},
        ]
    )
    table = completeness.by_month(checked.kept, AREAS, plan)
    found = dict(rules_failed(checked).select("rule", "failed").rows())
    rules = {
        "Primary need": "8610",
        "Referring agency": "8866",
        "No further action flag": "8568",
        "Closure reason": "8810",
    }
    for field, rule in rules.items():
        assert table.filter(pl.col("field") == field)["missing"].sum() == found[rule]


def test_a_field_that_the_extract_lacks_is_left_out(judge: Judge, plan: QualityPlan) -> None:
    kept = judge([{}]).kept.drop("primary_need")
    fields = completeness.by_month(kept, AREAS, plan)["field"].unique()
    assert "Primary need" not in fields
    assert "District" in fields


def test_a_month_that_stops_filling_a_field_in_jumps(judge: Judge, plan: QualityPlan) -> None:
    months = month_range(plan.series_starts, AUGUST)
    rows = [row for month in months for row in in_month(month, 40)]
    checked = judge([*rows[:-40], *in_month(AUGUST, 40, primary_need=None)])
    table = completeness.by_month(checked.kept, AREAS, plan)
    assert table.filter("is_jump").select("field", "period").rows() == [("Primary need", AUGUST)]


def test_rows_and_rules_are_the_checks_own(judge: Judge) -> None:
    checked = judge([{}, {"referred_on": None}, {"primary_need": None}])
    assert rows_read(checked).rows() == [(3, 2, 1)]
    found = {row[0]: row[3] for row in rules_failed(checked).rows()}
    assert (found["8600"], found["8610"], found["8568"]) == (1, 1, 0)


def test_failures_by_quarter_count_kept_and_excluded_rows(judge: Judge, plan: QualityPlan) -> None:
    copy = {"referral_id": "R", "child_id": "C", "referred_on": JUNE}
    checked = judge(
        [copy, copy, *in_month(JUNE, primary_need=None), *in_month(AUGUST, primary_need=None)]
    )
    table = reading.rules_by_quarter(checked, plan)
    april, july = dt.date(2011, 4, 1), dt.date(2011, 7, 1)
    shown = {(r["rule"], r["period"]): (r["failed"], r["referrals"]) for r in table.to_dicts()}
    assert shown[("8610", april)] == (1, 3)
    assert shown[("8610", july)] == (1, 1)
    assert shown[("exact duplicate", april)] == (1, 3)
    assert table["period"].unique().sort().to_list() == list(plan.quarters)
    assert table["rule"].unique(maintain_order=True).to_list() == [
        "8610",
        "1103",
        "exact duplicate",
    ]


def test_rules_shown_by_month_are_left_out_by_quarter(judge: Judge, plan: QualityPlan) -> None:
    table = reading.rules_by_quarter(judge([{"primary_need": None}]), plan, but={"8610"})
    assert "8610" not in table["rule"]


def test_an_extract_without_a_fault_has_no_failures_by_quarter(
    judge: Judge, plan: QualityPlan
) -> None:
    assert reading.rules_by_quarter(judge([{}]), plan).is_empty()


def test_the_worst_that_left_out_rows_could_do(judge: Judge, plan: QualityPlan) -> None:
    before, after = dt.date(2011, 1, 5), dt.date(2011, 9, 5)
    copy = {"referral_id": "R", "child_id": "C", "referred_on": after, "is_nfa": True}
    checked = judge(
        [
            *in_month(before, 4, is_nfa=True),
            *in_month(after, 2, is_nfa=True),
            copy,
            copy,  # left out, but in the analysis once
            *in_month(JUNE, is_nfa=None),  # a month of the workshops
            *in_month(before, is_nfa=None),
            *in_month(after, is_nfa=None),
            {"referred_on": None, "is_nfa": True},  # either side
            {"referred_on": None, "is_nfa": False},  # known to be none
            {"referred_on": after, "child_id": None, "is_nfa": None},
        ]
    )
    table = bounds.of_headline(checked, plan)
    assert table.rows() == [("before", 4, 2), ("after", 3, 3)]


def test_code_shares_are_of_listed_codes_by_half_year(judge: Judge, plan: QualityPlan) -> None:
    march, april = dt.date(2011, 3, 31), dt.date(2011, 4, 1)
    checked = judge(
        [
            *in_month(march, 2, referral_source="6"),
            *in_month(march, referral_source="2C"),
            *in_month(april, referral_source="6"),
            *in_month(april, 3, referral_source="3A"),
        ]
    )
    table = drift.by_half_year(checked.kept, plan).filter(pl.col("column") == "referral_source")
    seen = {(r["code"], r["period"]): (r["count"], r["listed"]) for r in table.to_dicts()}
    assert seen[("6", dt.date(2010, 10, 1))] == (2, 2)
    assert seen[("6", april)] == (1, 4)
    assert seen[("3A", april)] == (3, 4)
    assert seen[("3A", dt.date(2009, 10, 1))] == (0, 0)
    assert table["code"].unique(maintain_order=True).to_list() == ["3A", "6"]


@pytest.mark.parametrize(("months", "halves"), [(5, 0), (6, 1), (7, 1), (11, 1), (12, 2)])
def test_a_half_year_cut_short_is_left_out(
    judge: Judge, plan: QualityPlan, months: int, halves: int
) -> None:
    """One month of codes would say what each agency sent in it."""
    starts = dt.date(2010, 10, 1)
    short = replace(
        plan,
        series_starts=starts,
        last_month=add_months(starts, months - 1),
        launch_month=add_months(starts, 1),
        phase_in_ends=add_months(starts, 2),
        rebase_months=(),
        events=(),
    )
    rows = [one for month in range(months) for one in in_month(add_months(starts, month))]
    table = drift.by_half_year(judge(rows).kept, short)
    found = table.filter(pl.col("column") == "referral_source")
    assert found["period"].n_unique() == halves
    assert found["listed"].unique().to_list() == ([6] if halves else [])


def test_closure_reasons_are_dated_by_closure(judge: Judge, plan: QualityPlan) -> None:
    long_before = {"referred_on": dt.date(2007, 1, 1), "initial_assessed_on": None}
    checked = judge([{**long_before, "closed_on": JUNE}, {**long_before, "closed_on": None,
                     "closure_reason": None}])  # fmt: skip
    table = drift.by_half_year(checked.kept, plan).filter(pl.col("column") == "closure_reason")
    assert table.filter(pl.col("count") > 0).select("code", "period").rows() == [
        ("RC7", dt.date(2011, 4, 1))
    ]


def test_volume_is_a_working_day_and_an_empty_month_a_zero(judge: Judge, plan: QualityPlan) -> None:
    table = volume.by_month(judge(in_month(JUNE, 44)).kept, plan)
    june = table.row(by_predicate=pl.col("period") == JUNE, named=True)
    assert working_days([JUNE])[0] == 22
    assert june["per_day"] == 2
    assert june["signal"] == "outside"
    assert table["referrals"].sum() == 44
    assert table.height == len(plan.months)


def test_rows_without_a_known_district_are_a_segment_of_their_own(
    judge: Judge, plan: QualityPlan
) -> None:
    checked = judge([*in_month(JUNE, 2), *in_month(JUNE, district="Nowhere"),
                     *in_month(JUNE, district=None)])  # fmt: skip
    table = districts.by_quarter(checked.kept, AREAS, plan)
    quarter = table.filter(pl.col("period") == dt.date(2011, 4, 1))
    assert quarter.select("segment", "referrals", "missing", "of_county").sort(
        "segment"
    ).rows() == [
        ("Dover", 2, 0, 4),
        (ELSEWHERE, 2, 2, 4),
        ("Thanet", 0, 0, 4),
    ]
    assert "Nowhere" not in str(table.rows())


def test_a_district_that_takes_anothers_referrals_jumps(judge: Judge, plan: QualityPlan) -> None:
    rows = []
    for quarter in plan.quarters:
        moved = quarter == dt.date(2011, 10, 1)
        rows += in_month(quarter, 20 if moved else 100, district="Dover")
        rows += in_month(quarter, 180 if moved else 100, district="Thanet")
    table = districts.by_quarter(judge(rows).kept, AREAS, plan)
    assert table.filter("volume_is_jump")["period"].unique().to_list() == [dt.date(2011, 10, 1)]
    assert table.filter("volume_is_jump")["segment"].sort().to_list() == ["Dover", "Thanet"]
    assert not table["missing_is_jump"].any()


def test_failed_rows_are_all_of_them_with_their_rules(judge: Judge) -> None:
    checked = judge([{}, {"referred_on": None, "closed_on": None}, {"primary_need": None}])
    found = failed_rows(checked).collect()
    assert found.height == checked.n_failed == 2
    assert found.select("is_left_out", "failed_rules", "referral_id").rows() == [
        (True, "8600; 8805; 1103", "R1"),
        (False, "8610", "R2"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a"])
def test_failed_rows_hold_no_formula(judge: Judge, text: str) -> None:
    found = failed_rows(judge([{"referral_id": text, "primary_need": None}])).collect()
    assert found["referral_id"].to_list() == [f"'{text}"]

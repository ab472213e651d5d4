"""Each fault breaks its rule where it suits, and nowhere else."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.simulate.faults import FAULT_SHARES, FaultName

DRAWN_ON = dt.date(2010, 3, 31)
SHORT = replace(
    simulate.THRESHOLDS_WORKED, first_month=dt.date(2009, 4, 1), last_month=dt.date(2010, 3, 1)
)
CODES = {f"N{i}" for i in range(10)}
SOURCES = {source.code for source in SHORT.sources}
ASSESSED = pl.col("initial_assessed_on").is_not_null() | pl.col("core_assessed_on").is_not_null()
ACTIVE = ASSESSED | pl.any_horizontal(
    pl.col("section_47_on", "child_protection_plan_on").is_not_null()
)
CLOSED = pl.col("closed_on").is_not_null()
REASONS = {f"RC{i}" for i in range(1, 9)}
LAST_CLOSED = pl.col("closed_on").fill_null(dt.date(9999, 1, 1)).shift()
BROKEN: dict[str, pl.Expr] = {
    "need_missing": ~pl.col("is_nfa") & CLOSED & pl.col("primary_need").is_null(),
    "need_invalid": ~pl.col("primary_need").is_in(CODES),
    "closure_reason_missing": CLOSED & pl.col("closure_reason").is_null(),
    "closure_reason_invalid": ~pl.col("closure_reason").is_in(REASONS),
    "closed_before_referral": pl.col("closed_on") < pl.col("referred_on"),
    "assessed_before_referral": pl.col("initial_assessed_on") < pl.col("referred_on"),
    "not_in_need_unassessed": (pl.col("closure_reason") == "RC8") & ~ASSESSED,
    "nfa_with_activity": pl.col("is_nfa") & ACTIVE,
    "nfa_flag_missing": pl.col("is_nfa").is_null(),
    "source_missing": pl.col("referral_source").is_null(),
    "source_invalid": ~pl.col("referral_source").is_in(SOURCES),
    "referral_date_missing": pl.col("referred_on").is_null(),
    "open_twice": LAST_CLOSED.over("child_id", order_by="referred_on") >= pl.col("referred_on"),
    "exact_duplicate": pl.struct(pl.all()).is_duplicated(),
    "planned_before_referral": pl.col("child_protection_plan_on") < pl.col("referred_on"),
}


def broken_rows(
    shares: tuple[tuple[FaultName, float], ...],
) -> tuple[dict[str, int], simulate.Snapshot]:
    drawn = simulate.snapshot(simulate.county(5, replace(SHORT, fault_shares=shares)), DRAWN_ON)
    counts = drawn.referrals.select(
        rule.fill_null(value=False).sum().alias(name) for name, rule in BROKEN.items()
    )
    return counts.row(0, named=True), drawn


def test_a_county_without_faults_breaks_no_rule() -> None:
    broken, drawn = broken_rows(())
    assert not any(broken.values())
    assert not any(drawn.faulty_rows.values())
    assert drawn.referrals.height > 15_000


@pytest.mark.parametrize("name", [name for name, _ in FAULT_SHARES])
def test_a_fault_breaks_its_own_rule_as_often_as_it_is_counted(name: FaultName) -> None:
    # six referrals in a hundred have a plan that could be spoiled
    broken, drawn = broken_rows(((name, 0.1 if name == "planned_before_referral" else 0.01),))
    counted = drawn.faulty_rows[name]
    assert counted > 20
    if name == "exact_duplicate":
        assert broken[name] == 2 * counted
    elif name == "open_twice":
        # the other case's own later referral may overlap with the planted one too
        assert counted <= broken[name] <= 1.2 * counted
    elif name == "need_missing":
        # rows still open are spoiled too; an undecided NFA has no need yet
        assert 0.3 * counted < broken[name] <= counted
    else:
        assert broken[name] == counted
    assert sum(drawn.faulty_rows.values()) == counted


def test_each_default_fault_is_in_under_one_row_in_a_hundred() -> None:
    assert all(0 < share < 0.01 for _, share in FAULT_SHARES)
    assert set(BROKEN) == {name for name, _ in FAULT_SHARES}

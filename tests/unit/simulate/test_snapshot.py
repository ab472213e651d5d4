"""An extract knows what had been entered by its day, and nothing later."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.extract.columns import BEFORE_SINGLE
from referral_analysis.simulate.histories import known

EARLY, LATE = dt.date(2011, 11, 14), dt.date(2012, 1, 13)
EVENTS = (
    "initial_assessed_on", "core_assessed_on", "section_47_on", "child_protection_plan_on",
    "closed_on", "first_closed_on", "reversed_on",
)  # fmt: skip


@pytest.fixture(scope="module")
def early(county: simulate.County) -> pl.DataFrame:
    return simulate.snapshot(county, EARLY).referrals


@pytest.fixture(scope="module")
def late(county: simulate.County) -> pl.DataFrame:
    return simulate.snapshot(county, LATE).referrals


def test_an_extract_has_the_vocabulary_in_its_order_and_types(early: pl.DataFrame) -> None:
    assert dict(early.schema) == {column.name: column.dtype for column in BEFORE_SINGLE}


def rewrite(histories: pl.DataFrame, drawn_on: dt.date) -> pl.DataFrame:
    """Change every fact that became known after a day, and drop the rows recorded after it."""
    far = pl.lit(dt.date(2030, 1, 1))
    is_later = {event: pl.col(known(event)) > drawn_on for event in EVENTS}
    changed = {
        name: pl.when(later).then(far).otherwise(name)
        for event, later in is_later.items()
        for name in (event, known(event))
    }
    return histories.filter(pl.col("recorded_on") <= drawn_on).with_columns(
        **changed,
        outcome=pl.when(is_later["closed_on"]).then(pl.lit("nfa")).otherwise("outcome"),
        closure_reason=pl.when(is_later["closed_on"])
        .then(pl.lit("RC2"))
        .otherwise("closure_reason"),
    )


@pytest.mark.parametrize("drawn_on", [EARLY, *(dt.date(2010, m, 28) for m in range(1, 13))])
def test_whatever_became_known_later_could_have_been_anything_else(
    county: simulate.County, drawn_on: dt.date
) -> None:
    rewritten = rewrite(county.histories, drawn_on)
    assert not rewritten.equals(county.histories.filter(pl.col("recorded_on") <= drawn_on))
    other = simulate.snapshot(replace(county, histories=rewritten), drawn_on)
    assert other.referrals.equals(simulate.snapshot(county, drawn_on).referrals)


@pytest.mark.parametrize("drawn_on", [EARLY, LATE])
def test_no_day_in_an_extract_is_after_it_was_drawn(
    county: simulate.County, drawn_on: dt.date
) -> None:
    extract = simulate.snapshot(county, drawn_on).referrals
    latest = extract.select(pl.col(pl.Date).max()).row(0)
    assert max(latest) == drawn_on


def test_the_later_extract_goes_on_where_the_earlier_one_ended(
    early: pl.DataFrame, late: pl.DataFrame
) -> None:
    ids = late["referral_id"].unique(maintain_order=True)
    assert ids.head(early["referral_id"].n_unique()).equals(
        early["referral_id"].unique(maintain_order=True)
    )


def test_the_later_extract_has_late_entries_closures_and_reversals(
    early: pl.DataFrame, late: pl.DataFrame
) -> None:
    new = late.join(early, on="referral_id", how="anti")
    assert (new["referred_on"] <= dt.date(2011, 10, 31)).sum() > 0
    both = early.unique("referral_id").join(
        late.unique("referral_id"), on="referral_id", suffix="_late"
    )
    assert both.select((pl.col("is_nfa") & ~pl.col("is_nfa_late")).sum()).item() > 0
    assert both.select((~pl.col("is_nfa") & pl.col("is_nfa_late")).sum()).item() > 0
    closed_since = pl.col("closed_on").is_null() & pl.col("closed_on_late").is_not_null()
    reasons = both.filter(closed_since)["closure_reason_late"].unique().to_list()
    assert {"RC7", "RC8"} <= set(reasons)


def test_what_was_known_stays_but_for_reversals(early: pl.DataFrame, late: pl.DataFrame) -> None:
    both = early.unique("referral_id").join(
        late.unique("referral_id"), on="referral_id", suffix="_late"
    )
    for name in ("child_id", "referred_on", "district", "referral_source", "age_at_referral"):
        assert both[name].equals(both[f"{name}_late"], null_equal=True, check_names=False)
    is_reversed = pl.col("is_nfa") & ~pl.col("is_nfa_late")
    moved = pl.col("closed_on") != pl.col("closed_on_late")
    assert both.filter(moved & ~is_reversed).height == 0


def test_nfa_ripens_within_weeks_and_not_in_need_takes_months(county: simulate.County) -> None:
    december = county.histories.filter(
        pl.col("referred_on").is_between(dt.date(2011, 12, 1), dt.date(2011, 12, 31))
    )
    ripe = {
        name: float((rows[known("closed_on")] <= LATE).mean())  # type: ignore[arg-type]
        for (name,), rows in december.group_by("outcome")
    }
    assert ripe["nfa"] > 0.95
    assert 0.3 < ripe["not_in_need"] < 0.9


def test_a_snapshot_prints_no_record(county: simulate.County) -> None:
    assert "R0" not in repr(simulate.snapshot(county, EARLY))
    assert "R0" not in repr(county)

"""The appropriateness report under disclosure control: what is blanked, and what goes with it."""

from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.disclosure import DFE, OPENSAFELY
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.papers.appropriateness.release import release_appropriateness

DOVER = pl.col("segment") == "Dover"


def with_a_small_district(found: AppropriatenessFindings) -> AppropriatenessFindings:
    """Give Dover three NFA referrals after the launch; Thanet has the rest of them."""
    moved = found.segments.filter(DOVER)["nfa_after"].item() - 3
    nfa = (
        pl.when(DOVER)
        .then(3)
        .when(pl.col("segment") == "Thanet")
        .then(pl.col("nfa_after") + moved)
        .otherwise("nfa_after")
    )
    return replace(found, segments=found.segments.with_columns(nfa_after=nfa))


def test_the_sample_needs_only_thin_weeks_hidden(february: AppropriatenessFindings) -> None:
    released = release_appropriateness(february, DFE)
    assert set(released.protections["table"]) == {"curves"}
    shown = released.curves.table.drop_nulls("returned")
    assert ((shown["returned"] == 0) | (shown["returned"] >= DFE.smallest_shown)).all()
    hidden = released.curves.table.filter(pl.col("returned").is_null())
    assert hidden.height > 0
    assert hidden.select(pl.col("rereferred", "low", "high").is_null().all()).row(0) == (
        True,
        True,
        True,
    )


def test_a_small_district_takes_with_it_all_that_rests_on_it(
    february: AppropriatenessFindings,
) -> None:
    released = release_appropriateness(with_a_small_district(february), DFE)
    row = released.segments["district"].table.row(by_predicate=DOVER, named=True)
    assert row["nfa_after"] is row["share_after"] is row["ratio"] is row["p_adjusted"] is None
    # another goes with it, or the county's total would give it away
    assert released.segments["district"].table["nfa_after"].null_count() >= 2
    funnel = released.funnels["district"].table.row(by_predicate=DOVER, named=True)
    assert funnel["part"] is funnel["share"] is funnel["verdict"] is None
    assert funnel["whole"] is not None
    mixed = released.mix_segments["district"].table.row(by_predicate=DOVER, named=True)
    assert mixed["by_mix"] is mixed["by_within"] is None
    dosed = released.dose_districts.table.row(by_predicate=DOVER, named=True)
    assert dosed["ratio"] is None
    is_by_district = released.mix.table["by"] == "district"
    assert released.mix.table.filter(is_by_district)["estimate"].is_null().all()
    assert released.mix.table.filter(~is_by_district)["estimate"].is_not_null().all()
    assert released.segments["agency"].table["ratio"].is_not_null().all()


def test_a_small_month_takes_the_models_that_rest_on_it(february: AppropriatenessFindings) -> None:
    first = february.monthly["period"].min()
    is_small = (pl.col("measure") == "section_47") & (pl.col("period") == first)
    monthly = february.monthly.with_columns(count=pl.when(is_small).then(2).otherwise("count"))
    table = release_appropriateness(replace(february, monthly=monthly), DFE).guardrail.table
    judged = dict(table.select("measure", "verdict").rows())
    assert judged["section_47"] is None
    assert judged["guardrail"] is not None
    assert table["observed_total"].is_not_null().all()


def test_one_part_that_may_not_be_modelled_takes_all_of_its_split(
    february: AppropriatenessFindings,
) -> None:
    """Else it would be the whole less the others."""
    first = february.monthly["period"].min()
    is_small = (pl.col("measure") == "appropriate") & (pl.col("period") == first)
    monthly = february.monthly.with_columns(count=pl.when(is_small).then(2).otherwise("count"))
    table = release_appropriateness(replace(february, monthly=monthly), DFE).parts.table
    assert table.filter(pl.col("split") == "three")["change"].is_null().all()


def test_rounded_totals_are_added_up_from_rounded_months(
    february: AppropriatenessFindings,
) -> None:
    released = release_appropriateness(february, OPENSAFELY)
    rows = released.parts.table.filter(pl.col("split") == "two")
    totals = dict(rows.select("part", "observed_total").rows())
    assert totals["nfa"] + totals["all_others"] == totals["referrals"]
    after = february.monthly.filter(
        pl.col("measure") == "nfa", pl.col("period") >= february.plan.first_after
    )
    assert totals["nfa"] == ((after["count"] + 2) // 5 * 5).sum()


def test_the_register_has_the_counts_that_are_printed(february: AppropriatenessFindings) -> None:
    register = release_appropriateness(february, DFE).register
    assert set(register["report"]) == {"appropriateness"}
    assert (register["first_month"] < register["last_month"]).all()
    nfa = register.filter(pl.col("measure") == "nfa", pl.col("kind") == "county")
    assert set(nfa["last_month"]) == {
        february.plan.last_month,
        february.plan.last_settled_month,
    }


@pytest.mark.parametrize("policy", [DFE, OPENSAFELY], ids=lambda policy: policy.name)
def test_no_small_count_is_left_in_any_table(
    february: AppropriatenessFindings, policy: object
) -> None:
    assert policy in (DFE, OPENSAFELY)
    chosen = DFE if policy == DFE else OPENSAFELY
    released = release_appropriateness(with_a_small_district(february), chosen)
    tables = (
        released.parts,
        released.guardrail,
        released.curves,
        released.differences,
        *released.segments.values(),
        *released.funnels.values(),
    )
    for one in tables:
        for name in one.table.columns:
            counted = ("total", "nfa", "referrals", "part", "whole", "returned", "children")
            if not name.startswith(counted) or one.table[name].dtype != pl.Int64:
                continue
            small = one.table[name].is_between(1, chosen.smallest_shown - 1)
            assert not small.any(), (one.name, name)

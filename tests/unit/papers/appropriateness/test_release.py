"""The appropriateness report under disclosure control: what is blanked, and what goes with it."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from referral_analysis.analysis.printed_counts import (
    Segments,
    after_launch,
    segment_columns,
    shown_counts,
)
from referral_analysis.disclosure import DFE, OPENSAFELY
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.papers.appropriateness import display
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.papers.appropriateness.release import release_appropriateness
from referral_analysis.questions.where.release import release_funnel
from referral_analysis.questions.where.tables import LIMITS
from referral_analysis.report.page.panels import Panel

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


def test_the_sample_needs_nothing_hidden_but_thin_weeks(
    february: AppropriatenessFindings,
) -> None:
    released = release_appropriateness(february, DFE)
    assert released.protections.is_empty()
    shown, found = released.curves.table, february.curves
    assert 0.7 * found.height < shown.height < found.height
    came = (
        found.with_columns(pl.col("returned").cum_sum().over("whom", "cohort"))
        .join(shown, on=["whom", "cohort", "day"], how="semi")
        .with_columns(pl.col("returned").diff().over("whom", "cohort"))
        .drop_nulls("returned")
    )
    assert came.height > 80
    assert came["returned"].min() == DFE.smallest_shown
    assert shown["rereferred"].null_count() == 0


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


def test_a_funnel_is_drawn_from_the_counts_that_are_shown(
    february: AppropriatenessFindings,
) -> None:
    """Else its limits, to a tenth, would undo the rounding of each whole."""
    moved = february.segments.with_columns(
        pl.when(pl.col("referrals_after") % 5 < 2)
        .then(pl.col("referrals_after") + 1)
        .otherwise("referrals_after")
        .alias("referrals_after")
    )
    other = replace(
        february,
        segments=moved,
        funnels=february.funnels.join(
            moved.select("kind", "segment", pl.col("referrals_after").alias("now")),
            on=["kind", "segment"],
            maintain_order="left",
        )
        .with_columns(pl.col("now").alias("whole"))
        .drop("now"),
    )
    one, two = (release_appropriateness(found, OPENSAFELY).funnels for found in (february, other))
    for kind in ("agency", "district"):
        assert not other.funnels["whole"].equals(february.funnels["whole"])
        assert one[kind].table.equals(two[kind].table)
        assert (one[kind].table["whole"].drop_nulls() % 5 == 0).all()
        assert one[kind].table["low_998"].null_count() < one[kind].table.height
    exact = release_appropriateness(february, DFE).funnels["agency"].table
    is_agency = pl.col("kind") == "agency"
    assert exact.equals(february.funnels.filter(is_agency).select(exact.columns))


def test_no_count_is_taken_for_exact_by_the_limits_of_a_rounded_one(
    february: AppropriatenessFindings,
) -> None:
    """Limits to a tenth fit one count of five, the rounded one: right for every fifth segment."""
    released = release_appropriateness(february, OPENSAFELY)
    for funnel in released.funnels.values():
        shown = funnel.table.drop_nulls([*LIMITS, "share"])
        assert shown.height > 5
        for limit in LIMITS:
            percents = (shown[limit] * 100).to_numpy()
            assert np.abs(percents - percents.round()).max() < 1e-9
        is_within = shown["share"].is_between(shown["low_998"], shown["high_998"])
        assert (shown["verdict"] == "as others").equals(is_within)


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


def test_a_funnel_of_which_nothing_may_be_told_says_why(february: AppropriatenessFindings) -> None:
    """Left out beside what was published before: they are not too few."""
    of_kind = february.segments.filter(pl.col("kind") == "district")
    named = Segments(
        plan=february.plan, columns=segment_columns(of_kind, "district", february.plan)
    )
    values = {
        count: value
        for column, counts in named.columns.items()
        for count, value in zip(counts, of_kind[column], strict=True)
        if column != "nfa_after"
    }
    none_hidden = Hidden(counts=frozenset(), kept_from_earlier=frozenset(), beyond=())
    county = {after_launch(measure, february.plan): 1000 for measure in ("referrals", "nfa")}
    shown = shown_counts(values | county, none_hidden, DFE, {})
    funnel = release_funnel(february.funnels, "district", named, shown)
    assert funnel.tells_nothing_of("part")
    assert not funnel.tells_nothing_of("whole")
    assert funnel.table["share"].null_count() == funnel.table["verdict"].null_count() > 0
    released = release_appropriateness(february, DFE)
    panel = display.funnel(replace(released, funnels={"district": funnel}), "district")
    assert isinstance(panel, Panel)
    assert panel.text.startswith(
        "No further action, since the launch: left empty for all districts"
    )

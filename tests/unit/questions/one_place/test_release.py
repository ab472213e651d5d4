"""One segment's report under disclosure control: one choice for all, and what goes with a gap."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from benchmarks.attack import findings_of, plans
from benchmarks.attack_segments import segment_findings

from referral_analysis.analysis.segments import Segment
from referral_analysis.disclosure import DFE, OPENSAFELY, Earlier, Policy, earlier_releases
from referral_analysis.disclosure.register import REGISTER
from referral_analysis.errors import ParametersError
from referral_analysis.extract import Population
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.papers.board.release import release_board
from referral_analysis.questions.one_place.choosing import chosen
from referral_analysis.questions.one_place.figures.quarters import quarters_table
from referral_analysis.questions.one_place.finding import SegmentFindings
from referral_analysis.questions.one_place.release import (
    ReleasedSegment,
    release_segment,
    show,
)
from referral_analysis.simulate import THRESHOLDS_WORKED, county
from referral_analysis.simulate.companions import population

SPARSE = replace(
    THRESHOLDS_WORKED, referrals_per_10k_year=THRESHOLDS_WORKED.referrals_per_10k_year / 6
)


@pytest.fixture(scope="module")
def findings() -> tuple[BoardFindings, SegmentFindings]:
    simulated, plan = county(3, SPARSE), plans()[1]
    children = Population(estimates=population(SPARSE).drop("gss_code", "basis"))
    board = findings_of(simulated, plan, children)
    return board, segment_findings(simulated, plan, children)


def of(found: tuple[BoardFindings, SegmentFindings], policy: Policy) -> Earlier:
    return earlier_releases(release_board(found[0], policy).register)


def released(
    found: tuple[BoardFindings, SegmentFindings], kind: str, name: str, policy: Policy = DFE
) -> ReleasedSegment:
    assert kind in ("district", "agency")
    segment = Segment(kind="district" if kind == "district" else "agency", name=name)
    return release_segment(replace(found[1], segment=segment), policy, of(found, policy))


@pytest.fixture(scope="module")
def unknown(findings: tuple[BoardFindings, SegmentFindings]) -> ReleasedSegment:
    return released(findings, "agency", "unknown")


def test_every_segments_report_makes_the_same_choice(
    findings: tuple[BoardFindings, SegmentFindings], unknown: ReleasedSegment
) -> None:
    other = released(findings, "district", "Dover")
    assert other.register.equals(unknown.register)
    ours = unknown.register.filter(pl.col("report") == "segments")
    assert ours["count"].null_count() > 0
    kinds = ours.select("kind", "segment").unique()
    assert kinds["kind"].value_counts().sort("kind").rows() == [("agency", 10), ("district", 12)]


def test_held_to_another_segments_report_of_the_release_nothing_changes(
    findings: tuple[BoardFindings, SegmentFindings], unknown: ReleasedSegment
) -> None:
    again = release_segment(findings[1], DFE, earlier_releases(unknown.register))
    keys = ["report", "measure", "kind", "segment", "first_month", "last_month"]
    assert again.register.sort(keys).equals(unknown.register.sort(keys))


def test_the_next_board_report_is_held_to_the_stretches(
    findings: tuple[BoardFindings, SegmentFindings], unknown: ReleasedSegment
) -> None:
    """Made again after them, from the same rows, it hides what it hid."""
    board, found = findings
    with_months = replace(board, segment_months=found.months)
    after = release_board(with_months, DFE, earlier_releases(unknown.register))
    first = release_board(board, DFE)
    assert after.agencies.table.equals(first.agencies.table)
    assert after.districts.table.equals(first.districts.table)
    assert "given away by an earlier release" not in after.protections["reason"].to_list()


def test_no_small_count_is_left_and_rates_go_with_their_counts(unknown: ReleasedSegment) -> None:
    table, marks = unknown.stretches.table, unknown.stretches.suppressed
    for name in ("referrals", "nfa"):
        assert not table[name].is_between(1, 5).any()
    hidden = table.filter(marks["nfa"])
    assert hidden.height > 0
    assert hidden["nfa"].null_count() == hidden["share"].null_count() == hidden.height
    assert hidden["observed"].null_count() == hidden.height


def test_a_hidden_quarter_takes_the_segments_own_model_with_it(
    findings: tuple[BoardFindings, SegmentFindings], unknown: ReleasedSegment
) -> None:
    first = findings[1].plan.series_starts
    path = pl.DataFrame({"first": [first], "fitted": [100.0]})
    modelled = findings[0], replace(findings[1], path=path)
    assert unknown.effect.table["own_ratio"].item() is None
    assert unknown.effect.suppressed["own_ratio"].item() is True
    hidden = released(modelled, "agency", "unknown").stretches
    assert hidden.table["fitted"].null_count() == hidden.table.height
    assert hidden.suppressed["fitted"].to_list() == [True] + [False] * (hidden.table.height - 1)
    police = released(modelled, "agency", "police")
    assert not police.stretches.suppressed["nfa"].any()
    assert police.stretches.table["fitted"][0] == 100.0
    assert police.effect.table["own_ratio"].item() == 1.0


def test_what_the_board_hides_of_a_segment_is_hidden_here(
    findings: tuple[BoardFindings, SegmentFindings],
) -> None:
    board = release_board(findings[0], DFE)
    names = board.agencies.table.filter(board.agencies.table["nfa_after"].is_null())["segment"]
    assert len(names) > 0
    effect = released(findings, "agency", names[0]).effect.table
    assert effect["nfa_after"].item() is effect["ratio"].item() is None


def test_the_report_cannot_stand_without_the_boards(
    findings: tuple[BoardFindings, SegmentFindings],
) -> None:
    nothing = earlier_releases(pl.DataFrame(schema=REGISTER))
    for earlier in (None, nothing):
        with pytest.raises(ParametersError, match="earlier_runs: no Board report on the extract "):
            release_segment(findings[1], DFE, earlier)


def test_rounded_counts_are_multiples_of_five_and_none_is_small(
    findings: tuple[BoardFindings, SegmentFindings],
) -> None:
    table = released(findings, "agency", "police", OPENSAFELY).stretches.table
    for name in ("referrals", "nfa"):
        shown = table[name].drop_nulls()
        assert set(shown % 5) == {0}
        assert (shown >= OPENSAFELY.smallest_shown).all()


def test_a_month_that_the_board_hides_takes_the_countys_figures(
    findings: tuple[BoardFindings, SegmentFindings],
) -> None:
    plan = findings[1].plan
    register = release_board(findings[0], DFE).register
    is_first = (pl.col("first_month") == plan.series_starts) & (
        pl.col("last_month") == plan.series_starts
    )
    gap = is_first & (pl.col("measure") == "nfa") & (pl.col("kind") == "county")
    hidden = register.with_columns(pl.when(~gap).then("count").alias("count"))
    shown = release_segment(findings[1], DFE, earlier_releases(hidden))
    hidden_rows = shown.changes.table.filter(pl.col("ratio").is_null())["measure"].to_list()
    assert hidden_rows == ["headline", "nfa"]  # the others' own months are all shown
    assert shown.stretches.table["county_share"][0] is None
    assert shown.stretches.suppressed["county_share"][0] is True
    assert shown.stretches.table["county_share"][1] is not None


@pytest.mark.parametrize("measures", [("nfa",), ("referrals", "nfa")])
def test_a_stretch_that_nothing_is_told_of_is_empty_and_says_why(
    measures: tuple[str, ...],
    findings: tuple[BoardFindings, SegmentFindings],
    unknown: ReleasedSegment,
) -> None:
    """Neither a number nor c: c would say that there were some, and 0 that there were none."""
    found, earlier = findings[1], of(findings, DFE)
    told = chosen(found, DFE, earlier)
    span = dt.date(2011, 1, 1), dt.date(2011, 4, 1)
    left_out = {
        count
        for count in told.values
        if count.measure in measures
        and count.kind == "agency"
        and (count.first, count.last) == span
    }
    assert len(left_out) == 10 * len(measures)
    values = {count: value for count, value in told.values.items() if count not in left_out}
    hidden = replace(told.hidden, counts=told.hidden.counts - left_out)
    segment = Segment(kind="agency", name="unknown")
    shown = replace(told, values=values, hidden=hidden)
    released = show(replace(found, segment=segment), shown, earlier)
    at = released.stretches.table["first"] == span[0]
    row = released.stretches.table.filter(at)
    assert row.select("nfa", "share", "observed", "fitted").row(0) == (None, None, None, None)
    assert not released.stretches.suppressed.filter(at)["nfa"].item()
    assert released.stretches.table.filter(~at)["nfa"].equals(
        unknown.stretches.table.filter(~at)["nfa"]
    )
    assert released.stretches.table["fitted"].null_count() == released.stretches.table.height
    register = released.register.filter(pl.col("report") == "segments")
    assert unknown.register.filter(pl.col("report") == "segments").height - register.height == len(
        left_out
    )
    assert released.protections.filter(
        pl.col("reason") == "would tell of earlier gaps"
    ).height == len(measures)
    notes = quarters_table(released).notes
    assert notes[-1] == (
        "No further action, Jan to Apr 2011: left empty for all agencies, as beside what was "
        "published before c and 0 by themselves would tell too much."
    )
    assert sum("left empty" in note for note in notes) == len(measures)
    assert not any("left empty" in note for note in quarters_table(unknown).notes)

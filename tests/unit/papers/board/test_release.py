"""A sparse county's whole report under either policy: what is printed, what the analyst gets."""

from dataclasses import fields, replace

import polars as pl
import pytest
from benchmarks.attack import findings_of, plans

from referral_analysis.analysis.printed_counts import shown_counts
from referral_analysis.disclosure import (
    DFE,
    OPENSAFELY,
    CountRule,
    Released,
    TableRule,
    earlier_releases,
    release,
)
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.errors import DisclosureError
from referral_analysis.extract import Population
from referral_analysis.papers.board import display
from referral_analysis.papers.board.counted import counted
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.papers.board.release import release_board
from referral_analysis.questions.where.release import release_segments
from referral_analysis.report.page.figure import Figure
from referral_analysis.simulate import THRESHOLDS_WORKED, county
from referral_analysis.simulate.companions import population

COUNTS = {
    *("observed_total", "count", "referrals", "nfa", "inappropriate_wide", "failed", "unflagged"),
    *(f"{name}_{when}" for name in ("referrals", "nfa") for when in ("before", "after")),
}
NFA = pl.col("measure") == "nfa"


def sparse(by: float = 12) -> BoardFindings:
    scenario = replace(
        THRESHOLDS_WORKED,
        referrals_per_10k_year=THRESHOLDS_WORKED.referrals_per_10k_year / by,
    )
    children = Population(estimates=population(scenario).drop("gss_code", "basis"))
    return findings_of(county(3, scenario), plans()[1], children)


@pytest.fixture(scope="module")
def found() -> BoardFindings:
    return sparse()


def with_a_small_month(found: BoardFindings) -> BoardFindings:
    last = NFA & (pl.col("period") == found.monthly.filter(NFA)["period"].max())
    less = found.monthly.filter(last)["count"].item() - 3
    count = pl.when(last).then(3).otherwise("count")
    is_nfa = pl.col("measure").is_in(["headline", "nfa"])
    total = pl.col("observed_total") - pl.when(is_nfa).then(less).otherwise(0)
    # a segment of each kind with that many to lose, so that all still add up
    largest = pl.col("nfa_after").arg_max().over("kind") == pl.int_range(pl.len()).over("kind")
    after = pl.col("nfa_after") - pl.when(largest).then(less).otherwise(0)
    return replace(
        found,
        monthly=found.monthly.with_columns(count=count),
        changes=found.changes.with_columns(observed_total=total),
        segments=found.segments.with_columns(nfa_after=after),
    )


def test_rounded_totals_are_added_up_from_rounded_months(found: BoardFindings) -> None:
    released = release_board(found, OPENSAFELY)
    table = released.monthly.table
    assert set(table["count"].drop_nulls() % 5) == {0}
    plan = found.plan
    after = table.filter(pl.col("measure") == "referrals", pl.col("period") >= plan.first_after)
    total = released.changes.table.row(by_predicate=pl.col("measure") == "referrals", named=True)
    assert total["observed_total"] == after["count"].sum()


def test_a_rounded_total_goes_with_a_month_of_it(found: BoardFindings) -> None:
    released = release_board(with_a_small_month(found), OPENSAFELY)
    row = released.changes.table.row(by_predicate=NFA, named=True)
    assert row["observed_total"] is row["ratio"] is None
    assert released.changes.suppressed.filter(released.changes.table["measure"] == "nfa")[
        "observed_total"
    ].to_list() == [True]


def test_modelled_figures_go_with_a_month_that_they_rest_on(found: BoardFindings) -> None:
    released = release_board(with_a_small_month(found), DFE)
    path = released.monthly.table
    assert path.filter(NFA)["fitted"].null_count() == path.filter(NFA).height
    assert released.alternatives.table["ratio"].to_list() == [None]
    others = path.filter(pl.col("measure") == "others")
    assert others["count"].null_count() == others["fitted"].null_count() == 0


def test_other_choices_stand_where_only_a_month_of_blank_flags_is_hidden() -> None:
    found = sparse(by=1)  # of the sample's size: no other month is small
    is_blank, is_first = pl.col("measure") == "unflagged", pl.int_range(pl.len()) == 0
    of_first = pl.when(pl.col("period") == found.plan.series_starts).then(3).otherwise(0)
    months = found.monthly.with_columns(count=pl.when(is_blank).then(of_first).otherwise("count"))
    blanks = found.blanks.with_columns(unflagged=pl.when(is_first).then(3).otherwise(0))
    released = release_board(replace(found, monthly=months, blanks=blanks), DFE)
    assert released.monthly.table.filter(is_blank)["count"].null_count() > 0
    assert released.alternatives.table["ratio"].to_list() == [1.0]


def test_the_headline_goes_with_a_month_of_either_measure(found: BoardFindings) -> None:
    is_headline = pl.col("measure") == "headline"
    assert release_board(found, DFE).changes.table.filter(is_headline)["ratio"].item() == 1.0
    others = pl.col("measure") == "others"
    first = others & (pl.col("period") == found.plan.series_starts)
    count = pl.when(first).then(0).otherwise("count")
    hidden = release_board(replace(found, monthly=found.monthly.with_columns(count=count)), DFE)
    assert hidden.changes.table.filter(is_headline)["ratio"].item() is None
    assert hidden.monthly.table.filter(NFA)["fitted"].is_null().all()
    assert hidden.decision.residual_correlation is None
    assert found.decision.residual_correlation is not None


def test_every_table_marks_the_same_counts(found: BoardFindings) -> None:
    released = release_board(with_a_small_month(found), DFE)
    gone = released.monthly.table.filter(NFA & pl.col("count").is_null())["period"]
    assert gone.len() > 0
    assert released.shares.table.filter(pl.col("nfa").is_null())["period"].equals(gone)


def test_the_analyst_is_told_what_was_protected_and_why(found: BoardFindings) -> None:
    small = with_a_small_month(found)
    released = release_board(small, DFE)
    tables = (released.changes, released.monthly, released.shares, released.districts,
              released.agencies, released.rules, released.blanks)  # fmt: skip
    marked = sum(table.suppressed.select(pl.col(*COUNTS & set(table.suppressed.columns)).sum())
                 .sum_horizontal().item() for table in tables)  # fmt: skip
    listed = released.protections
    assert listed.columns == ["table", "row", "column", "reason"]
    assert listed.filter(pl.col("table") != "rows").height == marked > 0
    again = release_board(small, DFE, earlier_releases(released.register))
    assert "suppressed in an earlier release" in again.protections["reason"].to_list()
    assert again.register["drawn_on"].n_unique() == 1


def test_no_table_crosses_months_with_districts_or_agencies(found: BoardFindings) -> None:
    released = release_board(found, DFE)
    values = [getattr(released, one.name) for one in fields(released)]
    tables = [one.table for one in values if isinstance(one, Released)]
    assert len(tables) > 7
    for table in tables:
        named = {"segment", "district", "agency"} & set(table.columns)
        assert len(named) < 2
        if named and "period" in table.columns:
            assert set(table["segment"]) == {"county"}
    segments = released.register.filter(pl.col("kind") != "county")
    months = (pl.col("last_month") - pl.col("first_month")).dt.total_days()
    assert segments.select((months > 58).all()).item()  # from the first of a month to a third's


def test_districts_by_agencies_are_refused() -> None:
    table = pl.DataFrame({"district": ["Dover"], "agency": ["police"], "n": [40]})
    with pytest.raises(DisclosureError, match=r"districts crossed with agencies; .* never both"):
        release("t", table, TableRule(counts=(CountRule(column="n"),)), DFE)


def test_counts_that_nothing_is_told_of_are_left_empty_and_said(found: BoardFindings) -> None:
    """Neither a number nor c, and no change that rests on one; of all, with the reason."""
    names = counted(found)
    columns = names.segments["district"]
    untold = set(columns["nfa_before"])
    known = {count: value for count, value in names.values.items() if count not in untold}
    none_hidden = Hidden(counts=frozenset(), kept_from_earlier=frozenset(), beyond=())
    shown = shown_counts(known, none_hidden, DFE, {})
    districts = release_segments(found.segments, "district", columns, shown)
    assert districts.tells_nothing_of("nfa_before")
    assert not any(map(districts.tells_nothing_of, ("nfa_after", "referrals_before")))
    estimated = found.segments.filter(pl.col("kind") == "district")["ratio"].is_not_null()
    assert districts.suppressed["ratio"].to_list() == [True] * estimated.len()
    assert districts.table["ratio"].null_count() == estimated.len() > 0
    figure = display.districts(replace(release_board(found, DFE), districts=districts))
    assert isinstance(figure, Figure)
    assert figure.table.notes[-1].startswith("No further action, August 2010 to ")
    assert "left empty for all districts" in figure.table.notes[-1]
    assert not shown.all_of(untold)

"""One segment's figures are those of the Board and the appropriateness report; names are exact."""

from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.analysis.segments import Segment
from referral_analysis.errors import ColumnMissingError, ParametersError
from referral_analysis.extract import columns as c
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.papers.board import finding as of_board
from referral_analysis.questions.one_place import finding as of_place
from referral_analysis.questions.one_place.finding import (
    SegmentFindings,
    require_held,
    require_told_apart,
)
from referral_analysis.runs.inputs.files import Inputs
from referral_analysis.series.outcome import OF_CONTACTS

HELD = ["Dover", "Swale", "Thanet", "Tonbridge and Malling"]


@pytest.fixture(scope="module")
def board(february: AppropriatenessFindings, checkout_inputs: Inputs) -> pl.DataFrame:
    files = checkout_inputs
    found = of_board.board(files.checked, files.population, files.workshops, february.plan)
    return found.changes


def test_the_effects_are_those_of_the_other_reports(
    swale: SegmentFindings, february: AppropriatenessFindings
) -> None:
    assert swale.effects.select(february.segments.columns).equals(february.segments)


def test_the_countys_rows_are_those_of_the_board_report(
    swale: SegmentFindings, board: pl.DataFrame
) -> None:
    assert swale.changes["measure"].to_list() == ["headline", "nfa", "others"]
    of_board = board.filter(pl.col("measure").is_in(["headline", "nfa", "others"]))
    assert swale.changes.equals(of_board)


def test_the_own_effect_is_the_wider_and_farther_from_the_mean(swale: SegmentFindings) -> None:
    known = swale.effects.filter(pl.col("kind") == "district")
    assert (known["own_low"] < known["own_ratio"]).all()
    own, pooled = (
        known.select((pl.col(high) / pl.col(low)).log().mean()).item()
        for low, high in (("own_low", "own_high"), ("low", "high"))
    )
    assert own > pooled
    assert known["own_ratio"].log().std() > known["ratio"].log().std()  # type: ignore[operator]


def test_stretches_add_up_to_the_countys_months(swale: SegmentFindings) -> None:
    for kind in ("district", "agency"):
        parts = swale.stretches.filter(pl.col("kind") == kind)
        for first, last, referrals, nfa in (
            parts.group_by("first", "last").agg(pl.col("referrals", "nfa").sum()).rows()
        ):
            months = swale.county.filter(pl.col("period").is_between(first, last))
            totals = dict(months.group_by("measure").agg(pl.col("count").sum()).rows())
            assert (totals["referrals"], totals["nfa"]) == (referrals, nfa)


def test_the_stretches_after_hold_what_the_board_report_counts(swale: SegmentFindings) -> None:
    after = swale.stretches.filter(pl.col("when") == "after").select("segment", "referrals", "nfa")
    of_board = swale.effects.select("segment", "referrals_after", "nfa_after")
    assert sorted(after.rows()) == sorted(of_board.rows())


def test_the_line_is_of_the_stretches_before_alone(swale: SegmentFindings) -> None:
    before = swale.stretches.filter(pl.col("segment") == "Swale", pl.col("when") == "before")
    assert swale.path["first"].to_list() == before["first"].to_list()
    exposure = float(before["child_working_days"].sum())
    observed = float(before["nfa"].sum()) / exposure * 10_000 * 252
    assert swale.path["fitted"].mean() == pytest.approx(observed, rel=0.02)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Swael", r"district: 'Swael', .*no referral; need one of Dover, .* Did you mean Swale\?"),
        ("thanet", r"Did you mean Thanet\?"),
        ("tonbridge & malling", r"Did you mean Tonbridge and Malling\?"),
        ("x" * 200, r"'x{40}\.\.\.', .*Name one of these\."),
        ('a"\n{{1}}', r"""'a"\\n\{\{1\}\}', of which the extract has no referral"""),
    ],
)
def test_a_name_that_the_extract_does_not_have_is_refused(name: str, message: str) -> None:
    with pytest.raises(ParametersError, match=message) as caught:
        require_held(Segment(kind="district", name=name), HELD)
    assert "\n" not in str(caught.value)


def test_a_name_that_contacts_do_not_have_is_refused_in_their_words() -> None:
    line = "'Deal', of which the contacts file has no contact; need one of Dover"
    with pytest.raises(ParametersError, match=line):
        require_held(Segment(kind="district", name="Deal"), HELD, OF_CONTACTS)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({c.IS_NFA: [True]}, r"the extract: no referring agencies; need a column referral_source"),
        (
            {c.IS_NFA: [True], c.IS_CONTACT: [True]},
            r"the contacts file: no referring agencies; need a column contact_source, .* Add it",
        ),
    ],
)
def test_a_file_that_names_no_segment_is_named(rows: dict[str, list[bool]], message: str) -> None:
    with pytest.raises(ColumnMissingError, match=message):
        require_told_apart("agency", pl.LazyFrame(rows))


def test_a_segment_with_too_few_to_model_has_counts_alone(
    february: AppropriatenessFindings, checkout_inputs: Inputs
) -> None:
    files = checkout_inputs
    is_few = (pl.col("referral_source") != "4") | (pl.col("referred_on").dt.day() <= 3)
    found = of_place.segment(
        replace(files.checked, kept=files.checked.kept.filter(is_few)),
        files.population,
        files.workshops,
        february.plan,
        Segment(kind="agency", name="housing"),
    )
    row = found.effects.row(by_predicate=pl.col("segment") == "housing", named=True)
    assert row["ratio"] is row["own_ratio"] is row["p_adjusted"] is None
    assert found.path.is_empty()
    assert found.stretches.filter(pl.col("segment") == "housing")["referrals"].sum() > 0

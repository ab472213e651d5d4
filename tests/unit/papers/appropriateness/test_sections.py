"""The sections of the appropriateness report on the sample: they say what their tables do."""

from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.papers.appropriateness import display
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.papers.appropriateness.release import (
    ReleasedAppropriateness,
    release_appropriateness,
)
from referral_analysis.report.page.figure import Figure, Pair
from referral_analysis.report.page.panels import Panel


@pytest.fixture(scope="module")
def released(february: AppropriatenessFindings) -> ReleasedAppropriateness:
    return release_appropriateness(february, DFE)


def test_the_first_screen_has_an_answer_to_each_question(
    released: ReleasedAppropriateness,
) -> None:
    shown = display.answer(released)
    assert shown.text == (
        "Modelled by themselves, inappropriate referrals cannot be told from no change; these "
        "months cannot tell whether the referrals that reached help held up."
    )
    assert shown.markup.count('<li class="tile ') == 4
    total = released.parts.table.row(
        by_predicate=(pl.col("split") == "two") & (pl.col("part") == "referrals"), named=True
    )
    assert f"{-round(total['change'])} fewer a month" in shown.markup


@pytest.mark.parametrize(
    ("since", "said"), [(60, False), (600, True)], ids=["few blank flags", "many blank flags"]
)
def test_many_flags_left_blank_are_named_beside_what_is_not_told(
    february: AppropriatenessFindings, since: int, *, said: bool
) -> None:
    blanks = february.blanks.with_columns(
        unflagged=pl.Series([300, since], dtype=pl.Int64),
        referrals=pl.Series([60_000, 7_500], dtype=pl.Int64),
    )
    shown = display.limits(release_appropriateness(replace(february, blanks=blanks), DFE))
    assert "Whether a referral was right to make" in shown.markup
    caution = "for 8.0% of referrals since the launch, 0.5% before. These count here as not"
    assert (caution in shown.markup) is said


def test_a_clear_change_stands_as_it_is_and_one_that_is_none_is_called_perhaps(
    february: AppropriatenessFindings,
) -> None:
    whole = (pl.col("split") == "two") & (pl.col("part") == "referrals")
    for high, wanted in ((-1.0, ">20 fewer a month<"), (30.0, ">Perhaps 20 fewer a month<")):
        parts = february.parts.with_columns(
            pl.when(whole).then(pl.lit(value)).otherwise(name).alias(name)
            for name, value in (("change", -20.0), ("low", -70.0), ("high", high))
        )
        page = display.answer(release_appropriateness(replace(february, parts=parts), DFE)).markup
        assert wanted in page


def test_an_interim_paper_says_so_and_what_has_not_settled(
    february: AppropriatenessFindings,
) -> None:
    plan = replace(february.plan, is_interim=True)
    nothing = [pl.lit(None, pl.Float64).alias(c) for c in ("ratio", "low", "high")]
    guardrail = february.guardrail.with_columns(
        *nothing, pl.lit(None, pl.String).alias("verdict"), pl.lit(2, pl.Int64).alias("months")
    )
    released = release_appropriateness(replace(february, plan=plan, guardrail=guardrail), DFE)
    shown = display.answer(released)
    assert shown.text.startswith("Interim finding. ")
    assert "too early to say" in shown.text
    block = display.guardrail(released)
    assert isinstance(block, Panel)
    assert "only two months since the launch have settled" in block.text


def test_every_figure_has_words_for_those_who_cannot_see_it(
    released: ReleasedAppropriateness,
) -> None:
    parts, again = display.parts(released), display.curves(released)
    assert isinstance(parts, Pair)
    assert isinstance(again, Pair)
    figures = [parts.left, parts.right, again.left, again.right]
    for block in (
        display.guardrail(released),
        display.mix(released),
        display.dose_districts(released),
        *(make(released, kind) for kind in ("agency", "district")
          for make in (display.funnel, display.caterpillar)),
    ):  # fmt: skip
        assert isinstance(block, Figure)
        figures.append(block)
    names = [figure.name for figure in figures]
    assert len(set(names)) == len(names) == 11
    assert all(len(figure.picture.description) > 40 for figure in figures)


def test_the_curves_words_are_those_of_the_table(released: ReleasedAppropriateness) -> None:
    curves, early = display.curves(released), display.too_early(released)
    assert isinstance(curves, Pair)
    assert early is not None
    told = curves.left.picture.description
    row = released.differences.table.row(0, named=True)
    assert f"{row['after'] * 100:.1f}% of children" in told
    assert f"and {row['before'] * 100:.1f}% of those" in told
    assert "6 months on 1 July 2012" in early.text


def test_caterpillars_are_in_order_and_name_who_is_left_when_all_are_compared(
    released: ReleasedAppropriateness, february: AppropriatenessFindings
) -> None:
    # by their own ranges, whose paths may drift, no district of the sample stands apart
    none = display.caterpillar(released, "district")
    assert isinstance(none, Figure)
    assert none.headline == "No district's change can be told from the others' by itself"
    few = pl.when(pl.col("segment").is_in(["Swale", "Thanet"])).then(0.049).otherwise(0.051)
    found = replace(february, segments=february.segments.with_columns(p_adjusted=few))
    figure = display.caterpillar(release_appropriateness(found, DFE), "district")
    assert isinstance(figure, Figure)
    ratios = figure.table.frame["ratio"].to_list()
    assert ratios == sorted(ratios)
    assert figure.headline == "2 of 12 districts changed beyond chance, all compared at once"
    assert all(name in figure.picture.description for name in ("Swale", "Thanet"))


def test_suppressed_segments_keep_their_marks_when_put_in_order(
    february: AppropriatenessFindings,
) -> None:
    small = pl.when(pl.col("segment") == "Dover").then(3).otherwise("nfa_after")
    found = replace(february, segments=february.segments.with_columns(nfa_after=small))
    figure = display.caterpillar(release_appropriateness(found, DFE), "district")
    assert isinstance(figure, Figure)
    marks = figure.table.suppressed
    assert marks is not None
    assert marks["ratio"].to_list() == figure.table.frame["ratio"].is_null().to_list()


def test_a_mix_that_may_not_be_shown_is_a_sentence(february: AppropriatenessFindings) -> None:
    small = pl.when(pl.col("segment") == "police").then(3).otherwise("nfa_after")
    found = replace(february, segments=february.segments.with_columns(nfa_after=small))
    released = release_appropriateness(found, DFE)
    assert isinstance(display.mix(released), Panel)
    assert "Cannot be shown" in display.answer(released).markup


def test_the_report_says_that_staff_reached_is_not_known(
    released: ReleasedAppropriateness,
) -> None:
    told = display.dose_note(released).text
    assert "a fall of 21%" in told
    assert "share of each agency's staff the workshops reached is not in the files" in told


def test_the_method_prints_what_it_allowed_for(released: ReleasedAppropriateness) -> None:
    told = display.method(released).markup
    shaken = released.differences.table["shock_sd"][0]
    assert f"moves by about {shaken:.0%} beyond chance" in told
    assert "followed to 12 January 2012" in told
    assert "6 or more came back" in display.disclosure_note(released).text

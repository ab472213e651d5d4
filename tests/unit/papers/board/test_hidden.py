"""A Board report whose months may not be shown: nothing is said of what is not there."""

from dataclasses import replace

import polars as pl
import pytest
from benchmarks.attack import findings_of, plans

from referral_analysis.disclosure import DFE, Released
from referral_analysis.extract import Population
from referral_analysis.papers import about
from referral_analysis.papers.board import display
from referral_analysis.papers.board.release import ReleasedBoard, release_board
from referral_analysis.report.page.figure import Figure
from referral_analysis.simulate import THRESHOLDS_WORKED, county
from referral_analysis.simulate.companions import population


def made(by: float) -> ReleasedBoard:
    """Release the findings of a county with a part of the sample's referrals."""
    rate = THRESHOLDS_WORKED.referrals_per_10k_year / by
    scenario = replace(THRESHOLDS_WORKED, referrals_per_10k_year=rate)
    children = Population(estimates=population(scenario).drop("gss_code", "basis"))
    return release_board(findings_of(county(3, scenario), plans()[1], children), DFE)


@pytest.fixture(scope="module")
def hidden() -> ReleasedBoard:
    return made(60)


@pytest.fixture(scope="module")
def shown() -> ReleasedBoard:
    return made(1)


def described(released: ReleasedBoard) -> str:
    figure = display.headline_figure(released)
    assert isinstance(figure, Figure)
    return figure.picture.description


def test_months_that_may_not_be_shown_are_not_called_too_few(
    hidden: ReleasedBoard, shown: ReleasedBoard
) -> None:
    told = described(hidden)
    assert "of the months that are shown lay between" in told or "no month is shown" in told
    assert "Too few months" not in told
    assert told.endswith("months hold counts too small to be published.")
    assert "that are shown" not in described(shown)


def test_no_size_is_spoken_of_where_none_is_told(
    hidden: ReleasedBoard, shown: ReleasedBoard
) -> None:
    assert "The size holds if" not in display.limits_and_options(hidden).markup
    of_all = display.limits_and_options(shown).markup
    assert "by themselves" in of_all.lower() or "The size holds if" in of_all


def without_ranges(table: Released) -> Released:
    return replace(table, table=table.table.with_columns(ratio=pl.lit(None, pl.Float64)))


def test_ranges_are_explained_where_there_is_one(shown: ReleasedBoard) -> None:
    agencies, districts = without_ranges(shown.agencies), without_ranges(shown.districts)
    none = replace(shown, agencies=agencies, districts=districts)
    assert display.segments_note(none).text == ""
    assert "Each line is the range" in display.segments_note(shown).text
    assert (
        "Each line is the range"
        in display.segments_note(replace(none, districts=shown.districts)).text
    )


def test_a_correlation_that_may_not_be_shown_leaves_a_sentence(
    hidden: ReleasedBoard, shown: ReleasedBoard
) -> None:
    decided = hidden.decision.form == "ratio"
    against = "at least" if decided else "below"
    assert f"months it was {against} 0.5; the figure itself is not shown" in (
        about.method(hidden).text
    )
    assert ", at least 0.5." in about.method(shown).text or ", below 0.5." in (
        about.method(shown).text
    )


def test_parts_that_may_not_be_shown_are_not_called_modelled_apart(
    hidden: ReleasedBoard,
) -> None:
    assert "Because they are modelled apart" not in display.made_of_and_returned(hidden).text

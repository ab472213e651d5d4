"""The words of the appropriateness report: right in each story, never against their numbers."""

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.papers.appropriateness.release import release_appropriateness
from referral_analysis.papers.appropriateness.words import opening
from referral_analysis.papers.board.display import change_made_of, made_of_and_returned
from referral_analysis.questions.came_back.release import release_differences, shown_returns
from referral_analysis.questions.came_back.tables import Differences
from referral_analysis.questions.came_back.words import came_back
from referral_analysis.questions.made_of.words import by_mix, made_of
from referral_analysis.questions.needs import EVERYTHING
from referral_analysis.report.words.moved import Moved, points, referrals
from referral_analysis.statistics.non_inferiority import Held

if TYPE_CHECKING:
    from referral_analysis.papers.board.release import ReleasedBoard

FELL = Moved(what="inappropriate", change=-120, low=-200, high=-40)
UNSURE = Moved(what="inappropriate", change=-20, low=-90, high=50)
ROSE = Moved(what="assessed and not in need", change=80, low=20, high=140)
LEVEL = Moved(what="assessed and not in need", change=-5, low=-60, high=50)


@pytest.mark.parametrize(
    ("closed", "not_in_need", "helped", "says", "never"),
    [
        (FELL, FELL, "held up", "help held up", "children may"),
        (FELL, ROSE, "held up", "how referrals are handled", "held up"),
        (FELL, LEVEL, "held up", "inappropriate referrals fell", "children"),
        (FELL, FELL, "fell", "may have been turned away", "held up"),
        (UNSURE, LEVEL, "held up", "cannot be told from no change", "fell"),
        (UNSURE, None, "cannot tell", "these months cannot tell", "fell"),
        (FELL, None, None, "too early to say", "turned away"),
        (UNSURE, LEVEL, "fell", "Take care", "inappropriate referrals fell"),
    ],
    ids=[
        "thresholds worked", "only recording changed", "contacts re-labelled",
        "children turned away", "nothing happened", "nothing can be told", "an interim paper",
        "only help fell",
    ],
)  # fmt: skip
def test_each_story_has_its_sentence(
    closed: Moved,
    not_in_need: Moved | None,
    helped: Held | None,
    says: str,
    never: str,
) -> None:
    sentence = opening(closed, not_in_need, helped)
    assert says in sentence
    assert never not in sentence


def test_a_change_is_written_with_its_parts() -> None:
    total = Moved(what="referrals", change=-93, low=-300, high=110)
    others = Moved(what="that were not", change=27, low=-150, high=200)
    assert made_of(total, [FELL, others]) == (
        "The parts, modelled apart, add up to 93 fewer referrals a month than expected: "
        "120 fewer inappropriate, 27 more that were not."
    )


def test_small_changes_are_not_given_a_direction() -> None:
    assert referrals(-0.4) == points(0.0004) == "no change"
    assert referrals(-1200) == "1,200 fewer"
    assert points(-0.0451) == "a fall of 4.5 points"


def test_shares_are_set_against_the_cohort_before() -> None:
    change = Moved(what="children", change=-0.007, low=-0.027, high=0.012)
    told = came_back(3, 0.092, change)
    assert "9.2% of children were referred again, and 9.9% of those" in told
    assert "from a fall of 2.7 points to a rise of 1.2 points" in told


def test_mix_and_within_are_named_apart() -> None:
    told = by_mix(-0.045, -0.001, -0.044)
    assert "fell by 4.5 points" in told
    assert "a fall of 4.4 points within agencies, a fall of 0.1 points by which agencies" in told
    assert "did not change" in by_mix(0.0, 0.01, -0.01)


def test_the_board_is_told_the_same_in_two_lines(february: AppropriatenessFindings) -> None:
    whole = release_appropriateness(february, DFE)
    plan = february.plan
    board = SimpleNamespace(
        plan=plan, parts=whole.parts, differences=whole.differences, have=EVERYTHING
    )
    told = made_of_and_returned(cast("ReleasedBoard", board)).text
    assert (
        "176 fewer referrals a month than expected: 107 fewer inappropriate, 69 fewer that were not"
        in told
    )
    assert "need not be what all referrals give when they are modelled as one" in told
    assert "Whether children came back sooner cannot be told. Within 3 months" in told
    figure = change_made_of(cast("ReleasedBoard", board))
    assert figure.picture.description in told
    returned = shown_returns(february.returned, plan, DFE)
    late = february.differences.filter(pl.col("months") == 6)
    nothing = SimpleNamespace(
        plan=plan,
        parts=whole.parts,
        differences=release_differences(late, returned, plan, DFE),
        have=EVERYTHING,
    )
    told = made_of_and_returned(cast("ReleasedBoard", nothing)).text
    assert "Too few children have been followed for three months" in told
    nobody = SimpleNamespace(
        plan=plan,
        parts=whole.parts,
        differences=release_differences(Differences.frame(), returned, plan, DFE),
        have=replace(EVERYTHING, columns=EVERYTHING.columns - {"child_id"}),
    )
    told = made_of_and_returned(cast("ReleasedBoard", nobody)).text
    assert "Too few children" not in told
    assert "came back sooner cannot be said: the extract has no ids of children" in told


def test_what_cannot_be_said_of_help_is_no_question_of_time() -> None:
    told = opening(FELL, None, None, "the extract has no closures")
    assert told == (
        "Modelled by themselves, inappropriate referrals fell; whether the referrals that reached "
        "help held up cannot be said, as the extract has no closures."
    )


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(0.01, 0.05, "sooner than before"), (-0.05, -0.01, "later than before")],
)
def test_a_clear_change_of_coming_back_is_named(
    february: AppropriatenessFindings, low: float, high: float, says: str
) -> None:
    whole = release_appropriateness(
        replace(
            february,
            differences=february.differences.with_columns(
                pl.lit(low).alias("low"), pl.lit(high).alias("high")
            ),
        ),
        DFE,
    )
    board = SimpleNamespace(
        plan=february.plan,
        parts=whole.parts,
        differences=whole.differences,
        have=EVERYTHING,
    )
    assert f"Children came back {says}." in made_of_and_returned(cast("ReleasedBoard", board)).text

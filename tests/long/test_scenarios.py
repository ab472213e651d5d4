"""Counties whose truth is known, told in the report's own words: never more than is so.

Two kinds. In a quiet county with large changes the words must be decisive, and right. In a county
with the noise of real ones, five months seldom decide, and then the words must say so; what they
may never say is what did not happen. `benchmarks/scenario_words.py` counts over many such counties.
"""

import pytest
from benchmarks.scenario_words import Told, quiet, told_of, wrong_words

from referral_analysis import simulate

pytestmark = pytest.mark.xdist_group("scenarios")

SEED = 1  # the first; taken before any word was looked at


@pytest.fixture(scope="module")
def decisive() -> dict[str, Told]:
    return {name: told_of(quiet(scenario), SEED) for name, scenario in simulate.SCENARIOS.items()}


def test_thresholds_that_worked_are_said_to_have(decisive: dict[str, Told]) -> None:
    told = decisive["thresholds_worked"]
    assert told.answer.startswith("Yes: inappropriate referrals fell")
    assert "fell too, which that would not explain" in told.recording
    # contacts by themselves may drift too: five months cannot rule out a rise as large
    assert "cannot tell whether the line between contacts and referrals moved" in told.elsewhere
    assert "more new CAFs than expected" in told.elsewhere


def test_a_change_in_recording_is_not_taken_for_a_fall(decisive: dict[str, Told]) -> None:
    told = decisive["recording_changed"]
    assert "a change in how cases are recorded could explain it" in told.answer
    assert "cannot be ruled out as the explanation" in told.recording


def test_a_line_that_moved_is_pointed_at(decisive: dict[str, Told]) -> None:
    told = decisive["contacts_relabelled"]
    assert "the line between contacts and referrals may have moved" in told.answer
    assert (
        "The fall in inappropriate referrals is matched by a rise in contacts that stayed "
        "contacts: the line between the two may have moved." in told.elsewhere
    )


def test_children_turned_away_are_not_overlooked(decisive: dict[str, Told]) -> None:
    told = decisive["appropriate_turned_away"]
    assert "No, they fell" in told.first_screen
    assert "may have been turned away" in told.options


def test_where_nothing_happened_nothing_is_said_to_have(decisive: dict[str, Told]) -> None:
    told = decisive["nothing_happened"]
    assert told.answer == "We cannot yet tell whether inappropriate referrals fell."
    assert "There is no clear fall" in told.elsewhere
    assert "may have moved" not in told.elsewhere


@pytest.mark.parametrize("name", simulate.SCENARIOS)
def test_in_a_county_like_real_ones_no_word_is_wrong(name: str) -> None:
    scenario = simulate.SCENARIOS[name]
    assert wrong_words(name, told_of(scenario, SEED)) == []

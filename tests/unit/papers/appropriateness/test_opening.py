"""Short answers on the first screen of the appropriateness report: one for each verdict."""

import pytest

from referral_analysis.papers.appropriateness.opening import _coming_back
from referral_analysis.report.words.moved import Moved


@pytest.mark.parametrize(
    ("low", "high", "answer", "tone"),
    [
        (1.0, 3.0, "Yes", "bad"),
        (-3.0, -1.0, "No, later", "good"),
        (-1.0, 3.0, "No clear change", "unsure"),
    ],
)
def test_children_who_came_back_sooner_are_said_to_have(
    low: float, high: float, answer: str, tone: str
) -> None:
    change = Moved(what="points", change=(low + high) / 2, low=low, high=high)
    assert _coming_back(change) == (answer, tone)

"""A change of verdict since the last report is said, and so is that there is none."""

import itertools

import pytest

from referral_analysis.questions.changed.words import points, verdicts
from referral_analysis.report.words.wording import Change, Ends


def told(low: float, high: float, mild: Ends | None = None) -> Change:
    return Change(
        what="inappropriate referrals", ratio=(low * high) ** 0.5, low=low, high=high, level=0.95,
        observed_a_month=400, months=5, mild=mild,
    )  # fmt: skip


FELL, ROSE, UNSURE = told(0.7, 0.9), told(1.1, 1.3), told(0.8, 1.1)
PROBABLY = told(0.8, 1.1, Ends(low=0.8, high=0.99))


@pytest.mark.parametrize(
    ("then", "now", "says"),
    [
        (UNSURE, PROBABLY, "The verdict has changed: the last report's figures could not tell "
         "whether inappropriate referrals fell; these tell that they probably fell."),
        (PROBABLY, FELL, "The verdict has changed: the last report's figures told that they "
         "probably fell; these tell that they fell."),
        (FELL, UNSURE, "The verdict has changed: the last report's figures told that they fell; "
         "these cannot tell whether inappropriate referrals fell."),
        (FELL, ROSE, "The verdict has changed: the last report's figures told that they fell; "
         "these tell that they rose."),
        (UNSURE, UNSURE, "As then, the figures cannot tell whether inappropriate referrals fell."),
        (FELL, FELL, "As then, the figures tell that they fell."),
    ],
)  # fmt: skip
def test_the_verdict_then_stands_beside_the_verdict_now(
    then: Change, now: Change, says: str
) -> None:
    assert verdicts(then, now) == says


def test_a_change_is_said_if_and_only_if_there_is_one() -> None:
    every = (FELL, ROSE, UNSURE, PROBABLY)
    for then, now in itertools.product(every, repeat=2):
        assert verdicts(then, now).startswith("The verdict has changed") == (then is not now)


def test_a_percentage_moves_by_points() -> None:
    """-15% to -17% is two points; a ratio of .98 upon .85 is 1.7 of them, and not 2%."""
    minus = "\N{MINUS SIGN}"
    assert points(0.85, 0.83) == f"{minus}2 points"
    assert points(0.85, 0.85 * 0.98) == f"{minus}1.7 points"
    assert points(0.85, 0.86) == "+1 point"
    assert points(0.85, 0.8504) == points(0.85, 0.8496) == "0 points"

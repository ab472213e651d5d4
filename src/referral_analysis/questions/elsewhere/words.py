"""Did the work move elsewhere? In words, from the fall and what rose beside it."""

from typing import Literal

from referral_analysis.report.words.wording import Change, number, span

NOT_BESIDE = (
    "How many fewer there were may not be shown, so nothing can be said of where they went."
)
Moved = Literal["matched", "in part", "too small", "cannot tell", "no fall"]


def fewer_a_month(fall: Change) -> tuple[float, float, float]:
    """Return how many fewer there were than expected: estimate, least and most a month."""
    return (
        _expected_less_observed(fall, fall.ratio),
        _expected_less_observed(fall, fall.nearest if fall.told == "fell" else fall.high),
        _expected_less_observed(fall, fall.low),
    )


def more_a_month(other: Change) -> tuple[float, float, float]:
    """Return how many more there were than expected: estimate, least and most a month."""
    return (
        -_expected_less_observed(other, other.ratio),
        -_expected_less_observed(other, other.low),
        -_expected_less_observed(other, other.high),
    )


def moved(fall: Change, other: Change) -> Moved:
    """Judge whether a fall went elsewhere, by both ranges and nothing else.

    "matched": it fell, the other rose, and the rise could be as large. "in part": the rise is
    smaller. "too small": there may be no rise, and none that is as large as the fall.
    """
    if fall.told != "fell":
        return "no fall"
    _, least_fewer, _ = fewer_a_month(fall)
    _, _, most_more = more_a_month(other)
    if other.told == "rose":
        return "matched" if most_more >= least_fewer else "in part"
    return "cannot tell" if most_more >= least_fewer else "too small"


def contacts(fall: Change, other: Change) -> str:
    """Say whether the line between contact and referral may have moved."""
    told = {
        "matched": (
            f"The fall in {fall.what} is matched by a rise in {other.what}: the line between the "
            f"two may have moved. {_side_by_side(fall, other)}"
        ),
        "in part": (
            f"There was a rise in {other.what}, smaller than the fall in {fall.what}: the line "
            f"between the two may have moved for part of them. {_side_by_side(fall, other)}"
        ),
        "too small": (
            f"A line moved between contacts and referrals cannot explain all of the fall: the "
            f"figures allow {span(other)} in {other.what}, at most {_at_most(other)} a month, "
            f"and at least {number(fewer_a_month(fall)[1])} fewer {fall.what}."
        ),
        "cannot tell": (
            f"We cannot tell whether the line between contacts and referrals moved: the figures "
            f"allow {span(other)} in {other.what}, and a rise could be as large as the fall in "
            f"{fall.what}."
        ),
        "no fall": (
            f"There is no clear fall in {fall.what} that could have become contacts. For "
            f"{other.what} the figures allow {span(other)}."
        ),
    }
    return told[moved(fall, other)]


def cafs(fall: Change, other: Change) -> str:
    """Say whether children may have been helped by a CAF instead."""
    told = {
        "matched": (
            f"There were more {other.what} than expected, perhaps as many as there were fewer "
            f"{fall.what}: "
            f"children may have been helped in this way instead, as the thresholds intend. "
            f"{_side_by_side(fall, other)}"
        ),
        "in part": (
            f"There were more {other.what} than expected, but not as many as there were fewer "
            f"{fall.what}: "
            f"some children may have been helped in this way instead, as the thresholds intend. "
            f"{_side_by_side(fall, other)}"
        ),
        "too small": (
            f"CAFs did not take the place of all of them: the figures allow {span(other)} in "
            f"{other.what}, at most {_at_most(other)} a month."
        ),
        "cannot tell": (
            f"We cannot tell whether CAFs took their place: the figures allow {span(other)} in "
            f"{other.what}."
        ),
        "no fall": f"For {other.what} the figures allow {span(other)}.",
    }
    return told[moved(fall, other)]


def _side_by_side(fall: Change, other: Change) -> str:
    return (
        f"A month, there were about {number(fall.fewer_a_month)} fewer {fall.what} and "
        f"{number(-other.fewer_a_month)} more {other.what}."
    )


def _at_most(other: Change) -> str:
    return f"{number(max(more_a_month(other)[2], 0))} more"


def _expected_less_observed(change: Change, ratio: float) -> float:
    return change.expected_at(ratio) - change.observed_a_month

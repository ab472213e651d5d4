"""Findings in plain English, made from their numbers, so that words cannot contradict figures."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["fell", "rose", "cannot tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change in one measure after the launch, against what was expected without it.

    `ratio` is observed over expected, with `low` and `high` the ends of its interval at `level`.
    Observed and expected are referrals a month, averaged over `months` whole months.
    """

    what: str
    ratio: float
    low: float
    high: float
    level: float
    observed_a_month: float
    months: int

    @property
    def expected_a_month(self) -> float:
        """What the months after would have held without the launch."""
        return self.observed_a_month / self.ratio

    @property
    def verdict(self) -> Verdict:
        """What the interval allows to be said, and no more."""
        if self.high < 1:
            return "fell"
        return "rose" if self.low > 1 else "cannot tell"


def number(value: float) -> str:
    """Write a count for a reader: 1,234."""
    return f"{round(value):,}"


def percent(ratio: float) -> str:
    """Write the size of a relative change: 14%; below one, "less than 1%"."""
    size = abs(ratio - 1) * 100
    if size < 0.05:
        return "no change"
    return "less than 1%" if size < 1 else f"{size:.0f}%"


def change_in_words(ratio: float) -> str:
    """Name a relative change: "a fall of 14%", "a rise of 3%" or "no change"."""
    size = percent(ratio)
    if size == "no change":
        return size
    return f"a {'fall' if ratio < 1 else 'rise'} of {size}"


def span(change: Change) -> str:
    """Name the interval: "a fall of 8% to 20%" or "anything from a fall of 12% to a rise of 5%"."""
    low, high = change.low, change.high
    if change.verdict == "fell":
        return f"a fall of between {percent(high)} and {percent(low)}"
    if change.verdict == "rose":
        return f"a rise of between {percent(low)} and {percent(high)}"
    return f"anything from {change_in_words(low)} to {change_in_words(high)}"


def answer(change: Change) -> str:
    """Answer the question in one sentence."""
    return {
        "fell": f"Yes: {change.what} fell after the new thresholds were launched.",
        "rose": f"No: {change.what} rose after the new thresholds were launched.",
        "cannot tell": f"We cannot yet tell whether {change.what} fell.",
    }[change.verdict]


def how_much(change: Change) -> str:
    """Set what happened beside what was expected, a month."""
    observed, expected = number(change.observed_a_month), number(change.expected_a_month)
    return (
        f"We would have expected about {expected} a month; there were {observed}. "
        f"That is {change_in_words(change.ratio)}. The figures allow {span(change)}."
    )


def how_sure(change: Change) -> str:
    """Say how much the answer can bear."""
    odds = (
        f"Ranges made in this way hold the true change about {change.level * 100:.0f} times in 100."
    )
    if change.verdict == "cannot tell":
        return (
            f"Chance alone could explain what was seen in {_months(change.months)}. {odds} "
            f"{smallest_visible(change)}"
        )
    return (
        f"Chance alone is an unlikely explanation, with {_months(change.months)} to go by. {odds}"
    )


def smallest_visible(change: Change) -> str:
    """Name the change that these months could have shown: half the width of the interval."""
    visible = (change.low / change.high) ** 0.5
    return f"A fall smaller than about {percent(visible)} could not have been told from chance."


def held_up(change: Change, margin: float) -> str:
    """Say whether appropriate referrals held up, against the largest fall that would be small."""
    limit = f"{margin * 100:.0f}%"
    if change.low > 1 - margin:
        return f"Yes: a fall of {limit} or more is unlikely. The figures allow {span(change)}."
    if change.high < 1:
        return f"No: they fell. The figures allow {span(change)}."
    return (
        f"We cannot tell: the figures allow {span(change)}, "
        f"so a fall of {limit} or more is not ruled out."
    )


def _months(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[count] if count < len(words) else count} month{'' if count == 1 else 's'}"

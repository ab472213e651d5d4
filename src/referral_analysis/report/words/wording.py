"""A change in one measure, and how its size and range read in plain English."""

from dataclasses import dataclass
from math import log
from typing import Literal

from referral_analysis.statistics.expected import expected

Verdict = Literal["fell", "rose", "cannot tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The ends of a range of observed over expected."""

    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """What a range allows to be said, and no more."""
        if self.high < 1:
            return "fell"
        return "rose" if self.low > 1 else "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change in one measure after the launch, against what was expected without it.

    `ratio` is observed over expected, with `low` and `high` the ends of its interval at `level`.
    Observed and expected are referrals a month, averaged over `months` whole months. `others`:
    what the referrals did that this change was measured against, where it was against any. `mild`:
    the ends where the path before may have drifted less by itself. `counted`: what could be told if
    blanks were nothing, where ranges allow for them to be one thing or the other. `safe`: the ends
    that a claim of no large change is read from (`statistics.non_inferiority`).
    `looks`: of how many planned reports the ranges hold all at once. `step`: of how many months
    each count is that was fitted, three where they are quarters.
    """

    what: str
    ratio: float
    low: float
    high: float
    level: float
    observed_a_month: float
    months: int
    others: Verdict | None = None
    mild: Ends | None = None
    counted: Verdict = "cannot tell"
    safe: Ends | None = None
    looks: int = 1
    step: int = 1

    @property
    def expected_a_month(self) -> float:
        """What the months after would have held without the launch."""
        return self.expected_at(self.ratio)

    def expected_at(self, ratio: float) -> float:
        """Return what they would have held a month, were this the ratio."""
        return expected(self.observed_a_month, ratio, 1 / self.step)

    @property
    def fewer_a_month(self) -> int:
        """Expected less observed, each as a reader sees it: the two and this add up."""
        return round(self.expected_a_month) - round(self.observed_a_month)

    @property
    def verdict(self) -> Verdict:
        """What the interval allows to be said for sure."""
        full = Ends(low=self.low, high=self.high).verdict
        return "cannot tell" if self.is_of_others else full

    @property
    def told(self) -> Verdict:
        """What can be said for sure, or at least probably."""
        return "cannot tell" if self.is_of_others else self._seen

    @property
    def is_probable(self) -> bool:
        """Claim that only the milder range, at which the path drifts less, excludes no change."""
        return self.told != self.verdict

    @property
    def is_of_blanks(self) -> bool:
        """Claim that blanks alone keep this from being told."""
        return self._seen == "cannot tell" != self.counted

    @property
    def is_of_others(self) -> bool:
        """Claim that the change may be the others' own: they moved the other way."""
        return {self._seen, self.others} == {"fell", "rose"}

    @property
    def nearest(self) -> float:
        """The end nearer to no change of the range that tells: the milder where only it does."""
        ends = self.mild if self.is_probable and self.mild else Ends(low=self.low, high=self.high)
        return ends.high if self.told == "fell" else ends.low

    @property
    def _seen(self) -> Verdict:
        """What the ranges allow before anything is held against them."""
        full = Ends(low=self.low, high=self.high).verdict
        return self.mild.verdict if full == "cannot tell" and self.mild else full


def number(value: float) -> str:
    """Write a count for a reader: 1,234."""
    return f"{round(value):,}"


def percent(ratio: float, ruled_out: str = "") -> str:
    """Write the size of a relative change: 14%; in words where a whole number would mislead.

    Below one it is "less than 1%", a fall of nearly all "more than 99%", and what would be written
    as the size that is ruled out, but is not it, is "just under" that.
    """
    size = abs(ratio - 1) * 100
    if size < 0.05:
        return "no change"
    if size < 1:
        return "less than 1%"
    if ratio < 0.01:
        return "more than 99%"
    text = f"{size:.0f}%"
    return f"just under {text}" if text == ruled_out else text


def change_in_words(ratio: float, ruled_out: str = "") -> str:
    """Name a relative change: "a fall of 14%", "a rise of 3%" or "no change"."""
    if ratio > 1:
        ruled_out = ""  # it is the size of a fall
    size = percent(ratio, ruled_out)
    if size == "no change":
        return size
    return f"a {'fall' if ratio < 1 else 'rise'} of {size}"


def span(change: Change, ruled_out: str = "") -> str:
    """Name the interval: "a fall of between 8% and 20%", "anything from ... to a rise of 5%".

    ruled_out: the size of a fall that the interval rules out, and that no rounded end may name.
    """
    verdict = change.verdict
    if verdict == "cannot tell":
        ends = [change_in_words(ratio, ruled_out) for ratio in (change.low, change.high)]
        return f"anything from {ends[0]} to {ends[1]}"
    near, far = sorted((change.low, change.high), key=lambda ratio: abs(ratio - 1))
    kind, limit = ("fall", ruled_out) if verdict == "fell" else ("rise", "")
    least, most = (_some(percent(end, limit)) for end in (near, far))
    # nearly all at both ends: there is nothing to write between the two
    return f"a {kind} of {least}" if least == most else f"a {kind} of between {least} and {most}"


def _some(size: str) -> str:
    """Write the size of a change that is one, however near it is to none."""
    return "less than 1%" if size == "no change" else size


def size(change: Change) -> str:
    """Give the best estimate in two or three words: 22% fewer, or perhaps so."""
    words = percent(change.ratio)
    if change.told == "cannot tell":
        words = words if words == "no change" else f"perhaps {words}"
    else:
        words = _some(words)
    if words == "no change":
        return "No change"
    return f"{words[0].upper()}{words[1:]} {'fewer' if change.ratio < 1 else 'more'}"


def how_much(change: Change) -> str:
    """Set what happened beside what was expected, a month."""
    observed, expected = number(change.observed_a_month), number(change.expected_a_month)
    return (
        f"We would have expected about {expected} a month; there were {observed}. "
        f"The figures allow {span(change)}."
    )


def sure(change: Change) -> str:
    """Say how sure we are in a few words; the size counts as known to half of itself."""
    if change.told == "cannot tell":
        return "Not sure enough"
    if change.is_probable:
        return f"Not sure, but they probably {change.told}"
    if is_size_known(change):
        return f"Sure that they {change.verdict}"
    return f"Fairly sure they {change.verdict}"


def is_size_known(change: Change) -> bool:
    """Claim that the end of the range nearer to no change is at least half the estimate."""
    nearer = change.high if change.verdict == "fell" else change.low
    return change.verdict != "cannot tell" and abs(log(nearer)) >= abs(log(change.ratio)) / 2


def months_in_words(count: int) -> str:
    """Count months: five months; from eleven on in figures."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[count] if count < len(words) else count} month{'' if count == 1 else 's'}"


TOO_SMALL = "The months behind it hold counts too small to be published."
"""Why a figure of months that have settled is not there."""


def too_early(months: int, days: int) -> str:
    """Say why nothing is said: outcomes take their time, and too few months have settled."""
    verb = "has" if months == 1 else "have"
    return (
        f"Assessments and closures take about {round(days / 7)} weeks to settle, and only "
        f"{months_in_words(months)} since the launch {verb} settled."
    )

"""Findings in plain English, made from their numbers, so that words cannot contradict figures."""

from dataclasses import dataclass
from math import log
from typing import Literal

from referral_analysis.appropriateness.guardrail import held

Verdict = Literal["fell", "rose", "cannot tell"]
Doubt = Literal["recording", "too early", "line"]
"""Why a fall of the headline may be no fall of inappropriate referrals: recording may have changed,
or it is too early to see whether it did; the line between contacts and referrals may have moved."""

NO_JUDGEMENT = (
    "A referral closed with no further action may still have been right to make: this counts "
    "what was done, not whether it was right, which only people who read the files can say."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change in one measure after the launch, against what was expected without it.

    `ratio` is observed over expected, with `low` and `high` the ends of its interval at `level`.
    Observed and expected are referrals a month, averaged over `months` whole months. `others`:
    what the referrals did that this change was measured against, where it was against any.
    """

    what: str
    ratio: float
    low: float
    high: float
    level: float
    observed_a_month: float
    months: int
    others: Verdict | None = None

    @property
    def expected_a_month(self) -> float:
        """What the months after would have held without the launch."""
        return self.observed_a_month / self.ratio

    @property
    def verdict(self) -> Verdict:
        """What the interval allows to be said, and no more."""
        return "cannot tell" if self.is_of_others else _moved(self)

    @property
    def is_of_others(self) -> bool:
        """Claim that the change may be the others' own: they moved the other way."""
        return {_moved(self), self.others} == {"fell", "rose"}


def _moved(change: Change) -> Verdict:
    if change.high < 1:
        return "fell"
    return "rose" if change.low > 1 else "cannot tell"


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
    return f"a {kind} of between {_some(percent(near, limit))} and {_some(percent(far, limit))}"


def _some(size: str) -> str:
    """Write the size of a change that is one, however near it is to none."""
    return "less than 1%" if size == "no change" else size


def answer(change: Change, doubt: Doubt | None = None) -> str:
    """Answer the question in one sentence; a fall that may be one of counting only says so."""
    if doubt is not None:
        return f"{_FEWER_CLOSED_AT_ONCE}{_DOUBTED[doubt]}"
    return {
        "fell": f"Yes: {change.what} fell after the new thresholds were launched.",
        "rose": f"No: {change.what} rose after the new thresholds were launched.",
        "cannot tell": f"We cannot yet tell whether {change.what} fell.",
    }[change.verdict]


_FEWER_CLOSED_AT_ONCE = (
    "Fewer referrals were closed with no further action after the new thresholds were launched"
)
_DOUBTED: dict[Doubt, str] = {
    "recording": ", but a change in how cases are recorded could explain it.",
    "too early": "; it is too early to tell that from a change in how cases are recorded.",
    "line": ", but contacts rose: the line between contacts and referrals may have moved.",
}


def what_was_counted(change: Change) -> str:
    """Say what the months were held against."""
    months = months_in_words(change.months)
    return (
        f"Referrals closed with no further action in {months} after the launch, against what the "
        "months before, and the other referrals of the same months, would have led us to expect."
    )


def size(change: Change) -> str:
    """Give the best estimate in two or three words: 22% fewer, or perhaps so."""
    words = percent(change.ratio)
    if change.verdict == "cannot tell":
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
    if change.verdict == "cannot tell":
        return "Not sure enough"
    if is_size_known(change):
        return f"Sure that they {change.verdict}"
    return f"Fairly sure they {change.verdict}"


def is_size_known(change: Change) -> bool:
    """Claim that the end of the range nearer to no change is at least half the estimate."""
    nearer = change.high if change.verdict == "fell" else change.low
    return change.verdict != "cannot tell" and abs(log(nearer)) >= abs(log(change.ratio)) / 2


def how_sure(change: Change) -> str:
    """Say how much the answer can bear."""
    level = f"{change.level * 100:.0f}"
    odds = f"Ranges made in this way hold the true change about {level} times in 100."
    months = months_in_words(change.months)
    if change.is_of_others:
        ours, theirs = ("fell", "rose") if change.high < 1 else ("rose", "fell")
        return (
            f"They {ours} against the other referrals, but those {theirs}: "
            f"which of the two moved cannot be told. {odds}"
        )
    if change.verdict == "cannot tell":
        return (
            f"Chance alone could explain what was seen in {months}. {odds} "
            f"{smallest_visible(change)}"
        )
    if is_size_known(change):
        return f"Chance alone is an unlikely explanation of what was seen in {months}. {odds}"
    small = "fall" if change.verdict == "fell" else "rise"
    return (
        f"Chance alone is an unlikely explanation, but {months} cannot say whether "
        f"the {small} is small or large. {odds}"
    )


def smallest_visible(change: Change) -> str:
    """Name the smallest fall that these months could have shown: one whose range ends at none."""
    visible = min(change.ratio / change.high, 0.99)
    return f"A fall smaller than about {percent(visible)} could not have been told from chance."


def held_up(change: Change, margin: float) -> str:
    """Say whether appropriate referrals held up, against the largest fall that would be small."""
    limit = f"{margin * 100:.0f}%"
    verdict = held(change.low, change.high, margin)
    told = f"The figures allow {span(change, ruled_out=limit if verdict == 'held up' else '')}"
    return {
        "held up": f"A fall of {limit} or more is unlikely. {told}.",
        "fell": f"{told}, and a fall of {limit} or more is not ruled out.",
        "cannot tell": f"{told}: a fall of {limit} or more is not ruled out.",
    }[verdict]


def limits(others: Change | None, margin: float) -> tuple[str, str]:
    """Say what the figures do not tell; the second rests on what the other referrals did."""
    alone = "Anything else that moved inappropriate referrals alone would look like an effect"
    if others is None:
        return NO_JUDGEMENT, f"{alone}."
    return NO_JUDGEMENT, f"{others_in_words(others, margin)} {alone} of the thresholds."


def others_in_words(others: Change, margin: float) -> str:
    """Say whether the referrals compared with stayed as they were, without which the size is off.

    They stayed if the whole range lies within the margin either way.
    """
    told = f"By themselves {others.what} show {span(others)}"
    if 1 - margin < others.low and others.high < 1 + margin:
        return f"{told}: they stayed as they were to within {margin * 100:.0f}%."
    if others.verdict == "cannot tell":
        return (
            f"The size holds if the launch left {others.what} as they were, which "
            f"{months_in_words(others.months)} cannot tell: the figures allow {span(others)}."
        )
    return (
        f"{told}: the comparison takes them as they came, so its size is not "
        "the whole change in inappropriate referrals."
    )


def too_early(months: int, days: int) -> str:
    """Say why nothing is said: outcomes take their time, and too few months have settled."""
    verb = "has" if months == 1 else "have"
    return (
        f"Assessments and closures take about {round(days / 7)} weeks to settle, and only "
        f"{months_in_words(months)} since the launch {verb} settled."
    )


def wider(headline: Change, wide: Change) -> str:
    """Set the headline beside the wider count, which a change in recording would leave alone."""
    counted = (
        "Counting those as well, against the appropriate referrals of the same months, "
        f"the figures allow {span(wide)}"
    )
    if headline.verdict == wide.verdict != "cannot tell":
        return f"{counted}: the same direction, so such a change is not needed to explain it."
    if headline.verdict == "cannot tell":
        return f"{counted}."
    if wide.verdict != "cannot tell":
        return f"{counted}: the other direction, so such a change may be all there is to it."
    return f"{counted}: a change in recording cannot be ruled out as the explanation."


def moved_most(planned: float, choice: str, ratio: float) -> str:
    """Name the choice of model that moves the best estimate most, and where to."""
    return (
        f"The choice that moves the best estimate most is this: {choice[0].lower()}{choice[1:]}. "
        f"It gives {change_in_words(ratio)}, where the model of this report gives "
        f"{change_in_words(planned)}."
    )


def what_would_settle(change: Change) -> str:
    """Say what more months would do."""
    if change.verdict != "cannot tell":
        return "Further months will show whether the change lasts."
    return (
        "Each further month narrows the range, but slowly, because neighbouring months resemble "
        "each other and say partly the same."
    )


def months_in_words(count: int) -> str:
    """Count months: five months; from eleven on in figures."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[count] if count < len(words) else count} month{'' if count == 1 else 's'}"

"""The audit's findings in plain English, made from their numbers.

Shares are from 0 to 1; a `Range` of a change is the share after less the share before.
"""

from dataclasses import dataclass
from typing import Literal

from referral_analysis.questions.audited.sample import Unrated
from referral_analysis.series.outcome import NFA, Outcome

Trust = Literal["yes", "in part", "moved"]
GOOD = 0.9
"""How much of what NFA marks must be inappropriate, and of that it leaves appropriate, for NFA to
be taken for the judgement itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A share, or a change of one, with the ends of its interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """How NFA stands to the judgement: PPV, FOR and sensitivity after, and how the first two moved.

    `ppv_change` and `omission_change` are after less before.
    """

    ppv: Range
    omission: Range
    sensitivity: Range
    ppv_change: Range
    omission_change: Range

    @property
    def trust(self) -> Trust:
        """Whether NFA can be trusted to stand in for the auditors' judgement."""
        if any(not one.low <= 0 <= one.high for one in (self.ppv_change, self.omission_change)):
            return "moved"
        is_good = self.ppv.estimate >= GOOD and 1 - self.omission.estimate >= GOOD
        return "yes" if is_good else "in part"


def percent(share: float) -> str:
    """Write a share in whole per cent."""
    return f"{share * 100:.0f}%"


def with_range(share: Range) -> str:
    """Write a share with its range: 42% (36% to 48%)."""
    return f"{percent(share.estimate)} ({percent(share.low)} to {percent(share.high)})"


def points(change: float) -> str:
    """Write a change of a share in percentage points, with its sign: +3, -5."""
    rounded = round(change * 100)
    return "0" if rounded == 0 else f"{rounded:+d}".replace("-", "\N{MINUS SIGN}")


def change_with_range(change: Range) -> str:
    """Write a change with its range, in percentage points: -5 (-13 to +3)."""
    return f"{points(change.estimate)} ({points(change.low)} to {points(change.high)})"


def out_of_100(share: float) -> str:
    """Write a share as so many in 100."""
    return f"{share * 100:.0f} in 100"


def prevalence(before: Range, after: Range, change: Range) -> str:
    """Set the share judged inappropriate before and after side by side, and say what that shows."""
    told = (
        f"By the auditors' judgement {percent(after.estimate)} of referrals were inappropriate "
        f"after the launch, against {percent(before.estimate)} before it"
    )
    if change.high < 0:
        return f"{told}: a fall of {-change.estimate * 100:.0f} points that chance hardly explains."
    if change.low > 0:
        return f"{told}: a rise of {change.estimate * 100:.0f} points that chance hardly explains."
    return (
        f"{told}; by itself the audit cannot tell this from no change: the figures allow anything "
        f"from {_moved(change.low)} to {_moved(change.high)}."
    )


def agreement(raw: Range, coefficient: Range) -> str:
    """Say how often auditors agreed on the same case, and how far that is beyond chance."""
    return (
        f"Two auditors who judged the same case agreed {out_of_100(raw.estimate)} times: "
        f"{_beyond(coefficient.estimate)} agreement beyond chance (Gwet's AC1 "
        f"{coefficient.estimate:.2f}, {coefficient.low:.2f} to {coefficient.high:.2f})."
    )


def agreement_unknown(why: Unrated) -> str:
    """Say why nothing can be said of how far auditors agree."""
    return {
        "none given to two": "No case was given to two auditors, so how far they agree on one is "
        "not known.",
        "not back from two": "The judgements of two auditors are in for fewer than two cases, so "
        "how far they agree on one is not known yet.",
    }[why]


def trust(proxy: Proxy, outcome: Outcome = NFA) -> str:
    """Say whether the outcome can stand in for the auditors' judgement, and why."""
    whose, what = (
        ("with no further action", "no further action")
        if outcome.is_nfa
        else (outcome.closed, "the count")
    )
    seen = (
        f"Of referrals {whose} they judged {percent(proxy.ppv.estimate)} "
        f"inappropriate, and of the others {percent(proxy.omission.estimate)}: {what} "
        f"finds about {out_of_100(proxy.sensitivity.estimate)} of the inappropriate ones."
    )
    return {
        "moved": f"{seen} It did not mean the same before and after the launch, so it must not be "
        "read by itself.",
        "in part": f"{seen} It stands in for their judgement in part only. Nothing shows that its "
        "meaning changed with the launch, but changes smaller than these ranges would not show.",
        "yes": f"{seen} It stands in well for their judgement, and nothing shows that its meaning "
        "changed with the launch.",
    }[proxy.trust]


def trust_in_short(proxy: Proxy) -> str:
    """Answer in a few words whether the outcome can be trusted as a stand-in."""
    return {"moved": "No: its meaning moved", "in part": "In part only", "yes": "Yes"}[proxy.trust]


def same_accuracy(recorded: Range, expected: Range, outcome: Outcome = NFA) -> str:
    """Set the share judged after beside what NFA would make of it, had it been as accurate."""
    what = "no further action" if outcome.is_nfa else "the count of inappropriate referrals"
    return (
        f"Had {what} been as accurate after the launch as before it, its share would "
        f"have stood for {with_range(expected)} of referrals; the auditors judged "
        f"{with_range(recorded)} inappropriate."
    )


def _moved(change: float) -> str:
    size = abs(round(change * 100))
    if size == 0:
        return "no change"
    return f"a {'fall' if change < 0 else 'rise'} of {size} point{'' if size == 1 else 's'}"


def _beyond(coefficient: float) -> str:
    """Name the size of an agreement coefficient: the words of Landis and Koch (1977)."""
    words = ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "only fair"))
    return next((word for least, word in words if coefficient > least), "hardly any")

"""A change in a count or a share, in words: 118 fewer, a fall of 4.5 points."""

from dataclasses import dataclass

from referral_analysis.report.words.wording import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A change with its range; a fall is negative. `what` names what changed, in the plural."""

    what: str
    change: float
    low: float
    high: float

    @property
    def fell(self) -> bool:
        """Claim that the whole range is a fall."""
        return self.high < 0

    @property
    def rose(self) -> bool:
        """Claim that the whole range is a rise."""
        return self.low > 0


def referrals(change: float) -> str:
    """Name a change in referrals: 118 fewer, 27 more, no change."""
    if round(change) == 0:
        return "no change"
    return f"{number(abs(change))} {'fewer' if change < 0 else 'more'}"


def points(change: float) -> str:
    """Name a change in a share: a fall of 4.5 points, a rise of 0.2 points."""
    size = f"{abs(change) * 100:.1f}"
    if size == "0.0":
        return "no change"
    return f"a {'fall' if change < 0 else 'rise'} of {size} points"

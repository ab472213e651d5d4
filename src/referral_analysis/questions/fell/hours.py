"""What the change comes to in hours of work, at the hours a referral that the council states."""

from dataclasses import dataclass

from referral_analysis.report.words.moved import referrals
from referral_analysis.report.words.wording import Change, number


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursEach:
    """The least and the most hours of work that one inappropriate referral takes."""

    least: float
    most: float


def hours(headline: Change, each: HoursEach) -> str:
    """Say what the change a month is in hours, by the best estimate and over its whole range.

    The range is that of the change and of the hours together: its ends at whichever hours make them
    widest.
    """
    best = -headline.fewer_a_month
    if best == 0:
        told = "the best estimate is as many as expected, and no hours"
    else:
        span = f"{number(abs(best) * each.least)} to {number(abs(best) * each.most)} hours a month"
        told = f"{referrals(best)} a month than expected {'is' if abs(best) == 1 else 'are'} {span}"
    observed = headline.observed_a_month
    low, high = (observed * (1 - 1 / end) for end in (headline.low, headline.high))
    lowest = min(low * each.least, low * each.most)
    highest = max(high * each.least, high * each.most)
    return (
        f"At {each.least:g} to {each.most:g} hours for each inappropriate referral, as whoever "
        f"made this report states, {told}; the figures allow anything from {_moved(lowest)} to "
        f"{_moved(highest)}. Hours are saved only where the same work is not done elsewhere: "
        "whether it moved is asked below."
    )


def _moved(value: float) -> str:
    size = number(abs(value))
    return "no change" if size == "0" else f"{size} hours {'fewer' if value < 0 else 'more'}"

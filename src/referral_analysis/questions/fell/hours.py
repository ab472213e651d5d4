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
    told = "the best estimate is as many as expected, and no hours"
    if best:
        are = "is" if abs(best) == 1 else "are"
        span = _span(number(abs(best) * each.least), number(abs(best) * each.most))
        told = f"{referrals(best)} a month than expected {are} {span} hours a month"
    observed = headline.observed_a_month
    low, high = (observed - headline.expected_at(end) for end in (headline.low, headline.high))
    lowest = min(low * each.least, low * each.most)
    highest = max(high * each.least, high * each.most)
    moved = "spent" if best > 0 else "saved"
    return (
        f"At {_span(f'{each.least:g}', f'{each.most:g}')} hours for each inappropriate referral, "
        f"as whoever made this report states, {told}; the figures allow anything from "
        f"{_moved(lowest)} to {_moved(highest)}. Hours are {moved} only where the change is one of "
        "referrals, not of how they are recorded, and the same work has not moved from or to "
        "elsewhere: both are asked below."
    )


def _span(least: str, most: str) -> str:
    return least if least == most else f"{least} to {most}"


def _moved(value: float) -> str:
    size = number(abs(value))
    return "no change" if size == "0" else f"{size} hours {'fewer' if value < 0 else 'more'}"

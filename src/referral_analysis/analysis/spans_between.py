"""Contacts and CAFs over a stretch of months, beside what an earlier release shows of another.

They are counted over the months after the launch alone, and no month of them is printed. What two
releases count over stretches of which one lies within the other differs by the months between.
"""

from collections.abc import Iterator
from dataclasses import replace

from referral_analysis.analysis.printed_counts import PrintedCounts
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.disclosure.register import BOARD, Earlier


def hide_between(
    hidden: Hidden, names: PrintedCounts, policy: Policy, earlier: Earlier | None
) -> Hidden:
    """Hide contacts and CAFs of which an earlier Board report leaves a count too small to show.

    Of referrals the months are printed, and the proof holds these to each other.
    """
    by_month = {count.measure for count in names.months}
    told = {
        count
        for count in names.elsewhere
        if count is not None
        and count.measure not in by_month
        and any(
            abs(policy.rounded(names.values[count]) - shown) in policy.small_counts
            for shown in _within_or_around(count, earlier)
        )
    }
    return replace(hidden, counts=hidden.counts | told)


def _within_or_around(count: Count, earlier: Earlier | None) -> Iterator[int]:
    """Yield what earlier Board reports show of the same over some of these months, or more."""
    for release in earlier.releases if earlier else ():
        for other, shown in release.counts.items() if release.report == BOARD else ():
            is_same = (other.measure, other.kind) == (count.measure, count.kind)
            if shown is None or not is_same or other == count:
                continue
            is_within = count.first <= other.first and other.last <= count.last
            is_around = other.first <= count.first and count.last <= other.last
            if is_within or is_around:
                yield shown

"""What best estimates of many places say together, and of how many a change can be told."""

from collections.abc import Mapping, Sequence
from typing import Any

from referral_analysis.analysis.segments import LEAST_A_MONTH, MONTHS_OF_AN_END


def directions(ratios: Sequence[float], kinds: str) -> str:
    """Say in how many of all places the best estimate is a fall; ratios are observed / expected.

    kinds: what there are many of, in the plural. Empty where there is no estimate.
    """
    if not ratios:
        return ""
    total, fewer = len(ratios), sum(ratio < 1 for ratio in ratios)
    if fewer in {0, total}:
        way = "fewer" if fewer else "more"
        each = f"the one {_one(kinds)}" if total == 1 else f"all {total} {kinds}"
        return f"The best estimates are of {way} in {each}"
    more = sum(ratio > 1 for ratio in ratios)
    return f"The best estimates are of fewer in {fewer} of {total} {kinds}, of more in {more}"


def told_apart(fell: int, rose: int) -> str:
    """Say of how many a range by itself tells a change, as the end of a sentence."""
    if fell == rose == 0:
        return "none can be told from no change by itself"
    told = [
        f"a {way} can be told in {count}"
        for way, count in (("fall", fell), ("rise", rose))
        if count
    ]
    return " and ".join(told)


def beyond(kinds: str, out: int, far: int) -> str:
    """Say of a funnel how many points lie beyond chance alone, and how many beyond all else too."""
    if out == 0:
        return f"No {_one(kinds)} differs from the county by more than chance"
    more = f"{far} of them" if far else "none"
    if out == 1:
        also = "beyond ordinary differences too" if far else "not beyond ordinary differences"
        return f"One {_one(kinds)} differs by more than chance; {also}"
    return f"{out} of the {kinds} differ by more than chance; {more} beyond ordinary differences"


def without_agency(band: Mapping[str, Any]) -> str:
    """Say that the agency of many referrals is not known here; band: a row of the gaps told.

    An agency whose word is on no list has no figures, which is not that it has too few.
    """
    share = f"{band['low'] * 100:.0f} to {band['high'] * 100:.0f}%"
    return (
        f"The agency of {share} of referrals since the launch is blank, or a word that is on no "
        "list: they stand under Unknown. An agency that is not here, or has few, may be among them "
        "under another word; referral-analysis check lists those words, and a mapping of codes "
        "gives them their agency."
    )


def without_estimate(names: Sequence[str]) -> tuple[str, ...]:
    """Say of which places no change was estimated, and by what rule; nothing where of none."""
    if not names:
        return ()
    return (
        f"No change is estimated for {', '.join(names)}: fewer than {LEAST_A_MONTH} inappropriate "
        "referrals a month, or none of any kind in the first or the last "
        f"{MONTHS_OF_AN_END} months, as where one began or ended.",
    )


def _one(kinds: str) -> str:
    return {"districts": "district", "agencies": "agency"}[kinds]

"""A district or an agency in words, and its findings in plain English."""

from collections.abc import Mapping

from referral_analysis.analysis.segments import Segment
from referral_analysis.extract.codes import AGENCIES
from referral_analysis.its.effects.pooling import LEAST_SEGMENTS
from referral_analysis.report.words import wording
from referral_analysis.report.words.wording import Change
from referral_analysis.series.outcome import NFA, Outcome

FROM: Mapping[str, str] = {one.name: one.after_from for one in AGENCIES if one.after_from}
"""Agencies whose group is not a name that reads well after `from`."""
PLURAL = {"district": "districts", "agency": "agencies"}
SURE = 0.05


def title(segment: Segment) -> str:
    """Name a segment at the start of a line."""
    name = FROM.get(segment.name, segment.name) if segment.kind == "agency" else segment.name
    return name[:1].upper() + name[1:]


def referrals_of(segment: Segment) -> str:
    """Name its inappropriate referrals: in a district, from an agency."""
    if segment.kind == "district":
        return f"inappropriate referrals in {segment.name}"
    return f"inappropriate referrals from {FROM.get(segment.name, segment.name)}"


def counted(segment: Segment, months: int, outcome: Outcome = NFA, *, is_pooled: bool) -> str:
    """Say what was counted, and what it is held against."""
    told = (
        f"Referrals {outcome.closed} in {wording.months_in_words(months)} after the "
        "launch, against what the months before would have led us to expect."
    )
    if not is_pooled:
        return told
    return (
        f"{told} The estimate is drawn towards those of the other {PLURAL[segment.kind]} as far as "
        "its own figures are few."
    )


def own_change(kind: str, compared: int, chance: float) -> str:
    """Say whether a change of its own is left once all segments are compared at once.

    Empty where there is one alone, which stands beside no other.
    """
    if compared <= 1:
        return ""
    kinds = f"{compared} {PLURAL[kind]}"
    if chance < SURE:
        return f"With all {kinds} compared at once, its own figures still show a change."
    return (
        f"With all {kinds} compared at once, its own figures by themselves could be chance: "
        "it is not one to single out."
    )


def beside_county(change: Change, county: Change) -> str:
    """Set a segment beside the county, told apart only where its range excludes the county's."""
    told = (
        f"In the whole county they show {wording.change_in_words(county.ratio)}; the figures "
        f"allow {wording.span(county)}."
    )
    if change.low <= county.ratio <= change.high:
        return f"{told} That is within the range here: the two cannot be told apart."
    less = "fell more" if change.ratio < county.ratio else "fell less, or rose more,"
    return f"{told} That is outside the range here: they {less} than in the county."


def by_itself(kind: str) -> str:
    """Say that estimates of the kind are each by itself, and whose the county's are."""
    return (
        f"Fewer than {LEAST_SEGMENTS} {PLURAL[kind]} have an estimate, too few to draw one towards "
        "the others. The county's two changes are those of the Board report on the same extract."
    )


def how_made(own: Change | None, pooled: Change | None, kind: str) -> str:
    """Say what the ranges of a place are made of, and which of its two is the wider.

    own: by its own months alone; pooled: drawn towards the others; None where not shown.
    """
    told = ""
    if own is not None and pooled is not None:
        is_wider = own.high / own.low > pooled.high / pooled.low
        told = (
            "Of the two ranges here, that of its own months alone is the wider: drawn towards the "
            "others it borrows what they have in common. "
            if is_wider
            else f"Drawn towards the others its range is no narrower than that of its own months "
            f"alone: it holds what the {PLURAL[kind]} share, and that is uncertain too. "
        )
    return (
        f"{told}The change drawn towards the others, and the county's two, are those of the Board "
        "report on the same extract."
    )


def without_estimate(segment: Segment, least: int, months_of_an_end: int) -> str:
    """Say that there is no estimate, and by what rule: `analysis.segments.modelled`."""
    here = "in this district" if segment.kind == "district" else "from this agency"
    return (
        f"No change is estimated: fewer than {least} inappropriate referrals a month {here}, too "
        "few to tell a change from chance, or none of any kind in the first or the last "
        f"{months_of_an_end} months, as where it began or ended. Its counts are shown as far as "
        "they can be."
    )

"""What a count counts, as all tables and releases share it: a measure, whose, which months."""

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass

from referral_analysis.periods import QUARTER, add_months, month_range

COUNTY = "county"
KINDS = ("district", "agency")
LISTED = "listed"
"""The measure of all that parts are shares of, which their shares tell: parts add up to it."""
_PART, _PART_OF_MORE = "part", "part of more"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Count:
    """A measure, whose, and from which first to which last month."""

    measure: str
    kind: str
    segment: str
    first: dt.date
    last: dt.date

    def of(self, measure: str) -> "Count":
        """Name another measure of the same children and months."""
        return Count(
            measure=measure,
            kind=self.kind,
            segment=self.segment,
            first=self.first,
            last=self.last,
        )

    def part(self, name: str, *, of_more: bool) -> "Count":
        """Name a part of it, such as one code of an agency.

        of_more: its parts are not all of it, as some of its referrals have no name of a part.
        """
        kind = f"{_PART_OF_MORE if of_more else _PART}: {self.kind}"
        return Count(
            measure=self.measure,
            kind=kind,
            segment=f"{self.segment}: {name}",
            first=self.first,
            last=self.last,
        )

    @property
    def whole(self) -> "Count | None":
        """What it is a part of; None where it is none."""
        mark, _, kind = self.kind.partition(": ")
        if mark not in {_PART, _PART_OF_MORE}:
            return None
        return Count(
            measure=self.measure,
            kind=kind,
            segment=self.segment.partition(": ")[0],
            first=self.first,
            last=self.last,
        )

    @property
    def is_of_more(self) -> bool:
        """Claim that it and the other parts may not be all of the whole."""
        return self.kind.startswith(f"{_PART_OF_MORE}: ")

    @property
    def months(self) -> list["Count"]:
        """The months that it adds up."""
        return [self.over(month, month) for month in month_range(self.first, self.last)]

    @property
    def county(self) -> "Count":
        """The whole county's, in the same months."""
        return Count(
            measure=self.measure, kind=COUNTY, segment=COUNTY, first=self.first, last=self.last
        )

    def over(self, first: dt.date, last: dt.date) -> "Count":
        """Name the same over other months."""
        return Count(
            measure=self.measure, kind=self.kind, segment=self.segment, first=first, last=last
        )


def pieces_of(total: Count, known: Container[Count]) -> Sequence[Count]:
    """Return the known counts that a span adds up: its months, or else quarters; none if it cannot.

    Quarters are taken from its first month on, and it is never its own piece.
    """
    if all(month in known for month in total.months):
        return total.months
    pieces, first = list[Count](), total.first
    while first <= total.last:
        piece = total.over(first, add_months(first, QUARTER - 1))
        if piece not in known or piece == total or piece.last > total.last:
            return ()
        pieces.append(piece)
        first = add_months(first, QUARTER)
    return pieces


def county_count(measure: str, first: dt.date, last: dt.date) -> Count:
    """Name what the whole county has of a measure, from one month to another."""
    return Count(measure=measure, kind=COUNTY, segment=COUNTY, first=first, last=last)

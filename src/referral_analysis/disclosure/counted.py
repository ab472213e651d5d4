"""What a count counts, as all tables and releases share it: a measure, whose, which months."""

import datetime as dt
from dataclasses import dataclass

from referral_analysis.periods import month_range

COUNTY = "county"
KINDS = ("district", "agency")


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

    @property
    def months(self) -> list["Count"]:
        """The months that it adds up."""
        return [self._between(month, month) for month in month_range(self.first, self.last)]

    @property
    def county(self) -> "Count":
        """The whole county's, in the same months."""
        return Count(
            measure=self.measure, kind=COUNTY, segment=COUNTY, first=self.first, last=self.last
        )

    def _between(self, first: dt.date, last: dt.date) -> "Count":
        return Count(
            measure=self.measure, kind=self.kind, segment=self.segment, first=first, last=last
        )


def county_count(measure: str, first: dt.date, last: dt.date) -> Count:
    """Name what the whole county has of a measure, from one month to another."""
    return Count(measure=measure, kind=COUNTY, segment=COUNTY, first=first, last=last)

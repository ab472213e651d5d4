"""What these tables are keyed by, and the names of their rows."""

from collections.abc import Mapping, Sequence

import polars as pl

from referral_analysis.analysis.tables import (
    KIND,
    LABEL,
    MONTHS,
    OBSERVED_TOTAL,
    SEGMENT,
    SHARE_HIGH,
    SHARE_LOW,
)
from referral_analysis.schema import Declared, Schema

NFA, OTHERS, NOT_IN_NEED, APPROPRIATE = "nfa", "all_others", "not_in_need", "appropriate"
TOTAL = "referrals"
SPLITS: Mapping[str, Sequence[str]] = {
    "two": (NFA, OTHERS),
    "three": (NFA, NOT_IN_NEED, APPROPRIATE),
}
"""Ways in which all referrals are the sum of parts. `two` needs decisions settled, `three` closures
too, so it has fewer months."""


class ChangeParts(Schema):
    """What the change in referrals is made of; a row a part of each split, and one of the whole.

    Changes are null for a split with too few settled months.
    """

    split = Declared(pl.String, "words", "into two parts or three")
    part = Declared(pl.String, "words", "which part, by its key")
    label = LABEL
    months = MONTHS
    observed_total = OBSERVED_TOTAL
    change = Declared(pl.Float64, "referrals a month", "observed less expected")
    low = Declared(pl.Float64, "referrals a month", "the lower end of its range")
    high = Declared(pl.Float64, "referrals a month", "the upper end of its range")
    rate_change = Declared(pl.Float64, "per 10,000 children a year", "the change as a rate")
    rate_low = Declared(pl.Float64, "per 10,000 children a year", "the lower end of its range")
    rate_high = Declared(pl.Float64, "per 10,000 children a year", "the upper end of its range")
    correlation = Declared(
        pl.Float64, "correlation", "of the errors of the first and the last part"
    )


CHANGES = tuple(ChangeParts.names()[ChangeParts.names().index(ChangeParts.change) :])
"""What is modelled of a part."""


class MixShares(Schema):
    """The change in the share closed at once: who referred (mix), how they referred (within)."""

    by = Declared(pl.String, "words", "agency, district, or both: agencies within districts")
    component = Declared(pl.String, "words", "change, mix or within")
    estimate = Declared(pl.Float64, "share", "what it added to the share; 0.01 is a point")
    low, high = SHARE_LOW, SHARE_HIGH


class MixSegments(Schema):
    """What each segment added to that change."""

    kind, segment = KIND, SEGMENT
    by_mix = Declared(pl.Float64, "share", "as it referred more or less often")
    by_within = Declared(pl.Float64, "share", "as more or less of its own were closed at once")


LABELS = {
    OTHERS: "All that were not inappropriate",
    NOT_IN_NEED: "Assessed, not in need",
    APPROPRIATE: "Appropriate",
    TOTAL: "All parts together",
}

"""The table of contacts and CAFs beside the referrals."""

import polars as pl

from referral_analysis.analysis.tables import (
    HIGH,
    LABEL,
    LEVEL,
    LOW,
    MEASURE,
    METHOD,
    MILD_HIGH,
    MILD_LOW,
    MONTHS,
    RATIO,
)
from referral_analysis.schema import Declared, Schema


class Elsewhere(Schema):
    """A row for contacts and one for CAFs: what changed after the launch.

    Ranges hold together at the plan's level. Null but for the first three where `missing` says why.
    """

    measure, label = MEASURE, LABEL
    missing = Declared(pl.String, "words", "why nothing is said; null where something is")
    months = MONTHS
    observed_total = Declared(
        pl.Int64, "contacts or CAFs", "counted in these months", is_count=True
    )
    ratio, low, high, mild_low, mild_high = RATIO, LOW, HIGH, MILD_LOW, MILD_HIGH
    level, method = LEVEL, METHOD

"""The tables of what held up."""

import polars as pl

from referral_analysis.analysis.tables import (
    HIGH,
    LABEL,
    LEVEL,
    LOW,
    MEASURE,
    METHOD,
    MONTHS,
    OBSERVED_TOTAL,
    RATIO,
    SAFE_LOW,
)
from referral_analysis.schema import Declared, Schema


class Measured(Schema):
    """Every measure after the launch, as a rate and as a share; ratios null where too few months.

    A rate is by children and working days; of a share the ratio is of odds.
    """

    measure, label = MEASURE, LABEL
    kind = Declared(pl.String, "words", "rate or share")
    last_month = Declared(pl.Date, "month", "the last whose outcomes have settled")
    months = MONTHS
    total = Declared(pl.Int64, "referrals", "counted in these months", is_count=True)
    out_of = Declared(
        pl.Int64, "referrals", "what a share is of, in the same months; null for a rate",
        is_count=True,
    )  # fmt: skip
    ratio, low, high, level, method = RATIO, LOW, HIGH, LEVEL, METHOD


class Guarded(Schema):
    """A guardrail measure over the months whose closures have settled, before it is judged.

    Null from ratio on where too few months have settled.
    """

    measure, label, months, observed_total = MEASURE, LABEL, MONTHS, OBSERVED_TOTAL
    ratio, low, high, safe_low, method = RATIO, LOW, HIGH, SAFE_LOW, METHOD


class Guardrail(Guarded):
    """The same, judged against the margin."""

    verdict = Declared(pl.String, "words", "held up, or not, or too few to tell")

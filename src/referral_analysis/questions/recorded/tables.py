"""The tables of what recording could explain."""

import polars as pl

from referral_analysis.analysis.tables import (
    HIGH,
    LEVEL,
    LOW,
    METHOD,
    MILD_HIGH,
    MILD_LOW,
    MONTHS,
    RATIO,
)
from referral_analysis.schema import Declared, Schema


class Wider(Schema):
    """One row: the wider count over what was expected, given the appropriate referrals.

    Null but for its months where too few have settled, or nothing is known of closures.
    """

    months = MONTHS
    ratio, low, high, mild_low, mild_high = RATIO, LOW, HIGH, MILD_LOW, MILD_HIGH
    level, method = LEVEL, METHOD


class RecordGaps(Schema):
    """How many rows lack something, since the launch and in the year before; a row a gap."""

    gap = Declared(pl.String, "words", "which gap in the record")
    lacking = Declared(pl.Int64, "rows", "those that lack it, since the launch", is_count=True)
    of = Declared(pl.Int64, "rows", "all that could, since the launch", is_count=True)
    lacking_before = Declared(pl.Int64, "rows", "those that lacked it before", is_count=True)
    of_before = Declared(pl.Int64, "rows", "all that could before", is_count=True)


class Bands(Schema):
    """The gaps that changed: from and to which share lack something; null where none to compare."""

    gap = Declared(pl.String, "words", "which gap in the record")
    low = Declared(pl.Float64, "share", "the lower end of the band, since the launch")
    high = Declared(pl.Float64, "share", "the upper end of the band, since the launch")
    low_before = Declared(pl.Float64, "share", "the lower end of the band before")
    high_before = Declared(pl.Float64, "share", "the upper end of the band before")


class ToldBands(Bands):
    """The gaps that are told: those that changed, and those that are large on both sides."""

    has_changed = Declared(pl.Boolean, "claim", "it changed clearly at the launch")

"""The tables of districts and agencies, and the names of their rows."""

import polars as pl

from referral_analysis.analysis.tables import HIGH, KIND, LOW, PERIOD, RATIO, SEGMENT
from referral_analysis.schema import Declared, Schema

LEAST_AGENCIES = 3
"""A slope through two agencies is their difference, whatever it comes from."""
ALIKE, TIMED, MORE = "alike", "timed", "more"


class Funnel(Schema):
    """A segment's share of a whole beside the county's, with the limits of `statistics.funnel`."""

    kind, segment = KIND, SEGMENT
    part = Declared(pl.Int64, "referrals", "inappropriate, after the workshops", is_count=True)
    whole = Declared(pl.Int64, "referrals", "all, after the workshops", is_count=True)
    share = Declared(pl.Float64, "share", "the part of the whole")
    target = Declared(pl.Float64, "share", "that of all segments")
    between_sd = Declared(pl.Float64, "share", "how much segments differ beyond chance")
    wide_low = Declared(pl.Float64, "share", "99.8%, with the ordinary differences between them")
    wide_high = Declared(pl.Float64, "share", "99.8%, with the ordinary differences between them")
    low_95 = Declared(pl.Float64, "share", "95%, chance alone")
    high_95 = Declared(pl.Float64, "share", "95%, chance alone")
    low_998 = Declared(pl.Float64, "share", "99.8%, chance alone")
    high_998 = Declared(pl.Float64, "share", "99.8%, chance alone")
    verdict = Declared(pl.String, "words", "as others, beyond chance, or stands out")


LIMITS = (
    Funnel.wide_low,
    Funnel.wide_high,
    Funnel.low_95,
    Funnel.high_95,
    Funnel.low_998,
    Funnel.high_998,
)


class Doses(Schema):
    """The county's answers by one date for all, and by each district's own workshops."""

    model = Declared(pl.String, "words", "how the launch was dated")
    ratio, low, high = RATIO, LOW, HIGH


class DoseDistricts(Schema):
    """A district's effect by its own workshops, pooled."""

    segment = SEGMENT
    ratio, low, high = RATIO, LOW, HIGH


class Staff(Schema):
    """The models by staff reached: agencies alike, timed by staff, and for each tenth more."""

    model = Declared(pl.String, "words", "which model")
    ratio, low, high = RATIO, LOW, HIGH


class Reached(Schema):
    """An agency in a month of the workshops: the share of its staff that had come."""

    segment, period = SEGMENT, PERIOD
    dose = Declared(pl.Float64, "share", "by the middle of the month")
    reached = Declared(pl.Float64, "share", "in the end")

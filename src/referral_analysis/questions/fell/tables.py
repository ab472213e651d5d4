"""The tables of what the answer rests on, and of what would explain it away."""

import polars as pl

from referral_analysis.analysis.tables import HIGH, LOW, MILD_HIGH, MILD_LOW, RATIO
from referral_analysis.schema import Declared, Schema


class Tolerated(Schema):
    """The headline at each tolerance of a path that drifts; a row a step of .01."""

    tolerance = Declared(pl.Float64, "log odds", "standard deviation a year of the drift")
    ratio, low, high = RATIO, LOW, HIGH


class Tips(Schema):
    """One row: the tolerances, and what would have to be true had nothing changed.

    Null where there is nothing to explain, or no such event.
    """

    full = Declared(pl.Float64, "log odds", "the tolerance fixed beforehand, a year")
    mild = Declared(pl.Float64, "log odds", "the milder one, a year")
    straight_low = Declared(pl.Float64, "ratio", "the lower end on a path held straight")
    straight_high = Declared(pl.Float64, "ratio", "the upper end on a path held straight")
    drift = Declared(pl.Float64, "log odds", "the largest tolerance that excludes no change")
    drift_is_more = Declared(pl.Boolean, "claim", "it is larger than the tables reach")
    bend = Declared(pl.Float64, "log odds", "a bend at the earlier event that would do it, a year")
    bend_at = Declared(pl.String, "words", "that event")
    others = Declared(
        pl.Float64, "ratio", "by what the launch would have moved the other referrals"
    )
    recorded = Declared(
        pl.Float64, "share", "of inappropriate referrals recorded as others since the launch"
    )
    outlying = Declared(pl.Date, "month", "one far off its path, where there is one")
    counted = Declared(pl.String, "words", "what could be told if blanks were nothing")


class Blanks(Schema):
    """Flags left blank: a row for the months before the launch, and one for those since.

    The ends are null where there is no blank.
    """

    when = Declared(pl.String, "words", "before or after")
    unflagged = Declared(pl.Int64, "referrals", "those without a flag", is_count=True)
    referrals = Declared(pl.Int64, "referrals", "all of these months", is_count=True)
    low = Declared(pl.Float64, "ratio", "the lower end, were every blank inappropriate")
    high = Declared(pl.Float64, "ratio", "the upper end, were every blank inappropriate")
    mild_low, mild_high = MILD_LOW, MILD_HIGH


class Alarms(Schema):
    """What would show that the record itself changed; a row an alarm."""

    name = Declared(pl.String, "words", "which alarm")
    about = Declared(pl.String, "words", "the event whose shape it is of, where it is of one")
    is_raised = Declared(pl.Boolean, "claim", "its statistic is beyond its limit")
    statistic = Declared(pl.Float64, "statistic", "what it judges by")
    limit = Declared(pl.Float64, "statistic", "what chance alone rarely exceeds")


FIRST_YEAR = 12
"""Months after the launch beyond which it is asked whether the change lasts."""


class Lasting(Schema):
    """Whether the change lasts: rows first year, since, and one over the other; or none."""

    name = Declared(pl.String, "words", "which stretch after the launch, or both")
    months = Declared(pl.Int64, "months", "analysed in it")
    ratio, low, high = RATIO, LOW, HIGH


NO_TIPS = Tips.frame([dict.fromkeys(Tips.names())])
"""The row of a headline that was not examined."""

"""The tables of how outcomes settle."""

import polars as pl

from referral_analysis.analysis.tables import LABEL, MEASURE, SHARE_HIGH, SHARE_LOW
from referral_analysis.schema import Declared, Schema

LATER = Declared(
    pl.Int64,
    "referrals",
    "outcomes learned from that took longer than the month's last referral is old",
    is_count=True,
)


class Outcomes(Schema):
    """How long an outcome takes, and what is known of the last month in use; a row an outcome."""

    measure, label = MEASURE, LABEL
    seen = Declared(pl.Int64, "referrals", "outcomes that it was learned from", is_count=True)
    days_to_half = Declared(pl.Int64, "days", "until half of them are known")
    after_half = Declared(pl.Int64, "referrals", "outcomes that took longer", is_count=True)
    days_to_ripe = Declared(pl.Int64, "days", "until enough of them are known to use a month")
    after_ripe = Declared(pl.Int64, "referrals", "outcomes that took longer", is_count=True)
    ripens_in_days = Declared(pl.Int64, "days", "what the plan waits")
    last_month = Declared(pl.Date, "month", "the last in use")
    share_known = Declared(pl.Float64, "share", "known of that month's outcomes")
    later = LATER
    low, high = SHARE_LOW, SHARE_HIGH
    is_ripe = Declared(pl.Boolean, "claim", "enough of that month is known")


class Recent(Schema):
    """A recent month as counted, and set right; estimates are null where too little is known."""

    measure, label = MEASURE, LABEL
    period = Declared(pl.Date, "month", "the first day of the month")
    referrals = Declared(pl.Int64, "referrals", "all of the month", is_count=True)
    counted = Declared(pl.Int64, "referrals", "with the outcome, so far", is_count=True)
    known = Declared(
        pl.Int64, "referrals", "of those counted, with the outcome by the last day learned from",
        is_count=True,
    )  # fmt: skip
    seen = Declared(pl.Int64, "referrals", "outcomes that delays were learned from", is_count=True)
    later = LATER
    share_known = Declared(pl.Float64, "share", "known of the month's outcomes")
    share_error = Declared(pl.Float64, "share", "its standard error")
    estimate = Declared(pl.Float64, "referrals", "how many there will have been")
    low = Declared(pl.Float64, "referrals", "the lower end of its range")
    high = Declared(pl.Float64, "referrals", "the upper end of its range")
    is_used = Declared(pl.Boolean, "claim", "the plan's rule keeps the month")


class RecentShown(Schema):
    """The same as a hundred of those counted so far, which gives no count away."""

    measure, label = MEASURE, LABEL
    period = Declared(pl.Date, "month", "the first day of the month")
    is_used = Declared(pl.Boolean, "claim", "the plan's rule keeps the month")
    share_known = Declared(pl.Float64, "share", "known of the month's outcomes")
    per_100 = Declared(pl.Float64, "per 100 counted", "how many there will have been")
    per_100_low = Declared(pl.Float64, "per 100 counted", "the lower end of its range")
    per_100_high = Declared(pl.Float64, "per 100 counted", "the upper end of its range")

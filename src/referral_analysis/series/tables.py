"""The table of a series: a row a month, or another period, of each measure and segment."""

import polars as pl

from referral_analysis.schema import Declared, Schema


class Monthly(Schema):
    """Counts with what they are out of; none is a zero."""

    period = Declared(pl.Date, "month", "the first day of the month")
    segment = Declared(pl.String, "words", "the county, a district or an agency")
    measure = Declared(pl.String, "words", "which measure, by its key")
    count = Declared(pl.Int64, "referrals", "of the measure, in the month", is_count=True)
    children = Declared(pl.Float64, "children", "living there, aged 0 to 17; null: not known")
    working_days = Declared(pl.Int64, "working days", "of the month")
    child_working_days = Declared(
        pl.Float64,
        "child working days",
        "what rates are out of; working days where no children are",
    )
    referrals_per_10k_year = Declared(
        pl.Float64, "per 10,000 children a year", "the count as a rate; null without an exposure"
    )

"""The table of a segment's own path."""

import polars as pl

from referral_analysis.schema import Declared, Schema


class OwnPath(Schema):
    """The model's line in the segment's stretches before the workshops."""

    first = Declared(pl.Date, "month", "the first of the stretch")
    fitted = Declared(pl.Float64, "per 10,000 children a year", "the line, averaged over it")

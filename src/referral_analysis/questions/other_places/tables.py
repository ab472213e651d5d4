"""The tables of other places: figures that councils have published of themselves already.

They are public, so disclosure control does not protect them: no column is a count to protect.
"""

import polars as pl

from referral_analysis.schema import Declared, Schema


class Places(Schema):
    """A row a year: the council's share beside those of its neighbours, and of England."""

    year = Declared(pl.Int64, "year", "that ends on its 31 March")
    council = Declared(pl.Float64, "share", "of the council's referrals")
    neighbours = Declared(pl.Int64, "councils", "neighbours that published the year")
    lowest = Declared(pl.Float64, "share", "the lowest of the neighbours'")
    middle = Declared(pl.Float64, "share", "the median of the neighbours'")
    highest = Declared(pl.Float64, "share", "the highest of the neighbours'")
    england = Declared(pl.Float64, "share", "of all referrals of the councils that published it")

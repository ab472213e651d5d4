"""The tables of children who came back, what they are keyed by, and the names of their rows."""

import polars as pl

from referral_analysis.analysis.tables import SHARE_HIGH, SHARE_LOW
from referral_analysis.schema import Declared, Schema

MONTHS = (3, 6)
AFTER, BEFORE, EARLIER = "after", "before", "earlier"
EVERYBODY, NFA = "all", "nfa"
"""Whose return: all children referred, and those whose referral was closed with no further action
(a child turned away who needed help would come back)."""
WHOM = Declared(pl.String, "words", "all children referred, or those turned away")
COHORT = Declared(pl.String, "words", "after the launch, before it, or earlier")
DAY = Declared(pl.Int64, "days", "since the referral")


class Compared(Schema):
    """Two cohorts by a number of months; null where too few of one were followed so long."""

    months = Declared(pl.Int64, "months", "since the referral")
    day = DAY
    after = Declared(pl.Float64, "share", "of the later cohort who came back by then")
    before = Declared(pl.Float64, "share", "of the former cohort who came back by then")
    change = Declared(pl.Float64, "share", "after less before")
    low, high = SHARE_LOW, SHARE_HIGH
    at_risk_after = Declared(pl.Int64, "children", "still followed, of the later", is_count=True)
    returned_after = Declared(pl.Int64, "children", "back by then, of the later", is_count=True)
    returned_before = Declared(pl.Int64, "children", "back by then, of the former", is_count=True)
    p_value = Declared(pl.Float64, "probability", "log-rank, over all days; the same in each row")


class Differences(Compared):
    """The same by whom, and which two cohorts: between the last two no threshold changed."""

    whom, cohort = WHOM, COHORT
    children_after = Declared(pl.Int64, "children", "followed, of the later", is_count=True)
    children_before = Declared(pl.Int64, "children", "followed, of the former", is_count=True)
    shock_sd = Declared(pl.Float64, "log risk", "standard deviation of half years, beyond chance")


class Curves(Schema):
    """Who had come back, week by week, of each cohort."""

    whom, cohort, day = WHOM, COHORT, DAY
    rereferred = Declared(pl.Float64, "share", "who came back by then")
    low, high = SHARE_LOW, SHARE_HIGH
    returned = Declared(pl.Int64, "children", "back since the row before", is_count=True)

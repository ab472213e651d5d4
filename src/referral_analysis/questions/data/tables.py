"""The tables of whether the data can carry an answer."""

import polars as pl

from referral_analysis.analysis.tables import LABEL, PERIOD, SEGMENT
from referral_analysis.schema import Declared, Schema

SHARE_CHANGE = Declared(pl.Float64, "ratio", "the share over that of the year before")
IS_JUMP = Declared(pl.Boolean, "claim", "it changed by more than chance brings")


class Rows(Schema):
    """One row: what became of the rows that were read."""

    read = Declared(pl.Int64, "rows", "read from the extract", is_count=True)
    kept = Declared(pl.Int64, "rows", "kept for the analysis", is_count=True)
    excluded = Declared(pl.Int64, "rows", "left out by a rule", is_count=True)


class Rules(Schema):
    """How many rows failed a rule; null where the extract lacks a column that it needs."""

    rule = Declared(pl.String, "words", "the rule's number")
    sentence = Declared(pl.String, "words", "what it says")
    severity = Declared(pl.String, "words", "exclude, or flag")
    failed = Declared(pl.Int64, "rows", "that failed it", is_count=True)


class RulesByQuarter(Schema):
    """The same by quarter of the referral, of rules that some row failed."""

    rule = Declared(pl.String, "words", "the rule's number")
    period = PERIOD
    failed = Declared(pl.Int64, "rows", "that failed it", is_count=True)
    referrals = Declared(pl.Int64, "rows", "all of the quarter, kept or not")


class Bounds(Schema):
    """What rows left out or without a decision could add; a row before and one after."""

    part = Declared(pl.String, "words", "before or after the workshops")
    nfa = Declared(pl.Int64, "referrals", "counted as inappropriate", is_count=True)
    could_be_nfa = Declared(pl.Int64, "rows", "that could be such", is_count=True)


class Completeness(Schema):
    """How many should have a field and how many lack it; a row a field and month."""

    field = Declared(pl.String, "words", "which field")
    expected_of = Declared(pl.String, "words", "which referrals should have it")
    period = PERIOD
    expected = Declared(pl.Int64, "referrals", "that should have it", is_count=True)
    missing = Declared(pl.Int64, "referrals", "that lack it", is_count=True)
    count_before = Declared(pl.Int64, "referrals", "that lacked it in the year before")
    whole_before = Declared(pl.Int64, "referrals", "that should have had it then")
    change, is_jump = SHARE_CHANGE, IS_JUMP


class Drift(Schema):
    """How often a code was used; a row a column, code and half-year from April or October."""

    key = Declared(pl.String, "words", "the column and the code")
    column = Declared(pl.String, "words", "of the extract")
    code = Declared(pl.String, "words", "of its list")
    label = LABEL
    period = PERIOD
    count = Declared(pl.Int64, "rows", "with the code", is_count=True)
    listed = Declared(pl.Int64, "rows", "with any code of the list", is_count=True)
    count_before = Declared(pl.Int64, "rows", "with the code in the year before")
    whole_before = Declared(pl.Int64, "rows", "with any code in the year before")
    change, is_jump = SHARE_CHANGE, IS_JUMP


class Volume(Schema):
    """The county's referrals a working day, as an XmR chart; a row a month."""

    period = PERIOD
    referrals = Declared(pl.Int64, "referrals", "all of the month", is_count=True)
    working_days = Declared(pl.Int64, "working days", "of the month")
    per_day = Declared(pl.Float64, "referrals a working day", "the two divided")
    phase = Declared(pl.Int64, "number", "which stretch between the months where limits begin anew")
    mean = Declared(pl.Float64, "referrals a working day", "of the phase")
    lower = Declared(pl.Float64, "referrals a working day", "its limit; null in one month")
    upper = Declared(pl.Float64, "referrals a working day", "its limit; null in one month")
    is_trial = Declared(pl.Boolean, "claim", "the phase has too few months for firm limits")
    signal = Declared(pl.String, "words", "why the month stands out; empty where it does not")


class Districts(Schema):
    """A district's referrals and those that lack a field; a row a district and whole quarter.

    volume_: its share of the county's referrals, so that what moved the county is no jump.
    missing_: the share that lack a field. Both against the four quarters before.
    """

    segment, period = SEGMENT, PERIOD
    referrals = Declared(pl.Int64, "referrals", "of the district", is_count=True)
    missing = Declared(pl.Int64, "referrals", "that lack a field", is_count=True)
    of_county = Declared(pl.Int64, "referrals", "of all districts", is_count=True)
    volume_count_before = Declared(pl.Int64, "referrals", "of the district, before")
    volume_whole_before = Declared(pl.Int64, "referrals", "of all districts, before")
    volume_change = Declared(pl.Float64, "ratio", "its share over that before")
    volume_is_jump = Declared(pl.Boolean, "claim", "it changed by more than chance brings")
    missing_count_before = Declared(pl.Int64, "referrals", "that lacked a field, before")
    missing_whole_before = Declared(pl.Int64, "referrals", "of the district, before")
    missing_change = Declared(pl.Float64, "ratio", "the share over that before")
    missing_is_jump = Declared(pl.Boolean, "claim", "it changed by more than chance brings")

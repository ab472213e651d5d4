"""The tables of what the audit of thresholds says."""

import polars as pl

from referral_analysis.analysis.tables import HIGH, LOW, PERIOD, RATIO, SHARE_HIGH, SHARE_LOW
from referral_analysis.schema import Declared, Schema

SAID_PERIOD = Declared(pl.String, "words", "before, after, or the change between them")


class RatedCases(Schema):
    """How the cases came out that two auditors or more judged."""

    outcome = Declared(pl.String, "words", "all judged it one way, or they disagreed")
    cases = Declared(pl.Int64, "cases", "that came out so", is_count=True)


class AgreementFound(Schema):
    """How far auditors agree, beyond chance; no row where too few cases were judged twice."""

    coefficient = Declared(pl.String, "words", "which coefficient")
    estimate = Declared(pl.Float64, "coefficient", "1 is agreement throughout, 0 chance")
    low = Declared(pl.Float64, "coefficient", "the lower end of its range")
    high = Declared(pl.Float64, "coefficient", "the upper end of its range")


class AuditedCells(Schema):
    """Cases drawn and judged, by period and flag; one in two auditors counts as inappropriate."""

    period = SAID_PERIOD
    is_nfa = Declared(pl.Boolean, "claim", "closed with no further action")
    drawn = Declared(pl.Int64, "cases", "given to auditors", is_count=True)
    judged = Declared(pl.Int64, "cases", "of which somebody could tell", is_count=True)
    inappropriate = Declared(pl.Int64, "cases", "of those judged", is_count=True)


class JudgedShares(Schema):
    """What share is inappropriate, and how well the flag stands for it."""

    period = SAID_PERIOD
    what = Declared(pl.String, "words", "prevalence, ppv, false_omission, sensitivity, specificity")
    estimate = Declared(pl.Float64, "share", "of it")
    low, high = SHARE_LOW, SHARE_HIGH


class AuditedMonths(Schema):
    """The months as audited; the share is null in the phase-in."""

    period = PERIOD
    referrals = Declared(pl.Int64, "referrals", "all of the month", is_count=True)
    nfa = Declared(pl.Int64, "referrals", "closed with no further action", is_count=True)
    share = Declared(pl.Float64, "share", "that auditors would judge inappropriate")
    low, high = SHARE_LOW, SHARE_HIGH


class AuditedEffects(Schema):
    """The launch's effect on what auditors would judge inappropriate, and on the flag itself."""

    series = Declared(pl.String, "words", "corrected, corrected_alone (no error of audit) or nfa")
    ratio, low, high = RATIO, LOW, HIGH


class AsBefore(Schema):
    """One row: the share inappropriate after, were the flag as good a sign as before."""

    estimate = Declared(pl.Float64, "share", "null where it cannot be worked out")
    low, high = SHARE_LOW, SHARE_HIGH

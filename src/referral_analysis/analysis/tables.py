"""The tables that questions share, and the columns that many tables have alike."""

import polars as pl

from referral_analysis.schema import Declared, Schema

MEASURE = Declared(pl.String, "words", "which measure, by its key")
LABEL = Declared(pl.String, "words", "the row's name, as a report writes it")
KIND = Declared(pl.String, "words", "district or agency")
SEGMENT = Declared(pl.String, "words", "which district or agency")
PERIOD = Declared(pl.Date, "month", "the first day of the month, quarter or half-year")
MONTHS = Declared(pl.Int64, "months", "how many after the launch were used")
OBSERVED_TOTAL = Declared(pl.Int64, "referrals", "counted in these months", is_count=True)
RATIO = Declared(pl.Float64, "ratio", "observed over expected without the launch")
LOW = Declared(pl.Float64, "ratio", "the lower end of its range")
HIGH = Declared(pl.Float64, "ratio", "the upper end of its range")
MILD_LOW = Declared(pl.Float64, "ratio", "the lower end where the path may drift less")
SAFE_LOW = Declared(pl.Float64, "ratio", "the lower end of the range that held up is read from")
SAFE_HIGH = Declared(pl.Float64, "ratio", "the upper end of the range that held up is read from")
MILD_HIGH = Declared(pl.Float64, "ratio", "the upper end where the path may drift less")
LEVEL = Declared(pl.Float64, "share", "how often such a range holds the truth")
METHOD = Declared(pl.String, "words", "how the range was made")
SHARE_LOW = Declared(pl.Float64, "share", "the lower end of its range")
SHARE_HIGH = Declared(pl.Float64, "share", "the upper end of its range")


class Changes(Schema):
    """The county's change in each measure after the launch; a row for the headline first."""

    measure, label, months, observed_total = MEASURE, LABEL, MONTHS, OBSERVED_TOTAL
    ratio, low, high, mild_low, mild_high = RATIO, LOW, HIGH, MILD_LOW, MILD_HIGH
    safe_low, safe_high = SAFE_LOW, SAFE_HIGH
    level, method = LEVEL, METHOD
    averted = Declared(pl.Float64, "referrals", "expected less observed, after the launch")
    averted_low = Declared(pl.Float64, "referrals", "the lower end of its range")
    averted_high = Declared(pl.Float64, "referrals", "the upper end of its range")


EFFECT = (Changes.ratio, Changes.low, Changes.high)
MILD = (Changes.mild_low, Changes.mild_high)
SAFE = (Changes.safe_low, Changes.safe_high)
AVERTED = (Changes.averted, Changes.averted_low, Changes.averted_high)


class Paths(Schema):
    """The county's months of each measure: observed, and as the model has them."""

    measure, period = MEASURE, PERIOD
    count = Declared(pl.Int64, "referrals", "counted in the month", is_count=True)
    child_working_days = Declared(pl.Float64, "child working days", "what rates are out of")
    observed = Declared(pl.Float64, "per 10,000 children a year", "the count as a rate")
    fitted = Declared(pl.Float64, "per 10,000 children a year", "the model's line")
    expected_without = Declared(
        pl.Float64, "per 10,000 children a year", "its line without the launch, from the launch on"
    )
    low = Declared(pl.Float64, "per 10,000 children a year", "the lower end of its range")
    high = Declared(pl.Float64, "per 10,000 children a year", "the upper end of its range")


class Alternative(Schema):
    """The headline under another choice of model."""

    choice = Declared(pl.String, "words", "what was chosen otherwise")
    ratio, low, high, level, method = RATIO, LOW, HIGH, LEVEL, METHOD
    measured_coverage = Declared(
        pl.String, "words", "how often such ranges held the truth where it was known"
    )


class PooledEffects(Schema):
    """A district or an agency: its counts in the same months of two years, and its effect."""

    kind, segment = KIND, SEGMENT
    referrals_before = Declared(pl.Int64, "referrals", "a year before", is_count=True)
    nfa_before = Declared(pl.Int64, "referrals", "those inappropriate", is_count=True)
    referrals_after = Declared(pl.Int64, "referrals", "after the workshops", is_count=True)
    nfa_after = Declared(pl.Int64, "referrals", "those inappropriate", is_count=True)
    ratio, low, high = RATIO, LOW, HIGH


class SegmentEffects(PooledEffects):
    """The same, with each segment's own effect beside the pooled one."""

    own_ratio = Declared(pl.Float64, "ratio", "its own, before anything is pooled")
    own_low = Declared(pl.Float64, "ratio", "the lower end of its own range")
    own_high = Declared(pl.Float64, "ratio", "the upper end of its own range")


OWN = (SegmentEffects.own_ratio, SegmentEffects.own_low, SegmentEffects.own_high)


class Adjusted(Schema):
    """The p-value of no change, allowing for how many segments of a kind are looked at."""

    kind, segment = KIND, SEGMENT
    p_adjusted = Declared(pl.Float64, "probability", "by Holm over the segments of a kind")


class SegmentMonths(Schema):
    """Every segment's months: for proving what longer spans say, and never shown."""

    kind, segment, period = KIND, SEGMENT, PERIOD
    referrals = Declared(pl.Int64, "referrals", "all of the month", is_count=True)
    nfa = Declared(pl.Int64, "referrals", "those inappropriate", is_count=True)
    child_working_days = Declared(pl.Float64, "child working days", "what rates are out of")


class Stretches(Schema):
    """Every segment's months added up to quarters, or longer."""

    kind, segment = KIND, SEGMENT
    first = Declared(pl.Date, "month", "the first of the stretch")
    last = Declared(pl.Date, "month", "the last of the stretch")
    when = Declared(pl.String, "words", "before, workshops or after")
    months = Declared(pl.Int64, "months", "how many the stretch has")
    referrals = Declared(pl.Int64, "referrals", "all of the stretch", is_count=True)
    nfa = Declared(pl.Int64, "referrals", "those inappropriate", is_count=True)
    child_working_days = Declared(pl.Float64, "child working days", "what rates are out of")

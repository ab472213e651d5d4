"""What stands in a cell: flags in many words, ids that a tool has changed, spaces, no value."""

import datetime as dt

import polars as pl
from benchmarks.shapes.council import DATES, Change, Rows
from benchmarks.shapes.days import OLD
from benchmarks.shapes.shape import Shape, csv, files

NFA = pl.col("is_nfa") == "true"
PLACE = pl.int_range(pl.len())
BLANK, UNREAD = "is_nfa is empty in", "neither yes nor no"


def flags(yes: str, no: str | None) -> Change:
    """Write the flag in two words."""
    return lambda rows: rows.with_columns(
        pl.when(NFA).then(pl.lit(yes)).otherwise(pl.lit(no, pl.String)).alias("is_nfa")
    )


def around(pad: str) -> Change:
    """Put something before and behind every field."""
    return lambda rows: rows.with_columns(
        (pl.lit(pad) + pl.col(name) + pl.lit(pad)).alias(name) for name in rows.columns
    )


def some(name: str, changed: pl.Expr, where: pl.Expr) -> Change:
    """Change a column where something is so."""
    return lambda rows: rows.with_columns(pl.when(where).then(changed).otherwise(name).alias(name))


def every(column: str, changed: pl.Expr) -> Change:
    """Change a column in every row."""
    return lambda rows: rows.with_columns(changed.alias(column))


def merged(name: str) -> Change:
    """Sort by a column, and leave its value in the first row alone of those that share it."""
    value = pl.col(name)
    return lambda rows: rows.sort(name, "referral_id").with_columns(
        pl.when(value.ne_missing(value.shift(1))).then(value)
    )


def status_a_row(rows: Rows) -> Rows:
    """Put the cases closed in a later year in twice, first as they stood open."""
    year = pl.col("referred_on").str.slice(0, 4) != pl.col("closed_on").str.slice(0, 4)
    nothing = [pl.lit(None, pl.String).alias(name) for name in ("closed_on", "closure_reason")]
    return pl.concat([rows.filter(year.fill_null(value=False)).with_columns(nothing), rows])


def review_a_row(rows: Rows) -> Rows:
    """Add a row of a later assessment to half of the referrals that were assessed."""
    assessed = rows.drop_nulls("initial_assessed_on").gather_every(2)
    later = pl.col("initial_assessed_on").str.to_date() + dt.timedelta(days=9)
    return pl.concat([rows, assessed.with_columns(later.cast(pl.String))])


def new_ids(rows: Rows) -> Rows:
    """Put the whole export in twice, its referrals numbered anew."""
    again = (pl.lit("N") + pl.col("referral_id")).alias("referral_id")
    return pl.concat([rows, rows.with_columns(again)])


def left_empty(where: pl.Expr, column: str) -> Change:
    """Take a column's values out where something is so."""
    return lambda rows: rows.with_columns(
        pl.when(~where).then(pl.col(column)).otherwise(None).alias(column)
    )


def without(*names: str) -> Change:
    """Take columns out."""
    return lambda rows: rows.drop(names)


CHILD = pl.col("child_id")
NO_NOUGHTS = CHILD.str.strip_chars_start("0")
_FLAGS = (
    ("Y", "N"), ("1", "0"), ("-1", "0"), ("Yes", "No"), ("TRUE", "FALSE"), ("1.0", "0.0"),
    ("NFA", "FA"), ("NFA", "Further action"), ("No further action", "Single assessment"),
    ("a) Yes", "b) No"), ("T", "F"),
)  # fmt: skip
_FOREIGN = (
    ("WAHR", "FALSCH"), ("Oui", "Non"), ("O", "N"), ("Ie", "Na"), ("✓", "✗"), ("1", "2"),
    ("Vrai", "Faux"), ("Closed", "Open"),
)  # fmt: skip
_LATE_WORD = pl.lit("Y - signposted")

CELLS: tuple[Shape, ...] = (
    *(csv(f"flags {yes} and {no}", "read", flags(yes, no)) for yes, no in _FLAGS),
    *(csv(f"flags {yes} and {no}", "refused", flags(yes, no), says=UNREAD)
      for yes, no in _FOREIGN),
    csv("flags Y and blank", "said", flags("Y", None), says=BLANK),
    csv("flags X and blank", "said", flags("X", None), says=BLANK),
    csv("flags blank in the first years", "said", left_empty(OLD, "is_nfa"), says=BLANK,
        truth=lambda rows: rows.with_columns(
            pl.when(pl.col("referred_on") >= dt.date(2015, 2, 1)).then("is_nfa"))),
    csv("a new system's word for some flags", "said", some("is_nfa", _LATE_WORD, NFA & ~OLD),
        says="what the extract's words mean was proposed"),
    csv("no-break spaces around every cell", "read", around("\u00a0")),
    csv("characters of no width around every cell", "read", around("\u200b")),
    csv("a character of no width after some ids", "read",
        some("child_id", CHILD + "\u200b", PLACE % 3 == 0)),
    csv("spaces after some ids", "read", some("child_id", CHILD + " \u00a0 ", PLACE % 3 == 0)),
    csv("an apostrophe before every id", "read", every("child_id", pl.lit("'") + CHILD)),
    csv("noughts cut off every id", "read", every("child_id", NO_NOUGHTS)),
    csv("noughts cut off ids from a day on", "refused", some("child_id", NO_NOUGHTS, ~OLD),
        says="noughts"),
    files("noughts cut off ids in one of two files", "refused",
          lambda rows: [rows.filter(OLD), every("child_id", NO_NOUGHTS)(rows.filter(~OLD))],
          says="noughts"),
    csv(".0 behind some ids", "refused", some("child_id", CHILD + ".0", PLACE % 2 == 0),
        says=r"\.0 behind"),
    csv("capitals in some ids", "refused",
        lambda rows: rows.with_columns(
            (pl.when(OLD).then(pl.lit("ab")).otherwise(pl.lit("AB")) + CHILD).alias("child_id")),
        says="capitals"),
    csv("brackets around some ids", "refused",
        some("child_id", pl.lit("{") + CHILD + "}", ~OLD), says="brackets"),
    csv("ids as powers of ten", "refused", every("child_id", pl.lit("1.23457E+11")),
        says="powers of ten"),
    csv("one referral id in every row", "refused", every("referral_id", pl.lit("1")),
        says="one id in every row"),
    csv("one id for a fifth of the children", "said",
        some("child_id", pl.lit("Unknown"), PLACE % 5 == 0), says="word for nobody",
        truth=lambda rows: rows.with_columns(pl.when(PLACE % 5 != 0).then("child_id"))),
    csv("days merged down", "refused", merged("referred_on"), says="8600"),
    csv("children merged down", "refused", merged("child_id"), says="missing id"),
    csv("districts merged down", "refused", merged("district"), says="merged"),
    csv("a row an assessment", "said", review_a_row, says="joined"),
    csv("years that overlap", "said", status_a_row, says="joined"),
    csv("every row twice", "said", lambda rows: pl.concat([rows, rows]),
        says="the same as another"),
    csv("the export twice, its ids made anew", "refused", new_ids, says="twice"),
    csv("districts in small letters and capitals", "read",
        some("district", pl.col("district").str.to_uppercase(), PLACE % 9 == 0)),
    csv("agencies with a nought in front", "read",
        every("referral_source", pl.col("referral_source").str.zfill(2))),
    csv("no districts", "read", without("district"), truth=without("district")),
    csv("no agencies", "read", without("referral_source"), truth=without("referral_source")),
    csv("no closures", "read", without("closed_on", "closure_reason")),
    csv("2,000 other columns", "read",
        lambda rows: rows.with_columns(pl.lit("x").alias(f"q{n}") for n in range(2_000))),
    csv("20,000 other columns", "refused",
        lambda rows: rows.head(50).with_columns(pl.lit("x").alias(f"q{n}") for n in range(20_000)),
        says="columns"),
    csv("headers as people write them", "read",
        lambda rows: rows.rename({
            "referral_id": "Referral ID ", "child_id": " Person ID",
            "referred_on": "Referral\u00a0Date (dd/mm/yyyy)", "is_nfa": "NFA? (Y/N)",
            "referral_source": "Source of Referral*", "closed_on": "Closure Date",
            "closure_reason": "Reason for Closure"})),
    csv("days merged down in two columns", "refused", lambda rows: merged(DATES[0])(
        merged("child_id")(rows)), says="rule"),
)  # fmt: skip

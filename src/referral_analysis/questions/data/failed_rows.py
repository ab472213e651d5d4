"""The rows that failed a check, with the numbers of the rules: for the analyst, never released."""

import polars as pl

from referral_analysis.extract import Checked
from referral_analysis.extract.check import FAILED_RULES, fails

LEFT_OUT = "is_left_out"
_FORMULA = r"^([=+\-@\t\r])"  # what a spreadsheet would run


def failed_rows(checked: Checked) -> pl.LazyFrame:
    """Return the rows that failed any rule: FAILED_RULES, LEFT_OUT (Boolean), their own columns.

    Rows left out come first, and keep their order. Text that a spreadsheet would run as a formula
    has an apostrophe before it.
    """
    held = checked.excluded.collect_schema()
    own = [name for name in held.names() if name != FAILED_RULES]
    excluded = checked.excluded.with_columns(pl.lit(value=True).alias(LEFT_OUT))
    judged = set(checked.kept.collect_schema().names())
    numbers = [rule.number for rule in checked.rules if fails(rule.number) in judged]
    named = [pl.when(fails(number)).then(pl.lit(number)) for number in numbers]
    kept = checked.kept.with_columns(
        pl.concat_str(named or [pl.lit("")], separator="; ", ignore_nulls=True).alias(FAILED_RULES),
        pl.lit(value=False).alias(LEFT_OUT),
    ).filter(pl.col(FAILED_RULES) != "")
    text = [name for name in own if held[name] == pl.String]
    return pl.concat(
        [part.select(FAILED_RULES, LEFT_OUT, *own) for part in (excluded, kept)]
    ).with_columns(pl.col(text).str.replace(_FORMULA, "'${1}"))

"""Figures released without their counts: each goes where a count it rests on is too small."""

from collections.abc import Sequence

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import TableRule
from referral_analysis.schema import Schema

HIDDEN = "hidden"


def hidden_rows(hidden: Sequence[bool], table: pl.DataFrame, small: pl.Expr) -> pl.Series:
    """Return which rows are hidden, or rest on a count that is too small."""
    is_small_row = table.select(small.fill_null(value=False).alias(HIDDEN)).to_series()
    return is_small_row | pl.Series(hidden, dtype=pl.Boolean) if hidden else is_small_row


def release_without_counts(
    declared: tuple[str, type[Schema]],
    table: pl.DataFrame,
    figures: Sequence[str],
    hidden: pl.Series,
    policy: Policy,
) -> Released:
    """Release a table of figures alone; hidden: a boolean a row, of rows whose figures go.

    declared: the table's name, and what it was before its counts were left out.
    """
    name, schema = declared
    rule = TableRule(declared=schema, counts=(), dependent=dict.fromkeys(figures, (HIDDEN,)))
    return release(name, table, rule, policy, hidden=hidden.alias(HIDDEN).to_frame())

"""Which cells of a table may not be shown: small counts, small complements, lone gaps in totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.disclosure.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRule:
    """How one count column is protected.

    `whole` names the count that this one is a part of: the rest of the whole is protected too.
    `adds_up_within` names the columns whose groups add up to a total that is published: in such a
    group no count is suppressed alone. A column whose counts add up in several ways has a rule for
    each.
    """

    column: str
    whole: str | None = None
    adds_up_within: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableRule:
    """How one table is protected: its counts, and what is worked out from them.

    `derived` columns are worked out again from the protected counts; `dependent` columns are
    blanked with the counts they rest on.
    """

    counts: Sequence[CountRule]
    derived: Mapping[str, pl.Expr] = field(default_factory=dict)
    dependent: Mapping[str, Sequence[str]] = field(default_factory=dict)


def is_small(count: pl.Expr, policy: Policy) -> pl.Expr:
    """Claim that a count is between 1 and the largest suppressed one; a null is not."""
    return count.is_between(1, policy.smallest_shown - 1).fill_null(value=False)


def is_given_away(part: pl.Expr, whole: pl.Expr, policy: Policy) -> pl.Expr:
    """Claim that a part gives away its small rest: the whole less the part is 0 to 5.

    A rest of zero counts, since a share of 100% says something about every child of the group;
    an empty whole says nothing about anybody.
    """
    rest = whole - part
    small = rest.is_between(0, policy.smallest_shown - 1) & (whole > 0)
    return small.fill_null(value=False)


def suppressed_cells(table: pl.DataFrame, rule: TableRule, policy: Policy) -> pl.DataFrame:
    """Return a boolean column a count column: true where the cell may not be shown."""
    cells = table.select(
        pl.any_horizontal(_primary(c, policy) for c in rule.counts if c.column == column).alias(
            column
        )
        for column in dict.fromkeys(count.column for count in rule.counts)
    )
    while True:
        before = cells
        for count in rule.counts:
            cells = cells.with_columns(_with_whole(cells, count))
            cells = cells.with_columns(_without_lone_gap(table, cells, count))
        if cells.equals(before):
            return cells


def _primary(rule: CountRule, policy: Policy) -> pl.Expr:
    count = pl.col(rule.column)
    small = is_small(count, policy)
    return small | is_given_away(count, pl.col(rule.whole), policy) if rule.whole else small


def _with_whole(cells: pl.DataFrame, rule: CountRule) -> pl.Series:
    """Suppress a part wherever its whole is: the part shown would bound the whole from below."""
    if rule.whole is None or rule.whole not in cells.columns:
        return cells[rule.column]
    return cells[rule.column] | cells[rule.whole].rename(rule.column)


def _without_lone_gap(table: pl.DataFrame, cells: pl.DataFrame, rule: CountRule) -> pl.Series:
    """Suppress the smallest count left in a group where one suppressed count stands alone."""
    if rule.adds_up_within is None:
        return cells[rule.column]
    within = [pl.col(column) for column in rule.adds_up_within] or [pl.lit(0)]
    gap = cells[rule.column].alias("gap")
    left = pl.when(~pl.col("gap") & (pl.col(rule.column) > 0)).then(
        pl.col(rule.column).rank("ordinal")
    )
    second = (left == left.min().over(within)) & (pl.col("gap").sum().over(within) == 1)
    marked = table.with_columns(gap).select(pl.col("gap") | second.fill_null(value=False))
    return marked.to_series().alias(rule.column)

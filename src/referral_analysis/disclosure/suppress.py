"""Which cells of a table may not be shown: small counts, small rests, and what gives them away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.choose import choose
from referral_analysis.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRule:
    """How one count column is protected.

    `whole` names the count that this one is a part of: the rest of the whole is protected too.
    `adds_up_within` names the columns whose groups add up to a total that is published: within
    them no suppressed count can be worked out from the total and the others. A column whose counts
    add up in several ways has a rule for each.
    """

    column: str
    whole: str | None = None
    adds_up_within: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableRule:
    """How one table is protected: its counts, and what is worked out from them.

    `declared` says which columns are counts: `release` refuses a table that has another of them
    than `counts` names. `derived` columns are worked out again from the protected counts;
    `dependent` columns are blanked with the counts they rest on.
    """

    counts: Sequence[CountRule]
    declared: type[Schema] | None = None
    derived: Mapping[str, pl.Expr] = field(default_factory=dict)
    dependent: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The count columns, each once."""
        return list(dict.fromkeys(count.column for count in self.counts))


def is_small(count: pl.Expr, policy: Policy) -> pl.Expr:
    """Claim that a count is too small to show; a null is not."""
    small = policy.small_counts
    return count.is_between(small[0], small[-1]).fill_null(value=False)


def is_given_away(part: pl.Expr, whole: pl.Expr, policy: Policy) -> pl.Expr:
    """Claim that a part gives away its small rest: the whole less the part is too small to show.

    A rest of zero counts, since a share of 100% says something about every child of the group;
    an empty whole says nothing about anybody.
    """
    rest = whole - part
    small = rest.is_between(0, policy.smallest_shown - 1) & (whole > 0)
    return small.fill_null(value=False)


def small_cells(table: pl.DataFrame, rule: TableRule, policy: Policy) -> pl.DataFrame:
    """Return a boolean column a count column: true where the count, or its rest, is too small."""
    return table.select(
        pl.any_horizontal(_primary(c, policy) for c in rule.counts if c.column == column).alias(
            column
        )
        for column in rule.columns
    )


def suppressed_cells(table: pl.DataFrame, rule: TableRule, policy: Policy) -> pl.DataFrame:
    """Return a boolean column a count column: true where the cell may not be shown.

    Beside the small cells these are the fewest others, small ones first, that leave each
    suppressed count as many values as its mark stands for.
    """
    small = small_cells(table, rule, policy)
    if not small.select(pl.any_horizontal(pl.all().any())).item():
        return small
    builder = Builder(policy)
    places = {column: _put(builder, table[column], small[column]) for column in rule.columns}
    for count in rule.counts:
        _tie_to_whole(builder, table, places, count)
        _tie_to_total(builder, table, places, count)
    hidden = choose(builder.system()).hidden
    return pl.DataFrame(
        {
            name: [place is not None and bool(hidden[place]) for place in column]
            for name, column in places.items()
        },
        schema=dict.fromkeys(places, pl.Boolean),
    )


def _primary(rule: CountRule, policy: Policy) -> pl.Expr:
    count = pl.col(rule.column)
    small = is_small(count, policy)
    return small | is_given_away(count, pl.col(rule.whole), policy) if rule.whole else small


def _put(builder: Builder, counts: pl.Series, small: pl.Series) -> list[int | None]:
    """Add a column's cells; return the place of each, None where there is no count."""
    return [
        None if count is None else builder.cell(count, must_hide=hide)
        for count, hide in zip(counts.to_list(), small.to_list(), strict=True)
    ]


def _tie_to_whole(
    builder: Builder,
    table: pl.DataFrame,
    places: Mapping[str, list[int | None]],
    rule: CountRule,
) -> None:
    """Let part and rest add up to the whole, which is a cell of the table or known."""
    if rule.whole is None:
        return
    rows = zip(
        places[rule.column],
        places.get(rule.whole, [None] * table.height),
        (table[rule.whole] - table[rule.column]).to_list(),
        strict=True,
    )
    for part, whole, left in rows:
        if part is None or left is None:
            continue
        rest = builder.implied(left)
        if whole is None:
            builder.tie([part, rest], [1, 1])
        else:
            builder.tie([part, rest, whole], [1, 1, -1])
            builder.follow(whole=whole, part=part)


def _tie_to_total(
    builder: Builder,
    table: pl.DataFrame,
    places: Mapping[str, list[int | None]],
    rule: CountRule,
) -> None:
    """Let each group's cells add up to a total that is known, unless the total is small itself."""
    if rule.adds_up_within is None:
        return
    keys = [pl.col(name) for name in rule.adds_up_within] or [pl.lit(0).alias("all")]
    groups = (
        table.select(*keys, pl.col(rule.column).alias("count"))
        .with_row_index("row")
        .filter(pl.col("count").is_not_null())
        .group_by(pl.exclude("row", "count"), maintain_order=True)
        .agg("row", pl.col("count").sum())
        .filter(pl.col("count") >= builder.policy.smallest_shown)
    )
    for rows in groups["row"].to_list():
        cells = [place for row in rows if (place := places[rule.column][row]) is not None]
        builder.tie(cells, [1.0] * len(cells))

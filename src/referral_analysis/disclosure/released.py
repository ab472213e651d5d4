"""The only maker of `Released`: a table that has been through disclosure control."""

from dataclasses import dataclass, field

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.suppress import TableRule, small_cells, suppressed_cells
from referral_analysis.errors import DisclosureError

_SEAL = object()
_SEGMENTS = {"segment", "district", "agency"}
PROTECTIONS = {
    "table": pl.String,
    "row": pl.String,
    "column": pl.String,
    "reason": pl.String,
}
"""What was protected, and why; for the analyst only, since a reason says how small a count is."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Released:
    """A protected table and the policy that made it; the report shows nothing else.

    `table` holds null where a cell is suppressed. `suppressed` has a boolean column for each
    column that can be: true where the null stands for a value that may not be shown. `protections`
    has a row a suppressed count (table, row, column, reason): it is for the analyst's private
    folder, never for a reader.
    """

    name: str
    table: pl.DataFrame = field(repr=False)
    suppressed: pl.DataFrame = field(repr=False)
    policy: Policy
    protections: pl.DataFrame = field(
        repr=False, default_factory=lambda: pl.DataFrame(schema=PROTECTIONS)
    )
    seal: object = field(repr=False, default=None)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise DisclosureError(
                f"table {self.name}",
                found="a table that has not been through disclosure control",
                needed="a table made by disclosure.release",
                do="Release it first.",
            )

    def tells_nothing_of(self, column: str) -> bool:
        """Claim that a column has neither a figure nor a mark: it was left out of every row."""
        is_empty = self.table[column].is_null() & ~self.suppressed[column]
        return is_empty.len() > 0 and bool(is_empty.all())


def release(
    name: str,
    table: pl.DataFrame,
    rule: TableRule,
    policy: Policy,
    *,
    hidden: pl.DataFrame | None = None,
) -> Released:
    """Protect a table: blank what may not be shown, and work rates out again from what may.

    `hidden` has a boolean column a count column, when which cells are suppressed was chosen for a
    whole report at once; the small ones are suppressed in any case, and dependent columns may rest
    on further columns of it. DisclosureError for a table that crosses months with districts or
    agencies, or districts with agencies, and for a count that no rule protects.
    """
    _refuse_fine_detail(name, table)
    _refuse_unprotected(name, table, rule)
    small = small_cells(table, rule, policy)
    cells = suppressed_cells(table, rule, policy) if hidden is None else _either(small, hidden)
    marks = cells.select(
        *(column for column in rule.columns if column not in rule.dependent),
        *(
            pl.any_horizontal(list(counts)).alias(column)
            for column, counts in rule.dependent.items()
        ),
    )
    wholes = [count.whole for count in rule.counts if count.whole]
    shown = (
        table.with_columns(rounded(name, policy) for name in dict.fromkeys(rule.columns + wholes))
        .with_columns(pl.when(~marks[c]).then(pl.col(c)).alias(c) for c in marks.columns)
        .with_columns(value.alias(column) for column, value in rule.derived.items())
    )
    marks = marks.with_columns(
        cells.select(
            _rests_on(value, cells).alias(column) for column, value in rule.derived.items()
        ).get_columns()
    )
    return Released(
        name=name,
        table=shown,
        suppressed=marks,
        policy=policy,
        protections=_protections(name, table, small, cells.select(rule.columns)),
        seal=_SEAL,
    )


def _either(small: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    return hidden.with_columns(
        (small[name] | hidden[name]) if name in hidden.columns else small[name]
        for name in small.columns
    )


def rounded(column: str, policy: Policy) -> pl.Expr:
    """Round to the nearest step, a half upwards: whole counts never lie at a half of five."""
    if policy.rounded_to == 1:
        return pl.col(column)
    step = policy.rounded_to
    return ((pl.col(column) + step // 2) // step * step).alias(column)


def _rests_on(value: pl.Expr, cells: pl.DataFrame) -> pl.Expr:
    counts = [column for column in value.meta.root_names() if column in cells.columns]
    return pl.any_horizontal(counts) if counts else pl.lit(value=False)


SMALL, GIVEN_AWAY = "too small, or leaves too few of its whole", "would give another count away"


def _protections(
    name: str, table: pl.DataFrame, small: pl.DataFrame, cells: pl.DataFrame
) -> pl.DataFrame:
    """List the suppressed counts with the reason; a row is named by its words and dates."""
    words = [column for column, kind in table.schema.items() if kind in (pl.String, pl.Date)]
    row = pl.concat_str([pl.col(word).cast(pl.String) for word in words], separator=", ",
                        ignore_nulls=True) if words else pl.lit("")  # fmt: skip
    named = table.select(row.alias("row"))
    parts = [
        named.filter(cells[column]).select(
            pl.lit(name).alias("table"),
            "row",
            pl.lit(column).alias("column"),
            pl.Series(
                "reason",
                small.filter(cells[column])[column].replace_strict(
                    {True: SMALL, False: GIVEN_AWAY}, return_dtype=pl.String
                ),
            ),
        )
        for column in cells.columns
        if cells[column].any()
    ]
    return pl.concat([pl.DataFrame(schema=PROTECTIONS), *parts])


def _refuse_unprotected(name: str, table: pl.DataFrame, rule: TableRule) -> None:
    """Refuse a table with a column that is declared as a count, and that the rule leaves out."""
    counts = rule.declared.counts() if rule.declared else []
    bare = [column for column in counts if column in table.columns and column not in rule.columns]
    if bare:
        raise DisclosureError(
            f"table {name}",
            found=f"a count of children that no rule protects: {bare[0]}",
            needed="a rule for every count of the table",
            do="Name it among the counts of the rule, or leave the column out.",
        )


def _refuse_fine_detail(name: str, table: pl.DataFrame) -> None:
    """Refuse months crossed with segments, and one kind of segment crossed with another.

    A quarter is the finest period that a segment may have.
    """
    if len(_SEGMENTS & set(table.columns)) > 1:
        raise DisclosureError(
            f"table {name}",
            found="districts crossed with agencies",
            needed="districts or agencies, never both",
            do="Release one table a kind of segment.",
        )
    kinds = _SEGMENTS & set(table.columns)
    if "period" not in table.columns or not kinds:
        return
    segment = pl.col(next(iter(kinds))).alias("segment")
    months = table.select(segment, "period").filter(pl.col("segment") != "county").unique()
    steps = months.sort("segment", "period").select(
        (pl.col("period").diff().over("segment").dt.total_days() < 80).any()
    )
    if steps.item():
        raise DisclosureError(
            f"table {name}",
            found="months crossed with districts or agencies",
            needed="quarters, or longer, where there are segments",
            do="Add the months up to quarters before releasing.",
        )

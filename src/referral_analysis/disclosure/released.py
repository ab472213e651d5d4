"""The only maker of `Released`: a table that has been through disclosure control."""

from dataclasses import dataclass, field

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.suppress import TableRule, suppressed_cells
from referral_analysis.errors import DisclosureError

_SEAL = object()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Released:
    """A protected table and the policy that made it; the report shows nothing else.

    `table` holds null where a cell is suppressed. `suppressed` has a boolean column for each
    column that can be: true where the null stands for a value that may not be shown.
    """

    name: str
    table: pl.DataFrame = field(repr=False)
    suppressed: pl.DataFrame = field(repr=False)
    policy: Policy
    seal: object = field(repr=False, default=None)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise DisclosureError(
                f"table {self.name}",
                found="a table that has not been through disclosure control",
                needed="a table made by disclosure.release",
                do="Release it first.",
            )


def release(name: str, table: pl.DataFrame, rule: TableRule, policy: Policy) -> Released:
    """Protect a table: blank what may not be shown, and work rates out again from what may.

    DisclosureError for a table that crosses months with districts or agencies.
    """
    _refuse_fine_detail(name, table)
    cells = suppressed_cells(table, rule, policy)
    hidden = cells.with_columns(
        cells.select(pl.any_horizontal(list(counts)).alias(column)).to_series()
        for column, counts in rule.dependent.items()
    )
    shown = table.with_columns(
        pl.when(~hidden[column]).then(pl.col(column)).alias(column) for column in hidden.columns
    ).with_columns(value.alias(column) for column, value in rule.derived.items())
    marks = hidden.with_columns(
        cells.select(_rests_on(value, cells).alias(column)).to_series()
        for column, value in rule.derived.items()
    )
    return Released(name=name, table=shown, suppressed=marks, policy=policy, seal=_SEAL)


def _rests_on(value: pl.Expr, cells: pl.DataFrame) -> pl.Expr:
    counts = [column for column in value.meta.root_names() if column in cells.columns]
    return pl.any_horizontal(counts) if counts else pl.lit(value=False)


def _refuse_fine_detail(name: str, table: pl.DataFrame) -> None:
    """Refuse months crossed with segments: a quarter is the finest period a segment may have."""
    if not {"period", "segment"} <= set(table.columns):
        return
    months = table.filter(pl.col("segment") != "county").select("segment", "period").unique()
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

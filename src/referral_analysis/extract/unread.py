"""What could not be read, without what it says: dates by their shape, flags by their months."""

from dataclasses import dataclass

import polars as pl

from referral_analysis.extract import columns as c
from referral_analysis.extract.rule import Rule

STAND_IN_DATE, UNREAD_FLAG = "stand-in date", "unread flag"
"""The numbers of the rules here. Each is listed only where a row fails it."""
_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadDate:
    """Fields of one date column that could not be read, alike in shape: `99-Aaa-99`.

    rows: how many. row: the first of them, from 1, under the header.
    """

    column: str
    shape: str
    rows: int
    row: int


def has_true_dates() -> Rule:
    """Test that no date is one that systems write for none; it was read as empty."""
    return Rule(
        number=STAND_IN_DATE,
        severity="flag",
        sentence="A date stands for none (such as 1900-01-01 or 9999-12-31): read as empty.",
        passes=~pl.col(c.HAS_STAND_IN_DATE),
    )


def has_read_flag() -> Rule:
    """Test that the NFA flag holds no word that is neither yes nor no."""
    return Rule(
        number=UNREAD_FLAG,
        severity="flag",
        sentence="The no further action flag holds a word that is neither yes nor no: not read.",
        passes=pl.col(c.UNREAD_FLAG).is_null(),
    )


def unread_dates(rows: pl.DataFrame) -> tuple[UnreadDate, ...]:
    """Count dates that could not be read by column and shape, the most frequent first; ten."""
    if c.UNREAD_DATE not in rows.columns:
        return ()
    counts = (
        rows.select(c.UNREAD_DATE)
        .with_row_index("row", offset=1)
        .drop_nulls()
        .group_by(c.UNREAD_DATE)
        .agg(pl.len().alias("rows"), pl.col("row").min())
        .sort("rows", c.UNREAD_DATE, descending=[True, False])
        .head(_SHOWN)
    )
    return tuple(
        UnreadDate(column=column, shape=shape, rows=n_rows, row=row)
        for (column, shape), n_rows, row in (
            (said.split(" ", 1), n_rows, row) for said, n_rows, row in counts.iter_rows()
        )
    )


def flags_by_month(rows: pl.LazyFrame) -> pl.DataFrame:
    """Count the NFA flag by month of referral: month, referrals, nfa, other, blank, unread.

    rows: checked or read. blank: the flag was empty, or a word for unknown. unread: it held a word
    that is neither yes nor no. nfa + other + blank + unread = referrals; in order of months. With
    the last two all NFA, and none, the NFA referrals have their bounds.
    """
    names = rows.collect_schema().names()
    flag = pl.col(c.IS_NFA)
    unread = pl.col(c.UNREAD_FLAG).is_not_null() if c.UNREAD_FLAG in names else pl.lit(value=False)
    is_unread = unread & flag.is_null()
    return (
        rows.drop_nulls(c.REFERRED_ON)
        .group_by(pl.col(c.REFERRED_ON).dt.month_start().alias("month"))
        .agg(
            pl.len().cast(pl.Int64).alias("referrals"),
            flag.sum().cast(pl.Int64).alias("nfa"),
            (~flag).sum().cast(pl.Int64).alias("other"),
            (flag.is_null() & ~is_unread).sum().cast(pl.Int64).alias("blank"),
            is_unread.sum().cast(pl.Int64).alias("unread"),
        )
        .sort("month")
        .collect()
    )

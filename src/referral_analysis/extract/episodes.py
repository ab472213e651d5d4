"""What the referrals of one child must fulfil together: no copies, no overlaps, one open at once.

The rules here read rows as `in_order` gives them, so that a row's neighbour above is the same
child's referral before it. Rows that are copies, or that lack an id or a date, are to be taken out
before the rules on episodes.
"""

import polars as pl

from referral_analysis.extract import columns as c
from referral_analysis.extract.rules import Rule

ROW = "row"
CHILD = "child"
ROW_HASH = "row_hash"

# more days than any date has since 1970, so that a child's number and a day pack into one integer
_DAYS = 1 << 22
_STILL_OPEN = _DAYS - 1


def in_order(data: pl.DataFrame) -> pl.DataFrame:
    """Sort the rows of children with more than one by child and day; copies come together.

    Returns only what the rules here read: ROW (place in data), CHILD and ROW_HASH (UInt64 hashes of
    the child's id and of all columns: among ten million rows, the chance that any two that differ
    share one is about one in a million), and the days, agency and NFA flag.
    """
    keys = data.lazy().select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias(ROW),
        pl.when(pl.col(c.CHILD_ID).is_not_null()).then(pl.col(c.CHILD_ID).hash()).alias(CHILD),
        c.REFERRED_ON,
        c.REFERRAL_SOURCE,
        c.CLOSED_ON,
        c.IS_NFA,
        data.hash_rows().alias(ROW_HASH),
    )
    several = keys.filter(pl.col(CHILD).is_duplicated())
    return several.sort(CHILD, c.REFERRED_ON, c.REFERRAL_SOURCE, c.CLOSED_ON, ROW_HASH).collect()


def episode_rules() -> tuple[Rule, ...]:
    """List the rules that judge a referral by the child's earlier ones, copies left out."""
    return (one_open_episode(), no_overlap(), not_the_same_day())


def not_a_copy() -> Rule:
    """Test that a row differs from the one above it in at least one column; needs ROW_HASH."""
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(name).shift(1)) for name in (CHILD, c.REFERRED_ON, ROW_HASH)
    )
    return Rule(
        number="exact duplicate",
        among="copies",
        severity="exclude",
        sentence="The row is the same as another in every column.",
        passes=~same,
    )


def not_the_same_day() -> Rule:
    """Test that a child is not referred twice on a day by one agency."""
    same = _same_child() & pl.all_horizontal(
        pl.col(name) == pl.col(name).shift(1) for name in (c.REFERRED_ON, c.REFERRAL_SOURCE)
    )
    return Rule(
        number="same day",
        among="episodes",
        severity="flag",
        sentence="The child was referred by the same agency on the same day already.",
        passes=~same.fill_null(value=False),
    )


def one_open_episode() -> Rule:
    """Test that no earlier referral of the child is open still, if this one is."""
    is_open = _closed_day() == _STILL_OPEN
    return Rule(
        number="8815",
        among="episodes",
        severity="flag",
        sentence="An earlier referral of the child is open as well.",
        passes=~(is_open & (_latest_close_before() == _STILL_OPEN)),
    )


def no_overlap() -> Rule:
    """Test that every earlier referral of the child had closed by the day of this one."""
    referred = pl.col(c.REFERRED_ON).to_physical().cast(pl.Int64)
    return Rule(
        number="8820",
        among="episodes",
        severity="flag",
        sentence="The child was referred while an earlier case was open.",
        passes=_latest_close_before() <= referred,
    )


def _same_child() -> pl.Expr:
    return (pl.col(CHILD) == pl.col(CHILD).shift(1)).fill_null(value=False)


def _closed_day() -> pl.Expr:
    """Day of closure in days since 1970; the referral's own day if NFA and without one."""
    ends_at_once = pl.col(c.CLOSED_ON).is_null() & pl.col(c.IS_NFA).fill_null(value=False)
    closed = pl.when(ends_at_once).then(c.REFERRED_ON).otherwise(c.CLOSED_ON)
    return closed.to_physical().cast(pl.Int64).clip(0, _STILL_OPEN - 1).fill_null(_STILL_OPEN)


def _latest_close_before() -> pl.Expr:
    """Latest day of closure among the child's rows above; 0 for its first row.

    The number of the child stands above the day in one integer, so that a running maximum over
    the whole frame starts again with each child.
    """
    child = (~_same_child()).cast(pl.Int64).cum_sum()
    latest = (child * _DAYS + _closed_day()).cum_max().shift(1)
    return pl.when(_same_child()).then(latest - child * _DAYS).otherwise(0)

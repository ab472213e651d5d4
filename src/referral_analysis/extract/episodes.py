"""What the referrals of one child must fulfil together: no copies, no overlaps, one open at once.

The rules here read rows as `in_order` gives them, so that a row's neighbour above is the same
child's referral before it. Rows that are copies, or that lack an id or a date, are to be taken out
before the rules on episodes.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract import columns as c
from referral_analysis.extract.rule import Rule

ROW = "row"
CHILD = "child"
ROW_HASH = "row_hash"

# more days than any date has since 1900, so that a child's number and a day pack into one integer
_DAYS = 1 << 22
_FROM_1900_TO_1970 = 25_567
_STILL_OPEN = _DAYS - 1
# the days of 44 years, and the rest of 64 bits for the child: one integer to sort by
_PACKED_DAYS = 1 << 14
_READ = (c.REFERRED_ON, c.REFERRAL_SOURCE, c.CLOSED_ON, c.IS_NFA)


def in_order(data: pl.DataFrame) -> pl.DataFrame:
    """Sort the rows by child and day; copies come together, in order of rows.

    Without ids of children by referral, which brings copies together too.

    Returns only what the rules here read: ROW (place in data), CHILD (UInt64 hash of the child's
    id: among ten million, the chance that any two share one is about one in a million), ROW_HASH
    (UInt64 hash of all columns; null where no other row has the child and day), and what data has
    of the days, agency and NFA flag.
    """
    whose = c.CHILD_ID if c.CHILD_ID in data.columns else c.REFERRAL_ID
    keys = data.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias(ROW),
        pl.col(whose).hash().alias(CHILD),
        *(name for name in _READ if name in data.columns),
    )
    ordered = _by_child_and_day(keys)
    if data[whose].has_nulls():
        nobody = data[whose].is_null().gather(ordered[ROW])
        ordered = ordered.with_columns(pl.when(~pl.lit(nobody)).then(CHILD).alias(CHILD))
    return _ties_in_order(ordered, data)


def _by_child_and_day(keys: pl.DataFrame) -> pl.DataFrame:
    """Sort by child (UInt64 hashes), then day; one without a day comes first.

    By one integer of the day and most of the hash, which is a third of the time of sorting by both;
    should that bring two children together, by both.
    """
    packed = _packed(keys)
    if packed is not None:
        # whole rows would be sorted as fast, and take more memory
        places = pl.LazyFrame([packed, keys[ROW]]).sort("packed").collect(engine="streaming")[ROW]
        del packed
        ordered = keys.select(pl.all().gather(places.rechunk()))
        if not _has_strangers(ordered[CHILD].to_numpy()):
            return ordered
    return keys.sort(CHILD, c.REFERRED_ON, nulls_last=False)


def _packed(keys: pl.DataFrame) -> pl.Series | None:
    """Put most of the child's hash above the day (UInt64); None where the days are too many."""
    days = keys[c.REFERRED_ON].to_physical()
    first, last = int(days.min() or 0), int(days.max() or 0)  # type: ignore[arg-type]  # integers
    if last - first + 1 >= _PACKED_DAYS:
        return None
    since = (days - first + 1).fill_null(0)
    shortened = keys[CHILD].to_numpy() & ~np.uint64(_PACKED_DAYS - 1)
    shortened |= since.to_numpy().view(np.uint32)
    return pl.Series("packed", shortened)


def _has_strangers(hashes: NDArray[np.uint64]) -> bool:
    """Claim that two children came together because their shortened hashes are the same."""
    differ = hashes[1:] ^ hashes[:-1]
    differ -= np.uint64(1)  # where two are the same, this is the largest integer
    return bool((differ < _PACKED_DAYS - 1).any())


def _ties_in_order(keys: pl.DataFrame, data: pl.DataFrame) -> pl.DataFrame:
    """Sort the rows that share child and day by agency, closure and all else; add ROW_HASH."""
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(name).shift(1)) for name in (CHILD, c.REFERRED_ON)
    ) & (pl.int_range(pl.len()) > 0)
    is_tied = keys.select(same | same.shift(-1, fill_value=False)).to_series()
    places = is_tied.arg_true()
    tied = keys.select(pl.all().gather(places))
    tied = tied.with_columns(
        data.select(pl.all().gather(tied[ROW])).hash_rows().alias(ROW_HASH)
    ).sort(CHILD, *(name for name in _READ[:3] if name in keys.columns), ROW_HASH, ROW)
    hashes = pl.repeat(None, keys.height, dtype=pl.UInt64, eager=True).alias(ROW_HASH)
    # tied rows share both, and so keep them where they change places, unless there is no child
    alike = () if keys[CHILD].has_nulls() else (CHILD, c.REFERRED_ON)
    moved = [keys[name].scatter(places, tied[name]) for name in keys.columns if name not in alike]
    return keys.with_columns(*moved, hashes.scatter(places, tied[ROW_HASH]))


def previous_referral(keys: pl.DataFrame, height: int) -> pl.Series:
    """Return the day of the same child's referral before, a row a row of data (Date).

    Null for a child's first referral, and for the rows that are not in keys.
    """
    previous = keys.select(
        ROW, pl.when(_same_child()).then(pl.col(c.REFERRED_ON).shift(1)).alias("before")
    ).filter(pl.col("before").is_not_null())
    nothing = pl.repeat(None, height, dtype=pl.Date, eager=True)
    return nothing.scatter(previous[ROW], previous["before"]).alias(c.PREVIOUS_REFERRED_ON)


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
    has_open_before = _same_child() & (_latest_close_above() == _STILL_OPEN)
    return Rule(
        number="8815",
        among="episodes",
        severity="flag",
        sentence="An earlier referral of the child is open as well.",
        passes=~(_closes_on().is_null() & has_open_before),
    )


def no_overlap() -> Rule:
    """Test that every earlier referral of the child had closed by the day of this one."""
    return Rule(
        number="8820",
        among="episodes",
        severity="flag",
        sentence="The child was referred while an earlier case was open.",
        passes=pl.when(_same_child()).then(_latest_close_above()).otherwise(0)
        <= _day(pl.col(c.REFERRED_ON)),
    )


def _same_child() -> pl.Expr:
    return (pl.col(CHILD) == pl.col(CHILD).shift(1)).fill_null(value=False)


def _closes_on() -> pl.Expr:
    """Day of closure (Date); the referral's own if NFA and without one; null while open."""
    ends_at_once = pl.col(c.CLOSED_ON).is_null() & pl.col(c.IS_NFA).fill_null(value=False)
    return pl.when(ends_at_once).then(c.REFERRED_ON).otherwise(c.CLOSED_ON)


def _day(date: pl.Expr) -> pl.Expr:
    """Days since 1900, from 0; null where there is no date."""
    return (date.to_physical().cast(pl.Int64) + _FROM_1900_TO_1970).clip(0, _STILL_OPEN - 1)


def _latest_close_above() -> pl.Expr:
    """Latest day of closure among the rows above that are of the same child as the last of them.

    In days since 1900, _STILL_OPEN where one is open; null in the first row. The number of the
    child stands above the day in one integer, so that a running maximum over the whole frame starts
    again with each child. The rules share this as it stands, and it is worked out once.
    """
    child = (~_same_child()).cast(pl.Int64).cum_sum()
    closed = _day(_closes_on()).fill_null(_STILL_OPEN)
    return (child * _DAYS + closed).cum_max().shift(1) & (_DAYS - 1)

"""Several files of referrals as one extract: each referral once, as the newest file has it.

A census return holds the referrals of its year and the cases open on its first day, so that an open
case stands in two returns; years cut from one system overlap in the same way. The newest of two
files is the one that says a later day of itself, else the one with the later referrals; of two
alike, the one named later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.extract import columns as c

_FILE, _SLOT = "\0file", "\0slot"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """The typed rows of one file; has_own_ids and as_of as in its `SourceTable`."""

    where: str
    rows: pl.DataFrame = field(repr=False)
    has_own_ids: bool
    as_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joined:
    """The rows of all files, each referral once; files: name -> rows. older: rows that gave way."""

    rows: pl.DataFrame = field(repr=False)
    files: tuple[tuple[str, int], ...]
    older: int


def join(parts: Sequence[Part]) -> Joined:
    """Join files: a referral that several of them have is kept as the newest has it.

    A referral is known by its id, and the child's if there is any, where every file names its
    referrals. Else it is known by the child and the day; of several on one day those with no
    further action come last, as they stand in one return only. Copies within one file all stay,
    for the checks to find. Where files name no referrals, a referral's id is made of the child's
    and the day.
    """
    ordered = sorted(enumerate(parts), key=lambda one: (_newness(one[1]), one[0]))
    whole = pl.concat(
        [_numbered(part, place) for place, (_, part) in enumerate(ordered)],
        how="diagonal_relaxed",
    )
    has_own_ids = all(part.has_own_ids for part in parts)
    key = [c.CHILD_ID, c.REFERRED_ON, _SLOT]
    if has_own_ids:
        key = [c.REFERRAL_ID, *([c.CHILD_ID] if whole[c.CHILD_ID].count() else [])]
    if len(parts) > 1:
        is_whole = pl.all_horizontal(pl.col(key[:2]).is_not_null())
        is_newest = pl.col(_FILE) == pl.col(_FILE).max().over(key)
        kept = whole.filter(~is_whole | is_newest)
    else:
        kept = whole
    named = kept if has_own_ids else kept.with_columns(_made_id())
    held = {name for part in parts for name in part.rows.columns}
    order = [column.name for column in c.REFERRALS if column.name in held]
    return Joined(
        rows=named.select(*order, pl.col(c.HAS_UNREADABLE_DATE)),
        files=tuple((part.where, part.rows.height) for part in parts),
        older=whole.height - kept.height,
    )


def _newness(part: Part) -> tuple[str, str]:
    """Order files: by the day that they say they are of, then by their latest referral."""
    days = part.rows[c.REFERRED_ON].drop_nulls().dt.to_string("%Y-%m-%d")
    latest = str(days.max()) if days.len() else ""
    return (part.as_of or latest, latest)


def _numbered(part: Part, place: int) -> pl.DataFrame:
    """Add the file's place, and a referral's place among the child's of one day."""
    none = [pl.lit(None, pl.String).alias(name) for name in c.IDS if name not in part.rows.columns]
    rows = part.rows.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String), *none)
    rows = rows.with_columns(pl.lit(place).alias(_FILE))
    if c.IS_NFA not in rows.columns:
        return rows.with_columns(pl.lit(1).alias(_SLOT))
    is_nfa = pl.col(c.IS_NFA).fill_null(value=False).cast(pl.Int64)
    order = is_nfa * rows.height + pl.int_range(pl.len())
    first = order.min().over(c.CHILD_ID, c.REFERRED_ON, c.REFERRAL_ID)
    return rows.with_columns(
        first.rank("dense").over(c.CHILD_ID, c.REFERRED_ON).cast(pl.Int64).alias(_SLOT)
    )


def _made_id() -> pl.Expr:
    """Make a referral's id of the child's and the day, and its place where it is not the first."""
    day = pl.col(c.REFERRED_ON).dt.to_string("%Y-%m-%d")
    first = pl.format("{} {}", c.CHILD_ID, day)
    made = pl.when(pl.col(_SLOT) == 1).then(first).otherwise(pl.format("{} ({})", first, _SLOT))
    return pl.coalesce(made, c.REFERRAL_ID).alias(c.REFERRAL_ID)

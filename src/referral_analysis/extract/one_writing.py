"""One id written in two ways: then one child counts as two, and nobody comes back.

A spreadsheet cuts the noughts in front of an id, another tool writes .0 behind it, a query turns
its letters into capitals; where only a part of the rows went through it, a child has two ids. Ids
of both small and capital letters are left out: some systems tell children apart by them.
"""

from dataclasses import dataclass

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract import columns

_LOOKED_AT = 20_000  # of a larger extract, rows at even distances, for whether to look at all
_FEWEST, _SHARE = 10, 0.01  # ids in two ways, of all: fewer may be slips of the hand
_SMALL, _CAPITAL = r"[a-z]", r"[A-Z]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A way in which an id is changed: those that have it, those that have not, and the same id."""

    said: str
    has: str
    has_not: str
    replaced: str
    by: str = ""


_WAYS = (
    _Way(said="noughts in front", has=r"^0\d+$", has_not=r"^[1-9]\d*$",
         replaced=r"^0+(\d)", by="${1}"),
    _Way(said=".0 behind", has=r"^\d+\.0$", has_not=r"^\d+$", replaced=r"\.0$"),
    _Way(said="brackets around", has=r"^[{(\[].*[})\]]$", has_not=r"^\w.*\w$",
         replaced=r"[{}()\[\]]"),
    _Way(said="spaces or hyphens between", has=r"\w[ -]+\w", has_not=r"^\w+$", replaced=r"[ -]"),
)  # fmt: skip


def require_one_writing(where: str, rows: pl.DataFrame) -> None:
    """Raise ValueUnreadableError where many ids stand in the rows in two ways of writing."""
    for name in columns.IDS:
        if name in rows.columns and rows[name].dtype == pl.String:
            _require(f"{where}, {name}", rows[name])


def _require(where: str, ids: pl.Series) -> None:
    some = ids.gather_every(max(1, ids.len() // _LOOKED_AT)).drop_nulls()
    for way in _WAYS:
        if some.str.contains(way.has).any() and some.str.contains(way.has_not).any():
            alike = pl.col("id").str.replace_all(way.replaced, way.by)
            _refuse_where_many(where, ids, alike, way.said)
    if _is_written_in_both_cases(some):
        is_mixed = pl.col("id").str.contains(_SMALL) & pl.col("id").str.contains(_CAPITAL)
        alike = pl.when(is_mixed).then("id").otherwise(pl.col("id").str.to_lowercase())
        _refuse_where_many(where, ids, alike, "capitals")


def _is_written_in_both_cases(ids: pl.Series) -> bool:
    has_small, has_capital = ids.str.contains(_SMALL), ids.str.contains(_CAPITAL)
    return bool((has_small & ~has_capital).any()) and bool((has_capital & ~has_small).any())


def _refuse_where_many(where: str, ids: pl.Series, alike: pl.Expr, said: str) -> None:
    """Raise where more ids than slips of the hand are the same but for one way of writing."""
    different = ids.drop_nulls().unique().alias("id").to_frame().select("id", alike.alias("alike"))
    written_twice = different.group_by("alike").len().filter(pl.col("len") > 1).height
    if written_twice < max(_FEWEST, _SHARE * different.height):
        return
    raise ValueUnreadableError(
        where,
        found=f"ids that are the same but for {said} ({written_twice:,} of {different.height:,}):"
        " a part of the rows went through a spreadsheet or another tool",
        needed="one way of writing an id",
        do="Export the column again as text; if they are different children after all, put a "
        "letter in front of one kind.",
    )

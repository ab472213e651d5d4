"""A referral is one row: rows of one id are joined where they agree, and marked where they do not.

Exports give a row an assessment, a status or a child, and yearly files hold an open case twice.
Rows of the same id, child and day are one referral: the latest outcome, the earliest assessment,
the latest closure. Rows are put in order of closure (open ones first), of the latest day on which
something was done, and of the flag (further action after none); of each other column the last value
that is not empty stands. The order of the file counts for nothing. Where an id is that of several
children, or of several days of one child, no rule says which is right, and the run stops.
"""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract import columns as c
from referral_analysis.extract.episodes import CHILD, ROW, ROW_HASH
from referral_analysis.extract.rule import Rule, Severity

JOINED, ID_OF_CHILDREN, ID_OF_DAYS = "joined", "id of children", "id of days"
"""The numbers of the rules here. Each is listed only where a row fails it."""
IS_JOINED, HAS_OTHER_CHILD, HAS_OTHER_DAY = "is_joined", "has_other_child", "has_other_day"
"""Columns that the rules read, as `marks` gives them."""

_EARLIEST = (
    c.INITIAL_ASSESSED_ON,
    c.CORE_ASSESSED_ON,
    c.SECTION_47_ON,
    c.CHILD_PROTECTION_PLAN_ON,
)
_ANY = (c.HAS_UNREADABLE_DATE, c.HAS_STAND_IN_DATE)
_GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OneEach:
    """The rows of an extract, a referral's first row holding what all of its rows say.

    rows: as they were given, in their order. is_joined: true for a referral's other rows (n,);
    None where there are none.
    """

    rows: pl.DataFrame = field(repr=False)
    is_joined: pl.Series | None = field(repr=False)


def joined(data: pl.DataFrame, keys: pl.DataFrame) -> OneEach:
    """Join the rows of one id, child and day that differ; copies of a row are left as they are.

    keys: as `episodes.in_order` gives them, so that only rows of one child and day are looked at.
    """
    if c.REFERRAL_ID not in data.columns:
        return OneEach(rows=data, is_joined=None)
    tied = keys.drop_nulls([ROW_HASH, CHILD, c.REFERRED_ON]).select(
        ROW, CHILD, c.REFERRED_ON, ROW_HASH, data[c.REFERRAL_ID].gather(_rows(keys)).alias("id")
    )
    same = [CHILD, c.REFERRED_ON, "id"]
    differing = (
        tied.drop_nulls("id")
        .with_columns(pl.col(ROW_HASH).n_unique().over(same).alias("different"))
        .filter(pl.col("different") > 1)
        .select(ROW, ROW_HASH, pl.col(ROW).min().over(same).alias(_GROUP))
    )
    if differing.is_empty():
        return OneEach(rows=data, is_joined=None)
    others = differing.filter(pl.col(ROW) != pl.col(_GROUP))[ROW]
    nobody = pl.repeat(False, data.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003 - the value
    return OneEach(
        rows=_in_place(data, _merged(data, differing)),
        is_joined=nobody.scatter(others, values=True).alias(IS_JOINED),
    )


def _rows(keys: pl.DataFrame) -> pl.Series:
    """List the rows that share child and day with another, both known."""
    return keys.drop_nulls([ROW_HASH, CHILD, c.REFERRED_ON])[ROW]


def _merged(data: pl.DataFrame, differing: pl.DataFrame) -> pl.DataFrame:
    """Return a row a referral: its place (group), and every column of data."""
    rows = data.select(pl.all().gather(differing[ROW])).hstack(differing)
    held = set(data.columns)
    done = [name for name in _EARLIEST if name in held]
    order = [
        *([pl.col(c.CLOSED_ON)] if c.CLOSED_ON in held else []),
        *([pl.max_horizontal(done)] if done else []),
        *([~pl.col(c.IS_NFA)] if c.IS_NFA in held else []),
    ]
    rows = rows.sort(_GROUP, *order, ROW_HASH, nulls_last=False)
    return rows.group_by(_GROUP, maintain_order=True).agg(
        _together(name, data.columns) for name in data.columns
    )


def _together(name: str, names: list[str]) -> pl.Expr:
    """Return what the rows of one referral say together, in order of closure and file."""
    value = pl.col(name)
    if name in _EARLIEST:
        return value.min()
    if name == c.CLOSED_ON:
        return value.max()
    if name in _ANY:
        return value.any()
    latest = value.drop_nulls().last()
    if name == c.UNREAD_FLAG and c.IS_NFA in names:
        return pl.when(pl.col(c.IS_NFA).is_null().all()).then(latest).alias(name)
    return latest


def _in_place(data: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Put merged rows in their places."""
    places = np.arange(data.height)
    places[merged[_GROUP].to_numpy()] = data.height + np.arange(merged.height)
    both = pl.concat([data, merged.select(data.columns)])
    return both.select(pl.all().gather(pl.Series(places)))


def disagreements(data: pl.DataFrame) -> pl.DataFrame | None:
    """Mark the rows whose id is that of another child too, or of the child's on another day.

    Returns Boolean columns HAS_OTHER_CHILD and HAS_OTHER_DAY, rows as in data; None where there are
    none. A row without a child or a day disagrees with none.
    """
    if not {*c.IDS} <= set(data.columns):
        return None
    places = _repeated(data[c.REFERRAL_ID])
    if not places.size:
        return None
    seen = data.select(
        pl.col(c.REFERRAL_ID, c.CHILD_ID, c.REFERRED_ON).gather(pl.Series(places))
    ).with_columns(pl.Series(ROW, places))
    marked = seen.drop_nulls([c.REFERRAL_ID, c.CHILD_ID, c.REFERRED_ON]).select(
        ROW,
        (pl.col(c.CHILD_ID).n_unique().over(c.REFERRAL_ID) > 1).alias(HAS_OTHER_CHILD),
        (pl.col(c.REFERRED_ON).n_unique().over(c.REFERRAL_ID, c.CHILD_ID) > 1).alias(HAS_OTHER_DAY),
    )
    if not marked.select(pl.any_horizontal(HAS_OTHER_CHILD, HAS_OTHER_DAY).any()).item():
        return None
    nobody = pl.repeat(False, data.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003 - the value
    return pl.DataFrame(
        {name: nobody.clone().scatter(marked[ROW], marked[name])
         for name in (HAS_OTHER_CHILD, HAS_OTHER_DAY)}
    )  # fmt: skip


def _repeated(ids: pl.Series) -> NDArray[np.int64]:
    """List the places of ids (String) that come more than once.

    Ids in order are unique, which is seen at once. Else by their hashes, in half a second for ten
    million; two ids that share one are told apart by what follows.
    """
    if bool((ids.slice(1) > ids.slice(0, max(ids.len() - 1, 0))).all()) and not ids.has_nulls():
        return np.array([], dtype=np.int64)
    hashes = ids.hash().to_numpy()
    ordered = np.sort(hashes)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not twice.size:
        return twice.astype(np.int64)
    is_repeated = pl.Series(hashes).is_in(pl.Series(twice).implode()) & ids.is_not_null()
    return is_repeated.arg_true().to_numpy().astype(np.int64)


def rules_of(marks: list[str]) -> tuple[Rule, ...]:
    """List the rules whose columns are among the marks."""
    every = (
        _rule(JOINED, IS_JOINED, "exclude",
              "The row is another of a referral (its id, child and day): joined with it."),
        _rule(ID_OF_CHILDREN, HAS_OTHER_CHILD, "stop",
              "The referral's id is that of another child's referral too."),
        _rule(ID_OF_DAYS, HAS_OTHER_DAY, "stop",
              "The referral's id is that of the same child's on another day too."),
    )  # fmt: skip
    return tuple(rule for rule in every if rule.needs <= set(marks))


def _rule(number: str, mark: str, severity: Severity, sentence: str) -> Rule:
    return Rule(number=number, severity=severity, sentence=sentence, passes=~pl.col(mark))

"""Columns of days in which every field is empty or a plain ISO day, read as days at once.

Nearly all exports of a database are like that, and reading them so takes a third of the time of
looking at each distinct text. A column is tried whose first rows are like that; where a later field
is not, or is of a year that needs a look, the column is read value by value after all.
"""

from collections.abc import Sequence

import polars as pl

from referral_analysis.extract.dates import PLAIN_YEARS
from referral_analysis.extract.empty_words import EMPTY_WORDS

_LOOKED_AT = 500
_FORM = "%Y-%m-%d"
_GIVEN = "\0given "


def likely(rows: pl.LazyFrame, headers: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the headers of text columns whose first fields are plain ISO days, or empty.

    The second are those of the first in which no word for an empty field stands among them.
    """
    if not headers:
        return frozenset(), frozenset()
    first = rows.select(headers).head(_LOOKED_AT).collect(engine="streaming")
    without = first.select(pl.all().replace(dict.fromkeys(EMPTY_WORDS)))
    plain = frozenset(name for name in headers if _are_days(without[name]))
    return plain, frozenset(name for name in plain if _are_days(first[name]))


def _are_days(text: pl.Series) -> bool:
    given = text.len() - text.null_count() - (text == "").sum()
    return text.str.to_date(_FORM, strict=False).count() == given


def as_days(header: str, name: str) -> list[pl.Expr]:
    """Return a column of text as days (Date), and beside it whether the field holds a text."""
    text = pl.col(header)
    # a plain day is read in half the time that it takes to look for it among those read before
    day = text.str.to_date(_FORM, strict=False, cache=False)
    return [day.alias(name), (text != "").alias(f"{_GIVEN}{name}")]


def settled(rows: pl.DataFrame, names: Sequence[str]) -> tuple[pl.DataFrame, list[str]]:
    """Drop what stands beside the days, and name the columns that must be read value by value.

    Each text that is a day gave one, and no other field did: one is no day where there are more
    texts than days.
    """
    beside = [f"{_GIVEN}{name}" for name in names]
    doubtful = [
        name
        for name, given in zip(names, beside, strict=True)
        if rows[given].sum() != rows[name].count() or not has_plain_years(rows[name])
    ]
    return rows.drop(beside), doubtful


def has_plain_years(days: pl.Series) -> bool:
    """Claim that no day (Date) is of a year in which some stand for none, or that none has."""
    ends = pl.Series([days.min(), days.max()], dtype=pl.Date).drop_nulls()
    return bool(ends.dt.year().is_between(*PLAIN_YEARS).all())

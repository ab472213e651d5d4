"""What councils have published of themselves, by year: referrals, and how they ended.

The Department for Education's table of referrals by local authority is read as it is published
("Characteristics of children in need", a row a council and year to 31 March); so is one of a few
plain headers.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from referral_analysis.errors import ColumnMissingError, ValueUnreadableError
from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.formats import scan
from referral_analysis.extract.table import SourceTable, listed

COUNCIL, YEAR = "council", "year"
REFERRALS, NFA, NOT_IN_NEED = "referrals", "nfa", "not_in_need"

_HEADERS: Mapping[str, tuple[str, ...]] = {
    COUNCIL: ("council", "la_name"),
    YEAR: ("year", "time_period"),
    REFERRALS: ("referrals", "referral_count"),
    NFA: ("nfa", "no_further_action_count"),
    NOT_IN_NEED: ("not_in_need", "not_in_need_count"),
}
"""Our plain headers, and those of the published table."""
_COUNTS = (REFERRALS, NFA, NOT_IN_NEED)
_LEAST_YEAR, _MOST_YEAR = 1990, 2100
_NOT_GIVEN = ("c", "x", "z", "u", "k", ":", "..", "-", "low", "n/a", "na", "")
"""What statistics of government write where a figure is suppressed, unknown or does not apply."""


def read_comparators(path: Path) -> pl.DataFrame:
    """Read a row a council and year: council, year, referrals, nfa, not_in_need; by these two.

    year: that ends on its 31 March. Counts (Int64) are null where the table does not give them; a
    council need not have every year. ColumnMissingError for a column that is not there;
    ValueUnreadableError where a year or a count cannot be one, a part is more than its referrals,
    or a council has a year twice.
    """
    file = scan(path)
    headers = {name: _header(file, name) for name in _HEADERS}
    kinds = dict.fromkeys(headers.values(), pl.String())
    rows = typed_companion(
        file,
        {headers[name]: kinds[headers[name]] for name in (COUNCIL, YEAR)},
        {headers[name]: kinds[headers[name]] for name in _COUNTS},
    ).select(
        pl.col(headers[COUNCIL]).str.strip_chars().alias(COUNCIL),
        _year(headers[YEAR]).alias(YEAR),
        *(_count(headers[name]).alias(name) for name in _COUNTS),
    )
    _require_sound(file.where, rows)
    return rows.with_columns(
        pl.when(pl.col(name) != _UNREAD).then(pl.col(name)).alias(name) for name in _COUNTS
    ).sort(COUNCIL, YEAR)


_UNREAD = -1
"""What a count is until it is refused: no number, and no word for a figure not given."""


def _header(file: SourceTable, name: str) -> str:
    """Return the header that holds one of our columns: the plain one before the published."""
    for header in _HEADERS[name]:
        if header in file.headers:
            file.require(header, do="Rename or take out the others.")
            return header
    raise ColumnMissingError(
        file.where,
        found=f"the columns {listed(file.headers)}",
        needed=f"a column {' or '.join(_HEADERS[name])}",
        do="Give the file this header.",
    )


def _year(header: str) -> pl.Expr:
    """Return the year that a row ends in: 2013, 201213 and 2012/13 are all 2013; null if none."""
    text = pl.col(header).str.strip_chars().str.replace(r"\.0+$", "")
    first = text.str.extract(r"^(\d{4})(?:[/-]?\d{2}(?:\d{2})?)?$").cast(pl.Int64, strict=False)
    return pl.when(text.str.len_chars() > 4).then(first + 1).otherwise(first)


def _count(header: str) -> pl.Expr:
    """Return a count; null where it is not given, `_UNREAD` where it is none."""
    text = pl.col(header).str.strip_chars().str.to_lowercase()
    plain = text.str.replace_all(",", "", literal=True).str.replace(r"\.0+$", "")
    is_number = plain.str.contains(r"^\d{1,9}$")
    number = plain.cast(pl.Int64, strict=False)
    given = text.is_not_null() & ~text.is_in(_NOT_GIVEN)
    return pl.when(is_number).then(number).when(given).then(_UNREAD)


def _require_sound(where: str, rows: pl.DataFrame) -> None:
    bad_year = rows.filter(
        ~pl.col(YEAR).is_between(_LEAST_YEAR, _MOST_YEAR).fill_null(value=False)
    ).height
    if bad_year:
        raise ValueUnreadableError(
            f"{where}, {YEAR}",
            found=f"years that cannot be read ({bad_year:,} rows)",
            needed="the year that ends on its 31 March, such as 2013, 2012/13 or 201213",
            do="Correct them.",
        )
    for name in _COUNTS:
        unread = int((rows[name] == _UNREAD).sum())
        if unread:
            raise ValueUnreadableError(
                f"{where}, {name}",
                found=f"values that are no whole number ({unread:,} rows)",
                needed="a whole number of referrals, or nothing where it is not given",
                do="Correct them; a share is not a count.",
            )
    larger = rows.filter(
        pl.any_horizontal(pl.col(part) > pl.col(REFERRALS) for part in (NFA, NOT_IN_NEED))
    ).height
    if larger:
        raise ValueUnreadableError(
            f"{where}, {NFA} and {NOT_IN_NEED}",
            found=f"more than all referrals of the year ({larger:,} rows)",
            needed="a part of them",
            do="Correct them.",
        )
    if rows.select(COUNCIL, YEAR).is_duplicated().any():
        raise ValueUnreadableError(
            f"{where}, {COUNCIL} and {YEAR}",
            found="a council with the same year twice",
            needed="a row a council and year",
            do="Take one of them out.",
        )

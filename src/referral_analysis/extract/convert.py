"""Text columns -> the vocabulary's types; what cannot be read becomes null and is counted."""

from collections.abc import Mapping, Sequence

import polars as pl

from referral_analysis.errors import FileUnreadableError, ValueUnreadableError
from referral_analysis.extract import codes, columns
from referral_analysis.extract.columns import Column
from referral_analysis.extract.dates import read_dates, require_one_form

_TRUE = ("true", "t", "1", "y", "yes", "a) yes")
_FALSE = ("false", "f", "0", "n", "no", "b) no")
_NOBODY_KNOWS = ("c) unknown", "unknown")


def as_text(header: str) -> pl.Expr:
    """Return a field's text without outer spaces; null where it is empty."""
    text = pl.col(header).str.strip_chars()
    return pl.when(text.str.len_bytes() > 0).then(text)


def form_of(column: str) -> str:
    """Name the column that says what kind of text each field of a converted column held."""
    return f"{column} form"


def typed(rows: pl.LazyFrame, column: Column, values: Mapping[str, str]) -> pl.LazyFrame:
    """Turn a text column into the vocabulary's type; null where it is empty or cannot be read.

    values: the council's own value -> the code. Codes and districts are Categorical, a quarter of
    the memory of String; `extract.check` hands them on as String. A date's forms, and whether a
    flag held text that is none, go into the column that `form_of` names.
    """
    text = _translated(column.name, values)
    if column.dtype == pl.Date:
        return rows.with_columns(read_dates(column.name, form_of(column.name))).unnest(column.name)
    if column.dtype == pl.Boolean:
        word = text.str.to_lowercase()
        is_true, is_known = word.is_in(_TRUE), word.is_in(_TRUE + _FALSE)
        return rows.with_columns(
            pl.when(is_known).then(is_true).alias(column.name),
            (~is_known & ~word.is_in(_NOBODY_KNOWS)).alias(form_of(column.name)),
        )
    if column.name in codes.CODE_LISTS:
        return rows.with_columns(text.str.to_uppercase().cast(pl.Categorical))
    if column.name == columns.DISTRICT:
        return rows.with_columns(text.cast(pl.Categorical))
    return rows.with_columns(text.cast(column.dtype, strict=False))


def require_readable(where: str, read: pl.DataFrame, column: Column) -> None:
    """Raise ValueUnreadableError where most of a column's values mean nothing to us.

    That is a column without its mapping; single values that cannot be read are left to the checks.
    FileUnreadableError where a field holds a line break: a stray quotation mark swallowed rows.
    """
    place, name = f"{where}, {column.name}", column.name
    if column.dtype == pl.String:
        _require_single_lines(place, read[name])
    if column.dtype == pl.Date:
        forms = read[form_of(name)].value_counts()
        require_one_form(place, dict(zip(forms[form_of(name)], forms["count"], strict=True)))
    elif column.dtype == pl.Boolean:
        unread = int(read[form_of(name)].sum())
        _require_most(place, unread, read[name].count() + unread, "true or false, 1 or 0, Y or N")
    elif name in codes.CODE_LISTS:
        listed = int(read.select(codes.is_listed(name).sum()).item())
        given = read[name].count()
        known = codes.codes_of(name)
        needed = f"codes from {known[0]} to {known[-1]}"
        _require_most(place, given - listed, given, needed, short_values(read, name))


def short_values(rows: pl.DataFrame, column: str) -> list[str]:
    """List the values of a coded column that are off its list and short enough to be codes.

    At most three characters and ten values: longer ones could be anything, a name included.
    """
    values = rows.select(pl.col(column).unique().cast(pl.String)).filter(~codes.is_listed(column))
    short = values.filter(pl.col(column).str.len_chars() <= 3)
    return short.sort(column).head(10)[column].to_list()


def _require_single_lines(where: str, values: pl.Series) -> None:
    if values.dtype == pl.Categorical:
        values = values.unique().cast(pl.String)
    if values.str.contains("\n", literal=True).any():
        raise FileUnreadableError(
            where,
            found="line breaks inside fields",
            needed="one line a row",
            do="Look for a stray quotation mark in this column.",
        )


def _require_most(
    where: str, unread: int, given: int, needed: str, seen: Sequence[str] = ()
) -> None:
    if 2 * unread <= given:
        return
    listed = f", such as {', '.join(seen)}" if seen else ""
    raise ValueUnreadableError(
        where,
        found=f"values that are not on its list ({unread:,} of {given:,}){listed}",
        needed=needed,
        do="Say what the extract's own values mean under `codes`.",
    )


def _translated(column: str, values: Mapping[str, str]) -> pl.Expr:
    """Translate a council's values; one mapped to an empty code becomes null, others stay."""
    if not values:
        return pl.col(column)
    return pl.col(column).replace({old.strip(): new.strip() or None for old, new in values.items()})

"""A file's fields -> the vocabulary's types; what cannot be read becomes null and is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.errors import FileUnreadableError, ValueUnreadableError
from referral_analysis.extract import codes, columns
from referral_analysis.extract.by_value import Distinct, distinct, spread
from referral_analysis.extract.columns import Column
from referral_analysis.extract.dates import (
    DAY_FIRST,
    has_plausible_year,
    read_dates,
    require_one_form,
)
from referral_analysis.extract.empty_words import EMPTY_WORDS
from referral_analysis.extract.unmapped import showable

_TRUE = ("true", "t", "1", "y", "yes", "a) yes")
_FALSE = ("false", "f", "0", "n", "no", "b) no")
_NOBODY_KNOWS = ("c) unknown", "unknown")
_FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Converted:
    """One column in the vocabulary's type, and whether a field held text that is no date.

    Both are expressions over the rows as loaded; is_unreadable is None where no field did.
    """

    values: pl.Expr = field(repr=False)
    is_unreadable: pl.Expr | None = field(default=None, repr=False)


def as_text(header: str, kind: pl.DataType | None = None) -> pl.Expr:
    """Return a field's text without outer spaces; null where it is empty.

    kind: the column's type in the file, text if None; whole numbers are written without a point.
    """
    value = pl.col(header)
    if kind is not None and kind.is_float():
        # a whole number in a column with empty fields, as other tools write it
        whole = value.cast(pl.Int64, strict=False)
        value = pl.when(whole == value).then(whole.cast(pl.String)).otherwise(value.cast(pl.String))
    elif kind is not None and kind != pl.String:
        value = value.cast(pl.String)
    text = value.str.strip_chars()
    return pl.when(text.str.len_bytes() > 0).then(text).alias(header)


def load(header: str, kind: pl.DataType, column: Column) -> pl.Expr:
    """Return a file's field as `convert` takes it: an id as text, others Categorical or typed."""
    value = pl.col(header)
    if column.dtype == pl.Date and isinstance(kind, pl.Date | pl.Datetime):
        return value.cast(pl.Date).alias(column.name)
    if column.dtype == pl.Boolean and kind == pl.Boolean:
        return value.alias(column.name)
    if column.name in columns.IDS and kind == pl.String:
        return value.str.strip_chars().alias(column.name)
    if column.name in columns.IDS:
        return as_text(header, kind).alias(column.name)
    if isinstance(kind, pl.Categorical):
        return value.alias(column.name)
    own = pl.Categorical(pl.Categories.random("extract"))
    text = value if kind == pl.String else as_text(header, kind)
    return text.cast(own).alias(column.name)


def convert(
    where: str,
    read: pl.DataFrame,
    found: Sequence[Column],
    mapping: Mapping[str, Mapping[str, str]],
) -> pl.DataFrame:
    """Turn loaded columns into the vocabulary's types; null where empty or unreadable.

    mapping: our column name -> {the council's own value: the code}. Codes and districts become an
    Enum of the values there are: a sixteenth of the memory of String; `extract.check` hands them on
    as String. ValueUnreadableError where most of a column's values mean nothing to us: it lacks its
    mapping. FileUnreadableError where a field holds a line break: a stray quotation mark swallowed
    rows.
    """
    coded = [name for name, kind in read.schema.items() if isinstance(kind, pl.Categorical)]
    values = dict(zip(coded, distinct(read, coded), strict=True))
    done = []
    for column in found:
        place, name = f"{where}, {column.name}", column.name
        if name in values:
            done.append(_by_value(place, values[name], column, mapping.get(name, {})))
        else:
            done.append(_by_row(place, read[name]))
    unreadable = [one.is_unreadable for one in done if one.is_unreadable is not None]
    return read.select(
        *(one.values for one in done),
        pl.any_horizontal(pl.repeat(value=False, n=pl.len()), *unreadable)
        .fill_null(value=False)
        .alias(columns.HAS_UNREADABLE_DATE),
    )


def _by_row(place: str, read: pl.Series) -> Converted:
    """Take ids, and what the file has in our type already, as they are."""
    value = pl.col(read.name)
    if read.dtype == pl.String:
        _require_single_lines(place, read)
        if (read.str.len_bytes() == 0).any():
            value = pl.when(value.str.len_bytes() > 0).then(value).alias(read.name)
    if read.dtype != pl.Date:
        return Converted(values=value)
    is_sound = has_plausible_year(read.name)
    return Converted(values=pl.when(is_sound).then(value).alias(read.name), is_unreadable=~is_sound)


def _by_value(place: str, found: Distinct, column: Column, mapping: Mapping[str, str]) -> Converted:
    """Convert a column's distinct values, and check what they are."""
    _require_single_lines(place, found.values)
    text = _translated(found.values, mapping)
    if column.dtype == pl.Date:
        return _dates(place, found, text)
    if column.dtype == pl.Boolean:
        return Converted(values=spread(_flags(place, found, text), column.name))
    if column.name in codes.CODE_LISTS:
        text = text.str.to_uppercase()
        _require_listed(place, found, text, column.name)
    kind = pl.Enum(text.drop_nulls().unique().sort()) if column.dtype == pl.String else column.dtype
    return Converted(values=spread(text.cast(kind, strict=False), column.name))


def _translated(values: pl.Series, mapping: Mapping[str, str]) -> pl.Series:
    """Translate a council's values; one mapped to an empty code becomes null, others stay.

    A value written as the mapping has it goes first; else capitals and small letters are one.
    """
    text = values.to_frame("value").select(as_text("value")).to_series()
    text = text.replace(dict.fromkeys(EMPTY_WORDS))
    if not mapping:
        return text
    written = {old.strip(): new.strip() or None for old, new in mapping.items()}
    folded = {old.lower(): new for old, new in reversed(written.items())}  # the first one stands
    alike = text.str.to_lowercase()
    return pl.select(
        pl.when(text.is_in(list(written)))
        .then(text.replace(written))
        .when(alike.is_in(list(folded)))
        .then(alike.replace(folded))
        .otherwise(text)
    ).to_series()


def _dates(place: str, found: Distinct, text: pl.Series) -> Converted:
    rows = text.to_frame("date").select(read_dates("date", _FORM)).unnest("date")
    counts = rows.select(_FORM, pl.Series("rows", found.rows)).group_by(_FORM).sum()
    require_one_form(place, dict(counts.iter_rows()))
    is_unreadable = rows[_FORM] > DAY_FIRST
    name = found.values.name
    return Converted(
        values=spread(rows["date"], name),
        is_unreadable=spread(is_unreadable, name) if is_unreadable.any() else None,
    )


def _flags(place: str, found: Distinct, text: pl.Series) -> pl.Series:
    word = text.str.to_lowercase()
    is_known = word.is_in(_TRUE + _FALSE)
    given = int(found.rows[word.is_not_null().to_numpy()].sum())
    is_strange = (~is_known & ~word.is_in(_NOBODY_KNOWS)).fill_null(value=False)
    unread = int(found.rows[is_strange.to_numpy()].sum())
    nobody = int(found.rows[word.is_in(_NOBODY_KNOWS).fill_null(value=False).to_numpy()].sum())
    _require_most(place, unread, given - nobody, "true or false, 1 or 0, Y or N", [])
    return pl.select(pl.when(pl.lit(is_known)).then(pl.lit(word.is_in(_TRUE)))).to_series()


def _require_single_lines(place: str, values: pl.Series) -> None:
    if values.str.contains("\n", literal=True).any():
        raise FileUnreadableError(
            place,
            found="line breaks inside fields",
            needed="one line a row",
            do="Look for a stray quotation mark in this column.",
        )


def _require_listed(place: str, found: Distinct, text: pl.Series, column: str) -> None:
    counts = (
        pl.DataFrame({"value": text, "rows": found.rows})
        .drop_nulls("value").group_by("value").sum().sort("value")
    )  # fmt: skip
    off = counts.filter(~pl.col("value").is_in(codes.codes_of(column)))
    seen = [value for value, _ in showable(off)][:10]
    known = codes.codes_of(column)
    needed = f"codes from {known[0]} to {known[-1]}"
    _require_most(place, int(off["rows"].sum()), int(counts["rows"].sum()), needed, seen)


def _require_most(place: str, unread: int, given: int, needed: str, seen: list[str]) -> None:
    if 2 * unread <= given:
        return
    listed = f", such as {', '.join(seen)}" if seen else ""
    raise ValueUnreadableError(
        place,
        found=f"values that are not on its list ({unread:,} of {given:,}){listed}",
        needed=needed,
        do="Say what the extract's own values mean under `codes`.",
    )

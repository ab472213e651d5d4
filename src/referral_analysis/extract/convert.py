"""A file's fields -> the vocabulary's types; what cannot be read becomes null and is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from referral_analysis.errors import FileUnreadableError, ValueUnreadableError
from referral_analysis.extract import codes, columns
from referral_analysis.extract.by_value import Distinct, distinct, spread
from referral_analysis.extract.columns import ExtractColumn
from referral_analysis.extract.date_columns import read_date_column
from referral_analysis.extract.dates import has_plausible_year, in_london, is_stand_in
from referral_analysis.extract.days_in_place import require_days_in_place
from referral_analysis.extract.empty_words import EMPTY_WORDS, NO_VALUE_WORDS
from referral_analysis.extract.flags import read_flags
from referral_analysis.extract.plain_days import has_plain_years
from referral_analysis.extract.referral_ids import require_whole_ids
from referral_analysis.extract.unmapped import showable
from referral_analysis.extract.unseen import has_unseen, without_unseen

_NO_ROWS = np.array([], dtype=np.int64)
_SHORT_ID_BYTES = 12
_LOOKED_AT = 20_000  # ids of a larger file, at even distances
_MERGED = (columns.DISTRICT, columns.REFERRAL_SOURCE)
_ENOUGH_ROWS, _HARDLY = 50, 0.1
_TEXT_MARK = "'"
"""What a spreadsheet puts before a number that is text."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Converted:
    """One column in the vocabulary's type, and what of it could not be taken as written.

    All are expressions over the rows as loaded, None where nothing is to be said. is_unreadable:
    text that is no date. is_stand_in: a day that stands for none. unread: the words of a flag, or
    the shape of a date, that could not be read. is_day_first: written as DD/MM/YYYY.
    """

    values: pl.Expr = field(repr=False)
    is_unreadable: pl.Expr | None = field(default=None, repr=False)
    is_stand_in: pl.Expr | None = field(default=None, repr=False)
    unread: pl.Expr | None = field(default=None, repr=False)
    is_day_first: bool = False


def as_text(header: str, kind: pl.DataType | None = None) -> pl.Expr:
    """Return a field's text without outer spaces; null where it is empty.

    kind: the column's type in the file, text if None; whole numbers are written without a point,
    times with a zone as the day in London.
    """
    value = pl.col(header)
    if kind is not None and kind.is_float():
        # a whole number in a column with empty fields, as other tools write it
        whole = value.cast(pl.Int64, strict=False)
        value = pl.when(whole == value).then(whole.cast(pl.String)).otherwise(value.cast(pl.String))
    elif isinstance(kind, pl.Datetime) and kind.time_zone is not None:
        value = in_london(header).cast(pl.String)
    elif kind is not None and kind != pl.String:
        value = value.cast(pl.String)
    text = value.str.strip_chars()
    return pl.when(text.str.len_bytes() > 0).then(text).alias(header)


def load(header: str, kind: pl.DataType, column: ExtractColumn) -> pl.Expr:
    """Return a file's field as `convert` takes it: an id as text, others Categorical or typed."""
    value = pl.col(header)
    if column.dtype == pl.Date and isinstance(kind, pl.Date | pl.Datetime):
        has_zone = isinstance(kind, pl.Datetime) and kind.time_zone is not None
        return (in_london(header) if has_zone else value.cast(pl.Date)).alias(column.name)
    is_whole = column.dtype == pl.Int64 and kind.is_integer()  # no mapping gives it a meaning
    if is_whole or (column.dtype == pl.Boolean and kind == pl.Boolean):
        return value.cast(column.dtype, strict=False).alias(column.name)
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
    found: Sequence[ExtractColumn],
    mapping: Mapping[str, Mapping[str, str]],
) -> pl.DataFrame:
    """Turn loaded columns into the vocabulary's types; null where empty or unreadable.

    mapping: our column name -> {the council's own value: the code}. Codes and districts become an
    Enum of the values there are: a sixteenth of the memory of String; `extract.check` hands them on
    as String. ValueUnreadableError where most of a column's values mean nothing to us (it lacks its
    mapping), where ids are cut off, and where days and months changed place. FileUnreadableError
    where a field holds a line break: a stray quotation mark swallowed rows.
    """
    coded = [name for name, kind in read.schema.items() if isinstance(kind, pl.Categorical)]
    values = dict(zip(coded, distinct(read, coded), strict=True))
    done = {}
    for column in found:
        place, name = f"{where}, {column.name}", column.name
        if name in values:
            done[name] = _by_value(place, read, values[name], column, mapping.get(name, {}))
        else:
            done[name] = _by_row(where, read[name], mapping.get(name, {}))
    typed = read.select(*(one.values for one in done.values()), *_added(done))
    is_day_first = columns.REFERRED_ON in done and done[columns.REFERRED_ON].is_day_first
    require_days_in_place(where, typed, is_day_first=is_day_first)
    _require_not_merged(where, typed)
    return typed


def _added(done: Mapping[str, Converted]) -> list[pl.Expr]:
    """Write the columns that say what was not taken as written; all but the first where needed."""
    unreadable = [one.is_unreadable for one in done.values() if one.is_unreadable is not None]
    stand_ins = [one.is_stand_in for one in done.values() if one.is_stand_in is not None]
    shapes = {
        name: one.unread
        for name, one in done.items()
        if name in columns.dates() and one.unread is not None
    }
    flag = done[columns.IS_NFA].unread if columns.IS_NFA in done else None
    nobody = pl.repeat(value=False, n=pl.len())
    added = [
        pl.any_horizontal(nobody, *unreadable)
        .fill_null(value=False)
        .alias(columns.HAS_UNREADABLE_DATE)
    ]
    if stand_ins:
        is_one = pl.any_horizontal(nobody, *stand_ins).fill_null(value=False)
        added.append(is_one.alias(columns.HAS_STAND_IN_DATE))
    if shapes:
        added.append(
            pl.coalesce(
                pl.lit(f"{name} ") + shape.cast(pl.String) for name, shape in shapes.items()
            ).alias(columns.UNREAD_DATE)
        )
    return added if flag is None else [*added, flag.alias(columns.UNREAD_FLAG)]


def _by_row(where: str, read: pl.Series, mapping: Mapping[str, str]) -> Converted:
    """Take ids, and what the file has in our type already, as they are."""
    value = pl.col(read.name)
    if read.dtype == pl.String:
        # an id that has swallowed the rest of its row is longer than an id; most are not looked at
        swollen = read.filter(read.str.len_bytes() > _SHORT_ID_BYTES)
        _require_single_lines(f"{where}, {read.name}", swollen)
        is_given = value.str.len_bytes() > 0
        has_empty = (read.str.len_bytes() == 0).any()
        if has_empty:
            read = read.to_frame().select(pl.when(is_given).then(value)).to_series()
        require_whole_ids(where, read)
        if has_unseen(read.gather_every(max(1, read.len() // _LOOKED_AT))):
            value = without_unseen(value)
            has_empty = True
        if has_empty:
            value = pl.when(value.str.len_bytes() > 0).then(value).alias(read.name)
    if read.dtype == pl.Boolean:
        flags = read_flags(
            f"{where}, {read.name}", pl.Series([], dtype=pl.String), _NO_ROWS, mapping
        )
        return Converted(values=value if flags.blank is None else value.fill_null(flags.blank))
    if read.dtype != pl.Date or has_plain_years(read):
        return Converted(values=value)
    stands_in = is_stand_in(read.name).fill_null(value=False)
    is_sound = has_plausible_year(read.name) & ~stands_in
    return Converted(
        values=pl.when(is_sound).then(value).alias(read.name),
        is_unreadable=~is_sound & ~stands_in,
        is_stand_in=stands_in if read.to_frame().select(stands_in.any()).item() else None,
    )


def _by_value(
    place: str,
    read: pl.DataFrame,
    values: Distinct,
    column: ExtractColumn,
    mapping: Mapping[str, str],
) -> Converted:
    """Convert a column's distinct values, and check what they are."""
    _require_single_lines(place, values.values)
    text = _translated(values.values, mapping)
    if column.dtype == pl.Date:
        return _dates(place, read[column.name], values, text, mapping)
    if column.dtype == pl.Boolean:
        return _flags(place, values, text, mapping)
    if column.name in codes.CODE_LISTS:
        text = _plain_codes(text.str.to_uppercase())
        _require_listed(place, values, text, column.name)
    kind = pl.Enum(text.drop_nulls().unique().sort()) if column.dtype == pl.String else column.dtype
    return Converted(values=spread(text.cast(kind, strict=False), column.name))


def _translated(values: pl.Series, mapping: Mapping[str, str]) -> pl.Series:
    """Translate a council's values; one mapped to an empty code becomes null, others stay.

    A value written as the mapping has it goes first; else capitals and small letters are one. What
    is not in the mapping and is a word for no value becomes null.
    """
    text = values.to_frame("value").select(as_text("value")).to_series()
    if has_unseen(text):
        text = text.to_frame("value").select(without_unseen(pl.col("value"))).to_series()
    text = text.replace(dict.fromkeys(EMPTY_WORDS)).str.strip_prefix(_TEXT_MARK)
    written = {old.strip(): new.strip() or None for old, new in mapping.items()}
    folded = {old.lower(): new for old, new in reversed(written.items())}  # the first one stands
    alike = text.str.to_lowercase()
    return pl.select(
        pl.when(text.is_in(list(written)))
        .then(text.replace(written))
        .when(alike.is_in(list(folded)))
        .then(alike.replace(folded))
        .when(~alike.is_in(list(NO_VALUE_WORDS)))
        .then(text)
    ).to_series()


def _plain_codes(text: pl.Series) -> pl.Series:
    """Write a code of figures as its list does: 06 and 6.0 are 6."""
    return text.str.replace(r"^0*(\d{1,2}[A-F]?)(?:\.0)?$", "${1}")


def _dates(
    place: str, read: pl.Series, values: Distinct, text: pl.Series, mapping: Mapping[str, str]
) -> Converted:
    dates = read_date_column(place, read, values, text, mapping)
    name = values.values.name
    has_unreadable = bool(dates.is_unreadable.any())
    return Converted(
        values=spread(dates.date, name),
        is_unreadable=spread(dates.is_unreadable, name) if has_unreadable else None,
        is_stand_in=spread(dates.is_stand_in, name) if dates.is_stand_in.any() else None,
        unread=spread(dates.shape, name) if has_unreadable else None,
        is_day_first=dates.is_day_first,
    )


def _flags(place: str, values: Distinct, text: pl.Series, mapping: Mapping[str, str]) -> Converted:
    name = values.values.name
    flags = read_flags(place, text, values.rows, mapping)
    is_yes = spread(flags.is_yes, name)
    if flags.blank is not None:
        is_yes = pl.when(pl.col(name).is_null()).then(pl.lit(flags.blank)).otherwise(is_yes)
    words = flags.unread.cast(pl.Enum(flags.unread.drop_nulls().unique().sort()))
    has_unread = words.null_count() < words.len()
    return Converted(values=is_yes.alias(name), unread=spread(words, name) if has_unread else None)


def _require_single_lines(place: str, values: pl.Series) -> None:
    if values.str.contains("\n", literal=True).any():
        raise FileUnreadableError(
            place,
            found="line breaks inside fields",
            needed="one line a row",
            do="Look for a stray quotation mark in this column.",
        )


def _require_not_merged(where: str, rows: pl.DataFrame) -> None:
    """Raise where a column has hardly a value: merged cells leave all but a first row empty."""
    n_rows = rows[columns.REFERRED_ON].count() if columns.REFERRED_ON in rows.columns else 0
    for name in _MERGED:
        given = rows[name].count() if name in rows.columns else 0
        if n_rows >= _ENOUGH_ROWS and 0 < given < _HARDLY * n_rows:
            raise ValueUnreadableError(
                f"{where}, {name}",
                found=f"a value in {given:,} of {n_rows:,} rows alone",
                needed="a value in most rows",
                do="Fill merged cells downwards and export it again, or leave the column out, "
                f'`columns: {{{name}: ""}}`.',
            )


def _require_listed(place: str, values: Distinct, text: pl.Series, column: str) -> None:
    counts = (
        pl.DataFrame({"value": text, "rows": values.rows})
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

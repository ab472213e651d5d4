"""The small files beside an extract (population, workshops, events), with the same errors."""

from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.columns import CHILD_ID
from referral_analysis.extract.convert import as_text
from referral_analysis.extract.dates import read_dates, require_one_form
from referral_analysis.extract.formats import scan
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable, unsplittable
from referral_analysis.extract.tabular import BEYOND_HEADER
from referral_analysis.periods import month_name

_LEAST_ROWS = 20  # 2 ** -20: of so many different rows each an even number of times, by chance
_COPIES = 0.2
Types = Mapping[str, pl.DataType | type[pl.DataType]]


def read_companion(
    path: Path,
    needed: Types,
    optional: Types | None = None,
    options: ReadOptions = NO_OPTIONS,
) -> pl.DataFrame:
    """Read the columns needed, and those of the optional ones that the file has, in file order.

    A column needed is whole: ValueUnreadableError where a field of it is empty or is not of its
    type. An optional one may have empty fields. Errors of `scan` for the file itself.
    """
    return typed_companion(scan(path, options), needed, optional)


def typed_companion(
    file: SourceTable, needed: Types, optional: Types | None = None
) -> pl.DataFrame:
    """Read the columns of a file that is scanned, as `read_companion` does."""
    for name in needed:
        file.require(name, do="Give the file this header.")
    held = {name: kind for name, kind in (optional or {}).items() if name in file.headers}
    rows = _text(file, [*needed, *held])
    for name, kind in {**needed, **held}.items():
        rows = _typed(f"{file.where}, {name}", rows, name, kind)
    for name in needed:
        _require_whole(f"{file.where}, {name}", rows[name])
    return rows


def _text(file: SourceTable, names: list[str]) -> pl.DataFrame:
    """Read columns as text; rows with more fields than the header are refused."""
    try:
        kinds = file.rows.collect_schema()
        beyond = [BEYOND_HEADER] if BEYOND_HEADER in kinds else []
        rows = file.rows.select(*(as_text(name, kinds[name]) for name in names), *beyond).collect()
    except pl.exceptions.PolarsError:
        raise file.refusal(unsplittable(file.where)) from None
    if beyond and rows[BEYOND_HEADER].any():
        raise unsplittable(file.where)
    return rows.drop(beyond)


def _typed(
    where: str, rows: pl.DataFrame, name: str, kind: pl.DataType | type[pl.DataType]
) -> pl.DataFrame:
    if kind.is_integer() and rows[name].dtype == pl.String:
        return rows.with_columns(_whole_number(pl.col(name)).cast(kind, strict=False))
    if kind != pl.Date:
        return rows.with_columns(pl.col(name).cast(kind, strict=False))
    form = f"{name} form"
    rows = rows.with_columns(read_dates(name, form)).unnest(name)
    counts = rows[form].value_counts()
    require_one_form(where, dict(zip(counts[form], counts["count"], strict=True)))
    return rows.drop(form)


def _whole_number(text: pl.Expr) -> pl.Expr:
    """Return a whole number's figures, of 27,786 or 27786.0 too; other text as it is."""
    is_grouped = text.str.contains(r"^\d{1,3}(,\d{3})+(\.0+)?$")
    plain = pl.when(is_grouped).then(text.str.replace_all(",", "", literal=True)).otherwise(text)
    return plain.str.replace(r"^(\d+)\.0+$", "${1}")


def _require_whole(where: str, values: pl.Series) -> None:
    if values.has_nulls():
        raise ValueUnreadableError(
            where,
            found=f"values empty or unreadable ({values.null_count():,} of {values.len():,})",
            needed="a value in every row",
            do="Fill them in, or take the rows out.",
        )


def require_rows_once(where: str, rows: pl.DataFrame, day: str) -> None:
    """Raise ValueUnreadableError where the rows of a month, or of the file, all stand twice.

    A row that stands twice may be two, by chance: nothing in it need tell two children apart. A
    month of `_LEAST_ROWS` different rows or more in which each stands twice, or four times, is one
    that was exported twice. Nor is it by chance that a fifth of a month's rows with an id of a
    child stand there again.
    """
    month = pl.col(day).dt.month_start()
    times = rows.group_by(rows.columns).agg(pl.len().alias("times")).with_columns(month)
    has_ids = CHILD_ID in rows.columns
    named = pl.col(CHILD_ID).is_not_null() if has_ids else pl.lit(value=False)
    months = (
        times.group_by(day)
        .agg(
            pl.len().alias("different"),
            (pl.col("times") % 2 == 0).all().alias("is_even"),
            pl.col("times").filter(named).sum().alias("named"),
            (pl.col("times") - 1).filter(named).sum().alias("copies"),
            pl.col("times").sum(),
        )
        .filter(
            (pl.col("is_even") & (pl.col("different") >= _LEAST_ROWS))
            | ((pl.col("named") >= _LEAST_ROWS) & (pl.col("copies") > pl.col("named") * _COPIES))
        )
        .sort(day)
    )
    if months.height:
        first, last = month_name(months[day][0]), month_name(months[day][-1])
        when = first if months.height == 1 else f"{months.height} months, {first} to {last}"
        raise ValueUnreadableError(
            where,
            found=f"rows that stand there twice ({when}: {months['times'].sum():,} rows)",
            needed="each once",
            do="Take the copies out: a month was exported twice, or two files overlap.",
        )


def require_known_areas(where: str, districts: pl.Series, areas: Collection[str]) -> None:
    """Raise ValueUnreadableError naming a district that is not among the population's areas."""
    strange = sorted(set(districts) - set(areas))
    if strange:
        raise ValueUnreadableError(
            where,
            found=f"{strange[0]}, which is not an area of the population file",
            needed=f"one of {', '.join(sorted(areas))}",
            do="Spell it as the population file does.",
        )

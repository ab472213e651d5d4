"""The small files beside an extract (population, workshops, events): CSV with the same errors."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError, ValueUnreadableError
from referral_analysis.extract.convert import as_text, form_of
from referral_analysis.extract.dates import read_dates, require_one_form
from referral_analysis.extract.tabular import scan_csv

Types = Mapping[str, pl.DataType | type[pl.DataType]]


def read_companion(path: Path, needed: Types, optional: Types | None = None) -> pl.DataFrame:
    """Read the columns needed, and those of the optional ones that the file has, in file order.

    A column needed is whole: ValueUnreadableError where a field of it is empty or is not of its
    type. An optional one may have empty fields. Errors of `scan_csv` for the file itself.
    """
    file = scan_csv(path)
    for name in needed:
        file.require(name, do="Give the file this header.")
    held = {name: kind for name, kind in (optional or {}).items() if name in file.headers}
    try:
        rows = file.rows.select(as_text(name) for name in (*needed, *held)).collect()
    except pl.exceptions.PolarsError:
        raise FileUnreadableError(
            file.where,
            found="rows that cannot be split into the header's columns",
            needed="as many fields in every row as in the header",
            do="Export it again with text in quotation marks.",
        ) from None
    for name, kind in {**needed, **held}.items():
        rows = _typed(f"{file.where}, {name}", rows, name, kind)
    for name in needed:
        _require_whole(f"{file.where}, {name}", rows[name])
    return rows


def _typed(
    where: str, rows: pl.DataFrame, name: str, kind: pl.DataType | type[pl.DataType]
) -> pl.DataFrame:
    if kind != pl.Date:
        return rows.with_columns(pl.col(name).cast(kind, strict=False))
    form = form_of(name)
    rows = rows.with_columns(read_dates(name, form)).unnest(name)
    counts = rows[form].value_counts()
    require_one_form(where, dict(zip(counts[form], counts["count"], strict=True)))
    return rows.drop(form)


def _require_whole(where: str, values: pl.Series) -> None:
    if values.has_nulls():
        raise ValueUnreadableError(
            where,
            found=f"values empty or unreadable ({values.null_count():,} of {values.len():,})",
            needed="a value in every row",
            do="Fill them in, or take the rows out.",
        )

"""Files and folders -> the tables of referrals in them, national layouts put together.

One path may be a file or a folder; several are one extract. A folder of Parquet files is one table;
any other holds a file a table. Tables that stand beside the referrals (assessments, section 47
enquiries) are joined to them, wherever among the files they are.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TypeAlias

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import annex_a, counted_rows, ssd
from referral_analysis.extract.formats import DATABASE, WORKBOOK, format_of, has_table_name, scan
from referral_analysis.extract.layouts import Layout, Part
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.table import SourceTable

Paths: TypeAlias = Path | Sequence[Path]
LAYOUTS: tuple[Layout, ...] = (*annex_a.LISTS, *ssd.TABLES)


def paths_of(given: Paths) -> list[Path]:
    """List the paths given: one or several."""
    return [given] if isinstance(given, Path) else list(given)


def layout_of(headers: Sequence[str]) -> Layout | None:
    """Say which national table has these headers; None where none has."""
    return next((one for one in LAYOUTS if one.is_in(headers)), None)


def is_known(headers: tuple[str, ...]) -> bool:
    """Claim that these are the headers of a national table."""
    return layout_of(headers) is not None


def referral_tables(
    given: Paths, options: ReadOptions = NO_OPTIONS, few_valued: Collection[str] = ()
) -> list[SourceTable]:
    """Return the tables of referrals of an extract, at least one, under the vocabulary's names.

    A table of no national layout is left as it is; counts by month are a table of rows that stand
    for them. FileUnreadableError where a file cannot be read, and where there are tables beside
    referrals and no referrals.
    """
    tables = [table for path in paths_of(given) for table in tables_in(path, options, few_valued)]
    counts = counted_rows.require_alone(tables)
    if counts:
        return [counted_rows.as_referrals(counts)]
    return [*_plain(tables), *_of_annex_a(tables), *_of_ssd(tables)] or _none_of(tables)


def contact_table(path: Path, options: ReadOptions = NO_OPTIONS) -> SourceTable:
    """Return the one table of contacts in a file, under our names if its layout is known."""
    tables = tables_in(path, options)
    by_layout = [*_held(tables, annex_a.LIST_1), *_held(tables, ssd.CONTACTS)]
    held = by_layout or _plain(tables)
    if len(held) == 1:
        table = held[0]
        layout = layout_of(table.headers)
        if layout is annex_a.LIST_1:
            return annex_a.as_contacts(table)
        return ssd.as_contacts(table) if layout is ssd.CONTACTS else table
    raise FileUnreadableError(
        path.name,
        found=f"tables of contacts: {len(held)}",
        needed="one",
        do="Name the file, sheet or table of contacts.",
    )


def files_of(path: Path) -> list[Path]:
    """List what a path stands for: itself, or the files of a folder that holds no Parquet.

    Only names that promise a table count (.csv, .xlsx, .xml ...), packed or not; hidden files and
    the marks of open workbooks do not, nor do folders below it.
    """
    if not path.is_dir() or any(path.rglob("*.parquet")):
        return [path]
    held = sorted(one for one in path.iterdir() if one.is_file())
    tables = [one for one in held if has_table_name(one) and not one.name.startswith((".", "~$"))]
    if not tables:
        raise FileUnreadableError(
            path.resolve().name,
            found="a folder without a file that can be read",
            needed="Parquet files, or a file a table, a return or a year",
            do="Check the path in the parameters.",
        )
    return tables


def tables_in(
    path: Path, options: ReadOptions = NO_OPTIONS, few_valued: Collection[str] = ()
) -> list[SourceTable]:
    """Scan every file of a path; a workbook or a database may give several national tables."""
    return [table for file in files_of(path) for table in _tables_of(file, options, few_valued)]


def _tables_of(path: Path, options: ReadOptions, few_valued: Collection[str]) -> list[SourceTable]:
    tables: list[SourceTable] = []
    if path.is_file() and options.sheet is None and options.table is None:
        kind = format_of(path).name
        if kind == WORKBOOK and options.header_row == 1:
            from referral_analysis.extract.excel import scan_workbook  # noqa: PLC0415 - as in formats

            return scan_workbook(path, options, is_known)
        if kind == DATABASE:
            from referral_analysis.extract.database_file import known_tables  # noqa: PLC0415

            tables = known_tables(path, is_known)
    return tables or [scan(path, options, few_valued, is_known)]


def _held(tables: Sequence[SourceTable], layout: Layout) -> list[SourceTable]:
    return [table for table in tables if layout_of(table.headers) is layout]


def _plain(tables: Sequence[SourceTable]) -> list[SourceTable]:
    return [table for table in tables if layout_of(table.headers) is None]


def _of_annex_a(tables: Sequence[SourceTable]) -> list[SourceTable]:
    assessments = _held(tables, annex_a.LIST_4)
    return [annex_a.as_referrals(one, assessments) for one in _held(tables, annex_a.LIST_3)]


def _of_ssd(tables: Sequence[SourceTable]) -> list[SourceTable]:
    beside: dict[Part, list[SourceTable]] = {
        layout.part: _held(tables, layout) for layout in (ssd.ASSESSMENTS, ssd.ENQUIRIES, ssd.PLANS)
    }
    return [ssd.as_referrals(one, beside) for one in _held(tables, ssd.EPISODES)]


def _none_of(tables: Sequence[SourceTable]) -> list[SourceTable]:
    names = sorted({layout.name for one in tables if (layout := layout_of(one.headers))})
    raise FileUnreadableError(
        tables[0].where,
        found=f"{' and '.join(names)}, without referrals",
        needed="list 3 of Annex A, or ssd_cin_episodes, among the files",
        do="Name it too under `extract`; contacts by themselves are given as `contacts`.",
    )

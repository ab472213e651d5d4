"""What is still missing before a report can be made, all of it at once: values, files, columns."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from referral_analysis import extract
from referral_analysis.errors import ParametersError, ReferralAnalysisError
from referral_analysis.extract import columns
from referral_analysis.extract.sources import referral_tables
from referral_analysis.extract.table import SourceTable
from referral_analysis.runs.parameters import FILL_IN, Parameters

_LARGEST_COMPANION = 1 << 20
READ_OPTIONS = ("sheet", "table", "header_row")


def missing(
    contract: type[Parameters], values: Mapping[str, Any], *, found_in: Path = Path()
) -> list[str]:
    """List what is missing, a phrase each; empty where nothing is.

    Values that `init` left to a person, files that are named and not there, lines of small files
    that are still to fill in, and columns that the extract lacks by the mapping given. Files are
    looked for as a run does: in the working folder, else above it.
    """
    left = [name for name, value in values.items() if value == FILL_IN]
    named = [(name, file) for name in contract.inputs for file in _files(values.get(name))]
    paths = [(name, _located(found_in / file)) for name, file in named]
    gone = [
        f"{name}: no file {file}"
        for (name, file), (_, path) in zip(named, paths, strict=True)
        if not path.exists()
    ]
    unfilled = [
        f"{name}: {path.name} is still to fill in"
        for name, path in paths
        if name != "extract" and is_to_fill_in(path, name)
    ]
    said = [f"{FILL_IN} still stands at {', '.join(left)}"] if left else []
    extracts = [path for name, path in paths if name == "extract"]
    lacking = columns_missing(extracts, values) if extracts else []
    return [*said, *gone, *unfilled, *lacking]


def require_nothing_missing(
    contract: type[Parameters], values: Mapping[str, Any], *, where: str
) -> None:
    """Raise ParametersError that lists all that is missing, where it is more than one thing.

    One thing alone has an error of its own where it is met, which says more of it.
    """
    listed = missing(contract, values)
    if len(listed) > 1:
        raise ParametersError(
            where,
            found=f"{len(listed)} things that are missing: {'; '.join(listed)}",
            needed="all of them",
            do="Fill them in; the comment above each value says what it means.",
        )


def columns_missing(paths: Sequence[Path], values: Mapping[str, Any]) -> list[str]:
    """List the columns that an extract lacks by the mapping in the values; empty if unreadable."""
    try:
        options = {name: values[name] for name in READ_OPTIONS if _is_given(values.get(name))}
        tables = referral_tables(paths, extract.ReadOptions(**options))
    except (ReferralAnalysisError, TypeError):
        return []  # what is wrong with the file is said where it is read
    mapped = values.get("columns")
    headers = mapped if isinstance(mapped, Mapping) else {}
    lacking = dict.fromkeys(name for table in tables for name in _lacking(table, headers))
    return [f"columns: no header for {', '.join(lacking)}"] if lacking else []


def _lacking(table: SourceTable, headers: Mapping[str, str]) -> list[str]:
    """Name the columns that a table must have, by the mapping, and has not."""
    return [
        column.name
        for column in columns.REFERRALS
        if headers.get(column.name, column.name)  # "": the extract has none
        and (column.name in headers or (column.required and column.name not in table.lacks))
        and headers.get(column.name, column.name) not in table.headers
    ]


def still_to_fill_in(listed: Sequence[str]) -> list[str]:
    """Write what is missing as lines for a terminal."""
    return ["", "Still to fill in before a report can be made:", *(f"  {one}" for one in listed)]


def _files(given: object) -> list[str]:
    """List the paths given for an input, one or several; none where it is still to fill in."""
    listed = given if isinstance(given, list) else [given]
    return [one for one in listed if isinstance(one, str) and one != FILL_IN]


def _is_given(value: object) -> bool:
    return value is not None and value != FILL_IN


def _located(path: Path) -> Path:
    above = Path("..") / path
    return above if not path.exists() and above.exists() else path


def is_to_fill_in(path: Path, name: str = "population") -> bool:
    """Claim that a small file still holds what `init` left to a person: a mark, or an end of line.

    name: of the parameter. The children of each district and year are the last field of a line of
    the population file, and left empty; in any other file the last field of a row may be empty.
    """
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_COMPANION:
            return False
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    is_open = name == "population" and any(line.endswith(",") for line in text.splitlines())
    return FILL_IN in text or is_open

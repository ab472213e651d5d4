"""Two run folders side by side: which released figures moved, and what their manifests say of why.

From what was released alone: no extract is at hand. Rows are matched by what they are of, so that a
further month is a new row and not a change of every row below it.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.runs.compare.figures_moved import Comparison, MovedFigure
from referral_analysis.runs.record import crate, then_and_now
from referral_analysis.runs.record.manifest import FileRecord, Manifest, sha256_of

SINCE = "since-the-last-report.csv"
TableCells = Mapping[tuple[str, str], str]
"""A table's cells by row and column."""


def compare(first: Path, second: Path) -> Comparison:
    """Compare the released tables of two runs of one notebook, the earlier first.

    FileUnreadableError where either is no whole run folder; ParametersError for two notebooks.
    """
    then, now = _manifest(first), _manifest(second)
    _require_one_notebook(then, now)
    before, after = _tables(first, then), _tables(second, now)
    moved: list[MovedFigure] = []
    new: list[str] = []
    gone: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        old, made = before.get(name, {}), after.get(name, {})
        moved += _moved(name, old, made)
        new += [f"{name}, {row}" for row in _rows(made) if row not in _rows(old)]
        gone += [f"{name}, {row}" for row in _rows(old) if row not in _rows(made)]
    return Comparison(
        first=_named(first),
        second=_named(second),
        tables=len(before.keys() | after.keys()),
        cells=sum(len(cells) for cells in after.values()),
        moved=tuple(moved),
        new_rows=tuple(new),
        gone_rows=tuple(gone),
        causes=tuple(_causes(then, now)),
        since=_since(second) if _follows(now, then) else (),
    )


def _named(folder: Path) -> str:
    return "/".join(folder.resolve().parts[-2:])


def _manifest(folder: Path) -> Manifest:
    try:
        return crate.read(folder)
    except FileUnreadableError as error:
        raise FileUnreadableError(
            f"run {_named(folder)}",
            found=f"its {error.where}: {error.found}",
            needed="a run folder, as the run left it",
            do="Name the folder that holds report.html and the manifest.",
        ) from None


def _require_one_notebook(then: Manifest, now: Manifest) -> None:
    names = [PurePosixPath(one.notebook.path).stem for one in (then, now)]
    if names[0] != names[1]:
        raise ParametersError(
            "the two runs",
            found=f"a run of {names[0]} and one of {names[1]}",
            needed="two runs of one notebook",
            do="Name two releases of the same report.",
        )


def _tables(folder: Path, manifest: Manifest) -> dict[str, TableCells]:
    """Read the tables that the manifest answers for; refuse one that was changed since."""
    return {
        PurePosixPath(file.path).name: _read(folder, file.path, file.sha256)
        for file in manifest.outputs
        if PurePosixPath(file.path).suffix == ".csv"
    }


def _read(folder: Path, name: str, sha256: str) -> TableCells:
    place = folder / name
    if place.is_symlink() or not place.is_file() or sha256_of(place) != sha256:
        raise FileUnreadableError(
            f"run {_named(folder)}, {name}",
            found="not the file that the manifest records",
            needed="the table as the run wrote it",
            do="Get an unchanged copy of the folder, or make the run again.",
        )
    header, *rows = _lines(place)
    columns = _told_apart(header[1:])
    keys = _told_apart([row[0] for row in rows])
    return {
        (key, column): cell
        for key, row in zip(keys, rows, strict=True)
        for column, cell in zip(columns, row[1:], strict=True)
    }


def _lines(place: Path) -> list[list[str]]:
    with place.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file) if row]


def _told_apart(names: list[str]) -> list[str]:
    """Give a number to each name that stands again."""
    seen: Counter[str] = Counter()
    keys = []
    for name in names:
        seen[name] += 1
        keys.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return keys


def _rows(cells: TableCells) -> dict[str, None]:
    return dict.fromkeys(row for row, _ in cells)


def _moved(name: str, old: TableCells, new: TableCells) -> Iterator[MovedFigure]:
    for (row, column), cell in new.items():
        was = old.get((row, column))
        if was is not None and was != cell:
            yield MovedFigure(
                table=name, row=row, column=column, old=was, new=cell, by=_difference(was, cell)
            )


def _difference(old: str, new: str) -> float | None:
    """Return by how much a number moved; None where either is none, c among them."""
    try:
        return round(float(new) - float(old), 10)
    except ValueError:
        return None


def _causes(then: Manifest, now: Manifest) -> Iterator[str]:
    """Name what went into the runs and is not the same: inputs, parameters, notebook, program."""
    names = sorted(then.inputs.keys() | now.inputs.keys())
    for name in names:
        if what := _input(then.inputs.get(name), now.inputs.get(name)):
            yield f"input {name}: {what}"
    for name in sorted((then.parameters.keys() | now.parameters.keys()) - set(names)):
        values = [one.parameters.get(name) for one in (then, now)]
        if values[0] != values[1]:
            yield f"parameter {name}: {_shown(values[0])} then, {_shown(values[1])} now"
    if then.notebook.sha256 != now.notebook.sha256:
        yield "the notebook was changed"
    if said := then_and_now.code(then.code, now.code):
        yield f"the program: {said}"
    if others := list(then_and_now.packages(then.packages, now.packages)):
        yield f"packages of another version: {len(others)}"


def _input(then: FileRecord | None, now: FileRecord | None) -> str:
    """Say how an input is not the same; empty where it is."""
    if then is None or now is None:
        was, is_now = ("none" if one is None else one.path for one in (then, now))
        return f"{was} then, {is_now} now"
    if then.sha256 == now.sha256:
        return ""
    rows = f", {then.rows:,} rows then, {now.rows:,} now" if then.rows and now.rows else ""
    return f"another file{rows}"


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever a parameter may be
    text = "none" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def _follows(now: Manifest, then: Manifest) -> bool:
    """Claim that the second run was held to the first one's register."""
    registers = {file.sha256 for name, file in now.inputs.items() if name.startswith("earlier_run")}
    return then.register is not None and then.register.sha256 in registers


def _since(folder: Path) -> tuple[tuple[str, ...], ...]:
    """Return the second report's own account of what moved, cause by cause; () if it has none."""
    place = folder / "tables" / SINCE
    return tuple(tuple(row) for row in _lines(place)) if place.is_file() else ()

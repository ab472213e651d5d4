"""What went into a run and what came out, as values; `crate` writes them and reads them back."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract.text_file import where_to_look

NAME = "ro-crate-metadata.json"
LOG = "run.log"
PRIVATE = "private"
CONTENTS = f"{PRIVATE}/contents.json"
PROTECTIONS = tuple(f"{PRIVATE}/protections.{ending}" for ending in ("csv", "md"))
REPORT, PDF, WORD = "report.html", "report.pdf", "report.docx"
"""The page, and the page on paper where that was asked for. The browser that printed it is in no
lock, so it is held to its hash in the manifest and not made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One file: its path (relative, or the name alone), size in bytes and SHA-256.

    rows: how many rows a table that goes in has, where none is of a child; None for any other
    file. A folder counts as the files in it.
    """

    path: str
    bytes: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An installed package: its version, and the SHA-256s that the lock allows for that version.

    A lock names every file that a version was published as; which of them was installed is not
    recorded anywhere. None are named where the lock has another version, or there is no lock.
    """

    version: str
    sha256: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeVersion:
    """The package's own code: version, SHA-256 of its source, the commit, and whether it was clean.

    Commit and clean are None where the package does not run from a git checkout.
    """

    version: str
    source_sha256: str
    commit: str | None
    clean: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything needed to make a run again; holds no path of the machine and no row.

    changed: the parameters whose values are not those of the parameters file.
    register: what the report published, for the next one; it stays with the analyst. kept: the
    names of what else the folder was made with, whose hashes are not the same in every run of the
    same, or are for the analyst alone: they are in CONTENTS.
    decisions: what rules fixed beforehand decided, by name, with the figures that decided it.
    """

    notebook: FileRecord
    parameters_file: FileRecord
    parameters: Mapping[str, Any]
    inputs: Mapping[str, FileRecord]
    outputs: tuple[FileRecord, ...]
    code: CodeVersion
    python: str
    packages: Mapping[str, Package]
    lock_sha256: str | None
    platform: str
    simulation: Mapping[str, int]
    started: str
    ended: str
    changed: tuple[str, ...] = ()
    register: FileRecord | None = None
    kept: tuple[str, ...] = ()
    decisions: Mapping[str, Any] = field(default_factory=dict)


def sha256_of(path: Path) -> str:
    """Hash a file's bytes in blocks; a folder by the names and hashes of the files in it."""
    if path.is_dir():
        lines = (
            f"{sha256_of(file)}  {file.relative_to(path).as_posix()}\n" for file in files_in(path)
        )
        return hashlib.sha256("".join(lines).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(hashes: Mapping[str, str]) -> str:
    """Hash a list of files and their hashes, so that a list changed later is known for one."""
    lines = (f"{sha256}  {name}\n" for name, sha256 in sorted(hashes.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def contents_text(hashes: Mapping[str, str]) -> str:
    """Return the text of the list of a private part: its files by SHA-256, and that of them all."""
    return json.dumps({"sha256": dict(hashes), "of_these": digest(hashes)}, indent=1) + "\n"


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and those below it, in order; a link is a file."""
    yield from sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def record(path: Path, *, name: str | None = None) -> FileRecord:
    """Describe a file; FileUnreadableError when it is missing, no file, or cannot be read.

    A device or a pipe has no end, nor has a folder with a link to a folder above it.
    """
    shown = name or named(path)
    try:
        held = list(files_in(path)) if path.is_dir() else [path]
        for file in held:
            _require_regular(file, shown)
        size = sum(file.stat().st_size for file in held)
        return FileRecord(path=shown, bytes=size, sha256=sha256_of(path))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise FileUnreadableError(
            shown,
            found="no such file" if missing else f"it cannot be read ({type(error).__name__})",
            needed="a readable file",
            do=where_to_look(str(path)),
        ) from None


def _require_regular(file: Path, shown: str) -> None:
    if file.exists() and not file.is_file():
        raise FileUnreadableError(
            shown,
            found="a link to a folder" if file.is_dir() else "a device or a pipe",
            needed="files",
            do="Write what it gives into a file first.",
        )


def table(path: Path, *, name: str) -> FileRecord:
    """Describe a file of rows, and count them by the readers of the analysis."""
    from referral_analysis.extract import formats  # noqa: PLC0415 - every reader's imports

    described = record(path, name=name)
    rows = formats.scan(path).rows.select(pl.len()).collect(engine="streaming").item()
    return replace(described, rows=rows)


def named(path: Path) -> str:
    """Name a file without naming the machine: relative as given, else the file's name alone."""
    return path.name if path.is_absolute() or ".." in path.parts else path.as_posix()


def outputs(folder: Path) -> tuple[FileRecord, ...]:
    """Describe every file of a run folder but the manifest, the log and what is private."""
    return tuple(
        record(path, name=path.relative_to(folder).as_posix()) for path in released_in(folder)
    )


def released_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a run folder that its manifest answers for."""
    for path in files_in(folder):
        place = path.relative_to(folder)
        if place.as_posix() not in {NAME, LOG} and place.parts[0] != PRIVATE:
            yield path

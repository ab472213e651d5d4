"""What a packed file holds, unpacked up to a limit: gzip, or a zip archive of one file."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import IO, Literal, TypeAlias

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits

Packing: TypeAlias = Literal["gzip", "zip"] | None

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_OF_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def packing_of(path: Path) -> Packing:
    """Say how a file is packed, by its bytes whatever its name; a workbook is no packed file."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_GZIP):
        return "gzip"
    return "zip" if start == _ZIP and not is_workbook(path) else None


def is_workbook(path: Path) -> bool:
    """Claim that a zip archive is a workbook, or is cut short, which a workbook's reader says."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name in _OF_WORKBOOKS for name in archive.namelist())
    except zipfile.BadZipFile:
        return True


def open_unpacked(path: Path, packing: Packing) -> io.BufferedReader:
    """Open what a packed file holds, to be read up to the limit; FileUnreadableError beyond it."""
    if packing == "gzip":
        return io.BufferedReader(_Limited(gzip.open(path, "rb"), path.name))
    archive = zipfile.ZipFile(path)
    return io.BufferedReader(_Limited(archive.open(_only_member(path, archive)), path.name))


def _only_member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one file of an archive; what systems add beside it does not count."""
    files = [
        one
        for one in archive.infolist()
        if not one.is_dir() and not one.filename.startswith("__MACOSX/")
    ]
    if len(files) != 1:
        raise FileUnreadableError(
            path.name,
            found=f"a zip archive of {len(files)} files",
            needed="an archive of one, or the files themselves",
            do="Unpack it, and name the file or the folder.",
        )
    if files[0].flag_bits & 1:
        raise FileUnreadableError(
            path.name,
            found="a zip archive with a password",
            needed="one without, or the file itself",
            do="Unpack it first.",
        )
    return files[0]


class _Limited(io.RawIOBase):
    """Reads what is unpacked, and stops where that is more than the limit."""

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, where: str) -> None:
        self._inner, self._where = inner, where
        self._left = limits.allowed(limits.UNPACKED_MB) * 1_000_000

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a buffer to fill
        piece = self._inner.read(len(buffer))
        buffer[: len(piece)] = piece
        self._left -= len(piece)
        if self._left < 0:
            limit = limits.allowed(limits.UNPACKED_MB)
            raise limits.beyond(
                self._where,
                found=f"a packed file that holds more than {limit:,} MB",
                needed=f"one that unpacks to at most {limit:,} MB",
            )
        return len(piece)

    def close(self) -> None:
        self._inner.close()
        super().close()

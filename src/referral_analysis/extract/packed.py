"""What a packed file holds, unpacked up to a limit: gzip, or a zip archive of one file."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import IO, Literal, TypeAlias

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits

Packing: TypeAlias = Literal["gzip", "zip"] | None

_BYTES_AT_ONCE = 1 << 22
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
        return io.BufferedReader(_Limited(gzip.open(path, "rb"), path))
    archive = zipfile.ZipFile(path)
    return io.BufferedReader(_Limited(archive.open(_only_member(path, archive)), path))


def require_room(path: Path) -> None:
    """Raise FileUnreadableError where a packed file unpacks beyond the limits; soon, by a reading.

    For readers that take far longer over each byte than unpacking does.
    """
    packing = packing_of(path)
    if packing is None:
        return
    with open_unpacked(path, packing) as file:
        while file.read(_BYTES_AT_ONCE):
            pass


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

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, path: Path) -> None:
        self._inner, self._where, self._given = inner, path.name, 0
        self._most = limits.most_unfolded(path.stat().st_size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a buffer to fill
        piece = self._inner.read(len(buffer))
        buffer[: len(piece)] = piece
        self._given += len(piece)
        if self._given > self._most:
            most, times = limits.allowed(limits.UNPACKED_MB), limits.allowed(limits.TIMES_PACKED)
            raise limits.beyond(
                self._where,
                found=f"a packed file that holds more than {self._most // 1_000_000:,} MB",
                needed=f"one that unpacks to at most {most:,} MB, and {times:,} times its size",
            )
        return len(piece)

    def close(self) -> None:
        self._inner.close()
        super().close()

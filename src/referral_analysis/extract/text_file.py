"""A text file's encoding and bytes: UTF-8, UTF-16 or Windows-1252, plain or packed, by trial."""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits
from referral_analysis.extract.packed import open_unpacked, packing_of

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"]

_CHUNK_BYTES = 1 << 18  # stays in a core's cache: looked at in a third of the time of more
_COUNTED_EVERY = 64  # chunks: rows are weighed by what is around them, not by a few blank lines
_LOOKED_AT = 4096  # of a file with null bytes, for which of each two they are
_MOSTLY, _HARDLY = 0.4, 0.02
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_NOT_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_OPEN_IN_EXCEL = "~$"
# an accented letter, a dash or a quotation mark spelt in UTF-8
_UTF8_LETTER = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]")


def require_file(path: Path) -> None:
    """Raise FileUnreadableError where there is no file, or nothing in it; a device is none."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise FileUnreadableError(
            path.name,
            found="a device or a pipe, which may go on without an end",
            needed="a file",
            do="Write what it gives into a file first.",
        )
    if not path.is_file():
        raise FileUnreadableError(
            str(path), found="no such file", needed="a file", do=where_to_look(str(path))
        )
    if path.name.startswith(_OPEN_IN_EXCEL):
        raise FileUnreadableError(
            path.name,
            found="the mark that Excel leaves while a workbook is open",
            needed="the workbook itself",
            do=f"Close it in Excel, and name {path.name.removeprefix(_OPEN_IN_EXCEL)}.",
        )
    _require_readable(path)
    if path.stat().st_size == 0:
        raise FileUnreadableError(
            path.name, found="an empty file", needed="a header and rows", do="Export it again."
        )


def where_to_look(path: str) -> str:
    """Say what to do where there is no file of that name."""
    if "\\" in path:
        return "Write / where the path has \\, and check it."
    return "Check the path, and the folder the command is run in."


def _require_readable(path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise FileUnreadableError(
            path.name,
            found=f"it cannot be opened ({type(error).__name__})",
            needed="a file that may be read",
            do="Close it where it is open, as in Excel; else ask for the right to read it.",
        ) from None


def open_bytes(path: Path) -> io.BufferedReader:
    """Open a file for reading bytes, unpacking gzip or a zip archive of one file.

    Reading raises FileUnreadableError where it unpacks to more than `limits.UNPACKED_MB`.
    """
    packing = packing_of(path)
    return open_unpacked(path, packing) if packing else path.open("rb")


def first_bytes(path: Path, count: int) -> bytes:
    """Return the first bytes of what a file holds, unpacked."""
    return next(_chunks(path, count), b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead:
    """What one reading of a file says of its text: the encoding, and how it ends."""

    encoding: Encoding
    last: str = field(repr=False)


def read_through(path: Path, last: int = 0) -> TextRead:
    """Find the one encoding in which every byte of a file can be read, UTF-8 first.

    last: of how many bytes at the end the text is returned. UTF-16 is known by its byte order mark,
    or by one byte of each two being null.
    FileUnreadableError where there is no such encoding, where a line is longer than
    `limits.LINE_MB`, and where a file that is not UTF-8 holds letters spelt in UTF-8 all the same:
    read as Windows-1252 they would come out as other letters.
    """
    wide = _utf_16(path, first_bytes(path, _LOOKED_AT))
    look = _Utf16(path, wide) if wide is not None else _Plain(path)
    end = b""
    for chunk in _lines_of_chunks(path):
        look.at(chunk)
        end = chunk[-last:] if len(chunk) >= last else (end + chunk)[-last:]
    encoding = look.encoding()
    # a cut through a character, or the half of a pair, is at the front and no matter
    codec = "utf-16-le" if encoding == "utf-16" else encoding
    text = end[len(end) % 2 :].decode(codec, errors="replace") if last else ""
    return TextRead(encoding=encoding, last=text)


class _Plain:
    """Tells UTF-8 from Windows-1252 by all the bytes of a file, a piece after another."""

    def __init__(self, path: Path) -> None:
        self._path, self._before = path, b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._may_be_utf8 = self._may_be_1252 = True
        self._has_utf8_letters = False

    def at(self, chunk: bytes) -> None:
        if b"\0" in chunk:
            raise _undecodable(self._path, "bytes that are not text")
        whole, self._before = self._before + chunk[:2], chunk[-2:]  # a letter may be cut in two
        if chunk.isascii() and not self._decoder.getstate()[0]:
            return
        self._may_be_1252 = self._may_be_1252 and not _NOT_1252.search(chunk)
        self._has_utf8_letters = self._has_utf8_letters or any(
            map(_UTF8_LETTER.search, (whole, chunk))
        )
        if self._may_be_utf8:
            self._may_be_utf8 = _decodes(self._decoder, chunk)

    def encoding(self) -> Encoding:
        if self._may_be_utf8 and not self._decoder.getstate()[0]:
            return "utf-8"
        if self._may_be_1252 and not self._has_utf8_letters:
            return "windows-1252"
        raise _undecodable(self._path, "bytes of two encodings, or of an unknown one")


class _Utf16:
    """Sees that a file that begins as UTF-16 is so to its end."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._path, self._encoding = path, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def at(self, chunk: bytes, *, is_last: bool = False) -> None:
        try:
            self._decoder.decode(chunk, final=is_last)
        except UnicodeDecodeError:
            raise _undecodable(self._path, "text that begins as UTF-16 and is not") from None

    def encoding(self) -> Encoding:
        self.at(b"", is_last=True)
        return self._encoding


def as_utf8(path: Path, encoding: Encoding, without: str = "") -> io.BytesIO:
    """Read a file into memory as UTF-8; `read_through` has checked its bytes.

    without: text at its end that is to be left out.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    buffer = io.BytesIO()
    for chunk in _chunks(path):
        buffer.write(decoder.decode(chunk).encode())
    if without:
        buffer.truncate(buffer.tell() - len(without.encode()))
    buffer.seek(0)
    return buffer


def _utf_16(path: Path, start: bytes) -> Encoding | None:
    """Say which UTF-16 a file begins as: by its mark, else by where its null bytes are."""
    if start.startswith(_UTF_32):
        raise _undecodable(path, "UTF-32 text")
    if start[:2] in _UTF_16:
        return "utf-16"
    first, second = start[::2].count(0), start[1::2].count(0)
    half = len(start) / 2
    if second > _MOSTLY * half and first <= _HARDLY * half:
        return "utf-16-le"
    if first > _MOSTLY * half and second <= _HARDLY * half:
        return "utf-16-be"
    return None


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _lines_of_chunks(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes; FileUnreadableError where it has a line that is no row of a table."""
    longest = limits.allowed(limits.LINE_MB) * limits.MB
    since = lines = size = 0
    for place, chunk in enumerate(_chunks(path), start=1):
        marks = [mark for mark in (b"\n", b"\r") if mark in chunk]
        lines, size = lines + _count_lines(chunk, marks), size + len(chunk)
        if not place % _COUNTED_EVERY:
            limits.require_full_rows(path.name, lines, size, limits.LINE_BYTES)
        if since + min(map(chunk.find, marks), default=len(chunk)) > longest:
            limit = limits.allowed(limits.LINE_MB)
            raise limits.beyond(
                path.name,
                found=f"a line of more than {limit:,} MB",
                needed=f"rows in lines of at most {limit:,} MB",
            )
        last = max(map(chunk.rfind, marks), default=-1)
        since = len(chunk) - last - 1 if marks else since + len(chunk)
        yield chunk
    limits.require_full_rows(path.name, lines, size, limits.LINE_BYTES)


def _count_lines(chunk: bytes, marks: list[bytes]) -> int:
    """Count line breaks, blank lines among them: each is a row to the reader."""
    units = np.frombuffer(chunk, dtype=np.uint8)  # counts in a third of the time of bytes.count
    return max((int(np.count_nonzero(units == mark[0])) for mark in marks), default=0)


def _chunks(path: Path, size: int = _CHUNK_BYTES) -> Iterator[bytes]:
    try:
        with open_bytes(path) as file:
            while chunk := file.read(size):
                yield chunk
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        raise FileUnreadableError(
            path.name,
            found="a file that breaks off or cannot be unpacked",
            needed="a whole file",
            do="Copy or export it again.",
        ) from None


def _undecodable(path: Path, found: str) -> FileUnreadableError:
    return FileUnreadableError(
        path.name,
        found=found,
        needed="UTF-8, UTF-16 or Windows-1252 text",
        do="Save it as CSV UTF-8.",
    )

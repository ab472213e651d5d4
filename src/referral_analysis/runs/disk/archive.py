"""A run folder as a zip archive: packed, and unpacked where it can do no harm."""

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.record.manifest import NAME, PRIVATE, files_in

LARGEST_BYTES = 500_000_000  # unpacked; a report is under a thousandth of it
MOST_FILES = 10_000
BLOCK = 1 << 20
LEFT_BY_A_DESKTOP = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""What a desktop puts into an archive beside the files: it is neither unpacked nor judged."""


def pack(run_folder: Path, archive: Path) -> None:
    """Pack a run folder into a zip archive; what is for the analyst alone stays out of it.

    The bytes follow from the files': names in order, and no date.
    """
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files_in(run_folder):
            place = path.relative_to(run_folder)
            if place.parts[0] != PRIVATE and not path.is_symlink():
                packed.writestr(zipfile.ZipInfo(place.as_posix()), path.read_bytes())


@contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """Unpack an archive into a temporary folder and yield the run folder in it.

    The run folder is the archive's top, or the one folder at its top. FileUnreadableError for what
    is no archive of a run folder, would write outside, holds a link, or grows beyond a report.
    """
    with tempfile.TemporaryDirectory(prefix="ra-", ignore_cleanup_errors=True) as place:
        top = Path(place)
        try:
            with zipfile.ZipFile(archive) as held:
                _require_harmless(archive, held.infolist())
                _extract(archive, held, top)
        except FileNotFoundError:
            raise _refused(archive, "no such file") from None
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError) as error:
            raise _refused(archive, f"it cannot be read ({type(error).__name__})") from None
        yield _run_folder(archive, top)


def _require_harmless(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES:
        raise _refused(archive, f"more than {MOST_FILES:,} files")
    if len({member.filename for member in members}) < len(members):
        raise _refused(archive, "two files of one name")
    for member in members:
        path = PurePosixPath(member.filename)
        is_out = path.is_absolute() or ".." in path.parts or "\\" in member.filename
        if is_out or PureWindowsPath(member.filename).anchor:
            raise _refused(archive, "a file that would be written outside its folder")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _refused(archive, "a link")


def _extract(archive: Path, held: zipfile.ZipFile, top: Path) -> None:
    """Write the files, counting what they really grow to: an archive's own sizes may lie."""
    room = LARGEST_BYTES
    for member in held.infolist():
        if LEFT_BY_A_DESKTOP & set(PurePosixPath(member.filename).parts):
            continue
        target = top / member.filename
        if member.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with held.open(member) as packed, target.open("wb") as file:
            while block := packed.read(BLOCK):
                room -= len(block)
                if room < 0:
                    raise _refused(archive, f"more than {LARGEST_BYTES:,} bytes when unpacked")
                file.write(block)


def _run_folder(archive: Path, top: Path) -> Path:
    below = [path for path in top.iterdir() if path.is_dir()]
    for folder in (top, *(below if len(below) == 1 else [])):
        if (folder / NAME).is_file():
            return folder
    raise _refused(archive, f"no {NAME} at its top or in its one folder")


def _refused(archive: Path, found: str) -> FileUnreadableError:
    return FileUnreadableError(
        archive.name,
        found=found,
        needed="a zip archive of one run folder",
        do="Pack the run folder again, as it is.",
    )

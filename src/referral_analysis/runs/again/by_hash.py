"""What of a run is held to the hashes in its manifest and is not among the files compared.

The printed page and the log are not made again. What is for the analyst alone is, but an archive
has none of it; the rows of children are not held, since they are to be deleted when they have
served.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.differences import WHOLE, Difference
from referral_analysis.runs.disk.small_text import small_text
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record.manifest import (
    CONTENTS,
    LOG,
    PDF,
    PRIVATE,
    PROTECTIONS,
    Manifest,
    contents_text,
    sha256_of,
)

PRINTED = f"{PDF} was printed by a browser: it was held to its hash, and not made again"


def printed(recorded: str | None, had: Path | None) -> Iterator[Difference]:
    """Hold the printed page to its hash; nothing where the run was not printed."""
    if recorded is None:
        return
    if had is None or had.is_symlink():
        was = "nothing" if had is None else "a link"
        yield _gone(PDF, was)
    elif (digest := sha256_of(had)) != recorded:
        yield Difference(file=PDF, place="SHA-256", old=_both(recorded, digest), new="not")


def registers(written: Manifest, run_folder: Path, made: Path) -> Iterator[Difference]:
    """Hold the register made again, and the run's own where it is there, to the recorded hash."""
    if written.register is None:
        return
    recorded = written.register.sha256
    had = run_folder / REGISTER
    then = sha256_of(had) if had.is_file() else recorded
    now = sha256_of(made / REGISTER) if (made / REGISTER).is_file() else "nothing"
    if not then == now == recorded:
        places = _both(recorded, then)
        yield Difference(file=REGISTER, place="SHA-256", old=places, new=now[:12])


def kept(written: Manifest, run_folder: Path) -> Iterator[Difference]:
    """Hold the log, and the private part where it is there, to what was kept when it was made."""
    hashes = listed(written, run_folder)
    register = [REGISTER] if written.kept and written.register else []
    names = dict.fromkeys([*written.kept, *register, *hashes])
    has_private = (run_folder / PRIVATE).is_dir()
    for name in names:
        if has_private or name == LOG:
            yield from _held(name, hashes.get(name), run_folder)
    if CONTENTS in written.kept and _is_file(run_folder / CONTENTS) and not hashes:
        yield Difference(file=CONTENTS, place=WHOLE, old="not the run's own list", new="not")


def protections(run_folder: Path, made: Path) -> Iterator[Difference]:
    """Hold what was protected, where it is there, to what is protected when it is made again."""
    for name in PROTECTIONS:
        had, now = run_folder / name, made / name
        if not _is_file(had) or not _is_file(now):
            continue
        old, new = sha256_of(had), sha256_of(now)
        if old != new:
            yield Difference(file=name, place=WHOLE, old=f"{old[:12]}...", new=f"{new[:12]}...")


def listed(written: Manifest, run_folder: Path) -> Mapping[str, str]:
    """Return the SHA-256 of each file that the list of a private part names; none without it."""
    if CONTENTS not in written.kept:
        return {}
    try:
        text = small_text(run_folder / CONTENTS, where=CONTENTS)
        hashes = {str(name): str(sha256) for name, sha256 in json.loads(text)["sha256"].items()}
        is_own = text == contents_text(hashes) and hashes.keys() <= {LOG, *PROTECTIONS}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, FileUnreadableError):
        return {}
    return hashes if is_own else {}


def _held(name: str, sha256: str | None, run_folder: Path) -> Iterator[Difference]:
    """Look for a file, and hold it to its hash where that is known."""
    place = run_folder / name
    if not _is_file(place):
        yield _gone(name, "a link" if place.is_symlink() else "nothing")
    elif sha256 is not None and (found := sha256_of(place)) != sha256:
        old = f"{sha256[:12]}... when it was made, {found[:12]}..."
        yield Difference(file=name, place="SHA-256", old=old, new="not")


def _is_file(place: Path) -> bool:
    return place.is_file() and not place.is_symlink()


def _gone(name: str, was: str) -> Difference:
    return Difference(file=name, place=WHOLE, old=f"a file in the manifest, {was}", new="not")


def _both(recorded: str, found: str) -> str:
    return f"{recorded[:12]}... in the manifest, {found[:12]}..."

"""A run folder that appears whole or not at all, and never in the place of anything else."""

import contextlib
import glob
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from referral_analysis.errors import RunError
from referral_analysis.runs.disk.exchange import exchange, hold, is_held
from referral_analysis.runs.record.manifest import NAME

STALE_AFTER_SECONDS = 24 * 3600  # no run takes a day: what is older was left by a killed one
FRESH_SECONDS = 60  # a folder this young may be about to be held
ATTEMPTS = 10
PAUSE_SECONDS = 0.01

_UNDER_WAY: dict[Path, list[Path]] = {}
"""The folders that this process is making, each with those above it that were made for it."""
_PLACING = threading.RLock()
"""Held while a folder is begun or put in its place, and for good by who lets none be any more."""


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Yield a new folder beside the target; put it in the target's place when the block ends well.

    When the block fails the folder goes, the folders above it that were made for it go too, and the
    target stays as it was. Where the system can exchange two folders in one step there is no moment
    without a whole one; elsewhere there are two steps, and the next run mends what was killed
    between them. RunError when the place cannot be written to, or holds what no run made.
    """
    _require_ours(target)
    token = secrets.token_hex(4)
    begun, stage = (target.with_name(f".{target.name}.{kind}-{token}") for kind in ("new", "part"))
    missing: list[Path] = []
    _UNDER_WAY[begun] = _UNDER_WAY[stage] = missing
    try:
        missing += [folder for folder in target.parents if not folder.exists()]
        _recover(target)
        with contextlib.ExitStack() as held:
            with _PLACING:
                _make(begun)
                held.enter_context(hold(begun))  # so no stage is ever without its hold
                os.rename(begun, stage)  # noqa: PTH104
            yield stage
            _require_ours(target)
            with _PLACING:
                _put(stage, target)
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        for made in (begun, stage):
            shutil.rmtree(made, ignore_errors=True)
            _UNDER_WAY.pop(made, None)
        _take_away_empty(missing)


def place_no_more() -> None:
    """Let no other thread of this process begin a folder or put one in its place: it waits."""
    _PLACING.acquire()


def abandon() -> None:
    """Take away what this process is making; it puts nothing in place any more, and is to end."""
    place_no_more()
    for made, missing in list(_UNDER_WAY.items()):
        for attempt in range(ATTEMPTS):  # whoever fills it may be writing at this moment
            shutil.rmtree(made, ignore_errors=True)
            if not made.exists():
                break
            time.sleep(attempt * PAUSE_SECONDS)
        _take_away_empty(missing)


def _make(folder: Path) -> None:
    """Make a folder and those above it; again where another run took an empty one away."""
    for attempt in range(ATTEMPTS):
        try:
            folder.mkdir(parents=True)
        except FileNotFoundError:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return


def _take_away_empty(folders: list[Path]) -> None:
    """Take away the folders that a run made for nothing, the innermost first."""
    with contextlib.suppress(OSError):  # it holds what some run put into it
        for folder in folders:
            folder.rmdir()


def _put(stage: Path, target: Path) -> None:
    """Put the stage in place; whatever was there is in the stage's place, or gone, afterwards.

    Another run may put its own folder there in between: then it is tried again.
    """
    for attempt in range(ATTEMPTS):
        try:
            if not target.exists():
                os.rename(stage, target)  # noqa: PTH104 - os.rename never copies
            elif not exchange(stage, target):
                _swap(stage, target)
        except OSError:
            if attempt == ATTEMPTS - 1 or not stage.exists():
                raise
        else:
            return


def _swap(stage: Path, target: Path) -> None:
    """Put the stage in place in two steps; the old folder is set aside until the new one stands."""
    aside = target.with_name(f".{target.name}.old-{secrets.token_hex(4)}")
    os.rename(target, aside)  # noqa: PTH104
    try:
        os.rename(stage, target)  # noqa: PTH104
    except OSError:
        if not target.exists():
            os.rename(aside, target)  # noqa: PTH104
        raise
    finally:
        if target.exists():
            shutil.rmtree(aside, ignore_errors=True)


def _recover(target: Path) -> None:
    """Bring back a good folder that a killed run had set aside, and clear what it left."""
    name = glob.escape(target.name)
    set_aside = sorted(target.parent.glob(f".{name}.old-*"), key=_modified)
    if set_aside and not target.exists():
        with contextlib.suppress(OSError):  # another run was quicker
            os.rename(set_aside.pop(), target)  # noqa: PTH104
    for left in [*set_aside, *target.parent.glob(f".{name}.new-*")]:
        if _age(left) > FRESH_SECONDS and _is_left(left):
            shutil.rmtree(left, ignore_errors=True)
    for left in filter(_is_left, target.parent.glob(f".{name}.part-*")):
        shutil.rmtree(left, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Say whether no process works in a folder any more; where none can tell, after a day."""
    is_at_work = is_held(folder)
    return _age(folder) > STALE_AFTER_SECONDS if is_at_work is None else not is_at_work


def _age(folder: Path) -> float:
    return time.time() - _modified(folder)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _require_ours(target: Path) -> None:
    """Refuse to replace a link, a file, or a folder that is not a run's: it would be gone."""
    try:
        ours = _found(target)
    except OSError as error:
        raise _unwritable(target, error) from None
    if not ours:
        return
    raise RunError(
        f"output folder {target.name or target}",
        found=ours,
        needed="a new or empty folder, or that of an earlier run",
        do="Name another with --output, or take it away.",
    )


def _found(target: Path) -> str:
    """Say what is in a run folder's place that is not to be replaced; empty where nothing is."""
    if not target.name or target.name == "..":
        return "the working folder, or one above it"
    if target.is_symlink():
        return "a link"
    if target.exists() and not target.is_dir():
        return "a file"
    if target.is_dir() and not (target / NAME).is_file() and any(target.iterdir()):
        return "a folder that no run made: its files would be lost"
    return ""


def _unwritable(target: Path, error: OSError) -> RunError:
    return RunError(
        f"output folder {target.name}",
        found=f"it cannot be written ({type(error).__name__})",
        needed="a folder that may be written, on a disk with room",
        do="Choose another with --output, or close what holds it open.",
    )

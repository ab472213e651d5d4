"""A run folder that appears whole or not at all."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from referral_analysis.errors import RunError

STALE_AFTER_SECONDS = 24 * 3600  # no run takes a day: what is older was left by a killed one


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Yield a new folder beside the target; put it in the target's place when the block ends well.

    When the block fails the folder goes and the target stays as it was. RunError when the place
    cannot be written to.
    """
    stage = target.with_name(f".{target.name}.part-{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _recover(target)
        stage.mkdir()
    except OSError as error:
        raise _unwritable(target, error) from None
    try:
        yield stage
        _swap(stage, target)
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _swap(stage: Path, target: Path) -> None:
    """Put the new folder in place; the old one is set aside until the new one stands."""
    aside = target.with_name(f".{target.name}.old-{secrets.token_hex(4)}")
    if target.exists():
        os.rename(target, aside)  # noqa: PTH104 - Path.rename says the same, os.rename never copies
    try:
        os.rename(stage, target)  # noqa: PTH104
    except OSError:
        if aside.exists() and not target.exists():
            os.rename(aside, target)  # noqa: PTH104
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _recover(target: Path) -> None:
    """Bring back a good folder that a killed run had set aside, and clear what it left."""
    set_aside = sorted(target.parent.glob(f".{target.name}.old-*"), key=_modified)
    if set_aside and not target.exists():
        os.rename(set_aside.pop(), target)  # noqa: PTH104
    partial = target.parent.glob(f".{target.name}.part-*")
    for left in [*set_aside, *partial]:
        if time.time() - _modified(left) > STALE_AFTER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _unwritable(target: Path, error: OSError) -> RunError:
    return RunError(
        f"output folder {target.name}",
        found=f"it cannot be written ({type(error).__name__})",
        needed="a folder that may be written, on a disk with room",
        do="Choose another with --output, or close what holds it open.",
    )

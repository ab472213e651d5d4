"""What the system offers for folders beyond the standard library: exchange and holds."""

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

_AT_FDCWD = -100  # Linux: paths are taken from the working folder
_RENAME_EXCHANGE = 2  # Linux: renameat2(2)
_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}  # an old kernel, or a disk of another kind


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the disk cannot. OSError else."""
    rename = _renameat2()
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code))


@contextmanager
def hold(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a folder as long as this process works in it; a kill ends the hold too.

    BlockingIOError where another process holds it, unless told to wait until it ends.
    """
    held = _lock(folder, wait=wait)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def is_held(folder: Path) -> bool | None:
    """Say whether some process holds a folder; None where the system or the disk cannot tell."""
    if sys.platform == "win32":
        return None
    try:
        held = _lock(folder)
    except BlockingIOError:
        return True
    if held is None:
        return None
    os.close(held)
    return False


def _lock(folder: Path, *, wait: bool = False) -> int | None:
    """Lock a folder; None where that cannot be done, BlockingIOError where another has it."""
    if sys.platform == "win32":
        return None
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        number = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(number, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(number)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return number


@cache
def _renameat2() -> Any:  # noqa: ANN401 - a function of the C library
    """Find the function in the C library; None outside Linux and in one that lacks it."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)

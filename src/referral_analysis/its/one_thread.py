"""Linear algebra on one thread, for as long as a block lasts.

Fits are thousands of small products. With threads each waits for the slowest: on two cores that
others use too, critical values took 9 to 42 seconds with them and 2 without; on idle cores they
save nothing. Only numpy's own OpenBLAS is held; any other is left alone.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np

# where wheels of numpy keep the library: on Linux and Windows, on macOS
FOLDERS = ("../numpy.libs", ".dylibs")
PREFIXES, SUFFIXES = ("scipy_openblas", "openblas"), ("64_", "")

Reader: TypeAlias = Callable[[], int]
Writer: TypeAlias = Callable[[int], None]


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold numpy's OpenBLAS to one thread inside the block; as before after it."""
    reader, writer = _controls()
    before = reader()
    writer(1)
    try:
        yield
    finally:
        writer(before)


@cache
def _controls() -> tuple[Reader, Writer]:
    """Return what reads and what sets the number of threads; of no effect without OpenBLAS."""
    for library in _libraries(Path(np.__file__).parent):
        for prefix in PREFIXES:
            for suffix in SUFFIXES:
                reader = getattr(library, f"{prefix}_get_num_threads{suffix}", None)
                writer = getattr(library, f"{prefix}_set_num_threads{suffix}", None)
                if reader is not None and writer is not None:
                    return reader, writer
    return (lambda: 1), (lambda _: None)


def _libraries(package: Path) -> Iterator[ctypes.CDLL]:
    """Yield numpy's OpenBLAS where it is loaded from a file of the package's own."""
    for folder in FOLDERS:
        for path in sorted((package / folder).glob("*openblas*")):
            yield ctypes.CDLL(str(path))

"""Where critical values are kept: in this process, with the package, in the user's cache.

A table is found by the hash of what it depends on. A cache that cannot be read or written costs
time, never the fit.
"""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np

from referral_analysis.its.intervals.correlation import Family, to_searched
from referral_analysis.its.intervals.critical_values import (
    DRAWS,
    FIRST,
    LEVELS,
    SEED,
    pooled_values,
    simulated_values,
)
from referral_analysis.its.intervals.likelihood_ratio import Problem
from referral_analysis.its.kernels.result import Floats, Integers

SHIPPED, SHIPPED_DRIFT = "critical_values.json", "critical_drift.npz"
# whatever else changes the tables; raise it with the code that makes them
VERSION = 1
# the same design, computed elsewhere, differs in the last digits
DECIMALS = 8
_known: dict[str, Floats] = {}
log = logging.getLogger(__name__)


class ValuesAsked(Protocol):
    """What a table depends on: see `likelihood_ratio.Problem`."""

    @property
    def design(self) -> Floats: ...  # noqa: D102 - as in Problem
    @property
    def times(self) -> Integers: ...  # noqa: D102
    @property
    def contrast(self) -> Floats: ...  # noqa: D102
    @property
    def family(self) -> Family: ...  # noqa: D102
    @property
    def walk(self) -> float: ...  # noqa: D102


def critical_table(asked: Problem) -> Floats:
    """Return critical values (K, len(LEVELS)) of each searched structure; simulated if unknown."""
    return kept_table(asked, lambda: asked)


def kept_table(asked: ValuesAsked, problem: Callable[[], Problem]) -> Floats:
    """Return the same of what was asked; its problem is made only where values are unknown."""
    key = table_key(asked)
    if key not in _known:
        _known[key] = _found(asked, problem, key)
    return to_searched(asked.family, _known[key])


def table_key(asked: ValuesAsked) -> str:
    """Return the hash of a design's rounded columns, its times, the contrast, family and walk."""
    numbers = (asked.design, asked.contrast / np.abs(asked.contrast).max())
    digest = hashlib.sha256()
    for part in numbers:
        # adding zero turns -0.0 into 0.0
        digest.update(np.ascontiguousarray(np.round(part, DECIMALS) + 0.0).tobytes())
    digest.update(asked.times.astype("<i8").tobytes())
    digest.update(f"{asked.design.shape} {asked.family} {DRAWS} {SEED} {VERSION}".encode())
    if is_pooled(asked):
        digest.update(f" pooled {FIRST} walk {asked.walk:.{DECIMALS}f}".encode())
    return digest.hexdigest()[:32]


def is_pooled(asked: ValuesAsked) -> bool:
    """Claim that one pool of draws serves all structures: what needs a table for each walk."""
    return asked.family == "robust" or asked.walk > 0


@cache
def shipped_tables() -> dict[str, Floats]:
    """Return the tables that come with the package, by key."""
    text = resources.files("referral_analysis.its.intervals").joinpath(SHIPPED).read_text("utf-8")
    tables = json.loads(text)["tables"]
    return {key: np.array(table["values"]) for key, table in tables.items()}


@cache
def shipped_drift() -> dict[str, Floats]:
    """Return the tables of paths that may drift that come with the package, by key.

    Whole thousandths, as `pooled_values` rounds: 3 kB a table.
    """
    path = resources.files("referral_analysis.its.intervals").joinpath(SHIPPED_DRIFT)
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        keys, values = kept["keys"].tolist(), kept["thousandths"] / 1000
    return dict(zip(keys, values, strict=True))


def _found(asked: ValuesAsked, problem: Callable[[], Problem], key: str) -> Floats:
    shipped = shipped_drift() if is_pooled(asked) else shipped_tables()
    if key in shipped:
        return shipped[key]
    import platformdirs  # noqa: PLC0415 - for a table that the package does not bring

    path = Path(platformdirs.user_cache_dir("referral-analysis")) / "critical" / f"{key}.json"
    kept = _read(path)
    if kept is None:
        log.info("simulating critical values of a new design: a second or more a table, once")
        made = problem()
        kept = pooled_values(made) if is_pooled(made) else simulated_values(made)
        _write(path, kept)
    return kept


def _read(path: Path) -> Floats | None:
    with suppress(OSError, ValueError):
        table = np.array(json.loads(path.read_text("utf-8")), dtype=np.float64)
        if table.ndim == 2 and table.shape[1] == len(LEVELS) and np.isfinite(table).all():
            return table
    return None


def _write(path: Path, table: Floats) -> None:
    """Write to a temporary sibling and rename, so that no reader meets half a table."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(table.tolist(), file)
        Path(name).replace(path)

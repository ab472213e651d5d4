"""The log of a run: one JSON object a line, of steps, durations, counts and warnings.

Nothing from a row: whoever writes an entry gives numbers, and words of this program's own.
"""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

StepCounts: TypeAlias = dict[str, int]
Entry: TypeAlias = Mapping[str, object]
"""What is logged: step and seconds, or message; then counts by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Where entries go, and who is told of each step as it begins and of each entry."""

    file: Path
    on_step: Callable[[str], None] = lambda _: None
    on_entry: Callable[[Entry], None] = lambda _: None


@contextmanager
def step(log: Log, name: str) -> Iterator[StepCounts]:
    """Log a step when it ends well, with its seconds and the counts put into what is yielded."""
    log.on_step(name)
    counts: StepCounts = {}
    began = time.perf_counter()
    yield counts
    seconds = round(time.perf_counter() - began, 3)
    _append(log, "info", {"step": name, "seconds": seconds, **counts})


def warn(log: Log, message: str, counts: Mapping[str, int] | None = None) -> None:
    """Log what whoever reads the report's figures should know."""
    _append(log, "warning", {"message": message, **(counts or {})})


def warnings(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the messages among entries."""
    return tuple(str(entry["message"]) for entry in entries if "message" in entry)


def _append(log: Log, level: str, entry: Entry) -> None:
    log.on_entry(entry)
    at = dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")
    with log.file.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps({"at": at, "level": level, **entry}, ensure_ascii=False) + "\n")

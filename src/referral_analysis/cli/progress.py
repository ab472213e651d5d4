"""How far a run or a batch is, on standard error: live on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from referral_analysis.runs.making.log import Entry

if TYPE_CHECKING:
    from referral_analysis.runs.batch import TaskOutcome

Loudness: TypeAlias = Literal["quiet", "plain", "verbose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a run tells of each step as it begins, and of each entry of its log."""

    on_step: Callable[[str], None] = lambda _: None
    on_entry: Callable[[Entry], None] = lambda _: None


@contextmanager
def steps(loudness: Loudness) -> Iterator[Shown]:
    """Show a run's steps as they end, with their seconds; verbose: with their counts.

    On a terminal the step under way is shown too, with a bar and its time so far.
    """
    if loudness == "quiet":
        yield Shown()
        return
    console = _console()

    def print_entry(entry: Entry) -> None:
        console.print(line_of(entry, is_verbose=loudness == "verbose"))

    if not console.is_terminal:
        yield Shown(on_entry=print_entry)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("", total=None)  # moves; how long a step takes is not known

        def begin(name: str) -> None:
            progress.reset(bar, description=name, total=None)

        yield Shown(on_step=begin, on_entry=print_entry)


def line_of(entry: Entry, *, is_verbose: bool) -> str:
    """Write an entry of the log as a line: its step and seconds, or its warning; then counts."""
    counts = {name: value for name, value in entry.items() if isinstance(value, int)}
    said = "".join(f"  {name} {value:,}" for name, value in counts.items()) if is_verbose else ""
    if "step" in entry:
        return f"{entry['step']:<14}{entry['seconds']:>6.1f} s{said}"
    return f"warning: {entry['message']}{said}"


def _console() -> Console:
    return Console(file=sys.stderr, soft_wrap=True, markup=False, highlight=False)


def watched(outcomes: "Iterable[TaskOutcome]", *, total: int) -> "list[TaskOutcome]":
    """Show how far a batch is as its outcomes come in; return them all."""
    console = _console()
    return (
        _bar(outcomes, total, console) if console.is_terminal else _lines(outcomes, total, console)
    )


def _bar(outcomes: "Iterable[TaskOutcome]", total: int, console: Console) -> "list[TaskOutcome]":
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    found: list[TaskOutcome] = []
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("runs", total=total)
        for outcome in outcomes:
            found.append(outcome)
            progress.advance(bar)
    return found


def _lines(outcomes: "Iterable[TaskOutcome]", total: int, console: Console) -> "list[TaskOutcome]":
    found: list[TaskOutcome] = []
    for outcome in outcomes:
        found.append(outcome)
        if outcome.state != "not begun":  # of these there is nothing to tell one by one
            console.print(
                f"{len(found)}/{total} {outcome.name}: {outcome.state} ({outcome.seconds:.1f} s)"
            )
    return found

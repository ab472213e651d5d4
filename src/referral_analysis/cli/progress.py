"""Progress of a batch on standard error: a bar with the time left, or plain lines to a file."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from referral_analysis.runs.batch import Outcome


def watched(outcomes: Iterable[Outcome], *, total: int) -> list[Outcome]:
    """Show how far a batch is as its outcomes come in; return them all."""
    console = Console(file=sys.stderr, soft_wrap=True, markup=False, highlight=False)
    return (
        _bar(outcomes, total, console) if console.is_terminal else _lines(outcomes, total, console)
    )


def _bar(outcomes: Iterable[Outcome], total: int, console: Console) -> list[Outcome]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    found: list[Outcome] = []
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("runs", total=total)
        for outcome in outcomes:
            found.append(outcome)
            progress.advance(bar)
    return found


def _lines(outcomes: Iterable[Outcome], total: int, console: Console) -> list[Outcome]:
    found: list[Outcome] = []
    for outcome in outcomes:
        found.append(outcome)
        console.print(
            f"{len(found)}/{total} {outcome.name}: {outcome.state} ({outcome.seconds:.1f} s)"
        )
    return found

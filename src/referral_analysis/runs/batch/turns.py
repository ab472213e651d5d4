"""The order of a batch's runs: one that is held against an earlier run waits until that is made."""

from collections.abc import Sequence
from pathlib import Path

from referral_analysis.errors import ParametersError
from referral_analysis.runs.batch.task import Task


def in_turns(tasks: Sequence[Task]) -> list[list[Task]]:
    """Return the runs in groups: each needs no run but those of the groups before it.

    ParametersError where runs wait for each other.
    """
    turns: list[list[Task]] = []
    waiting = list(tasks)
    while waiting:
        to_come = {task.target.resolve() for task in waiting}
        ready = [task for task in waiting if to_come.isdisjoint(_earlier(task))]
        if not ready:
            raise ParametersError(
                f"run {waiting[0].name}",
                found="earlier_runs that wait for this run themselves",
                needed="runs that are held against those before them only",
                do="Correct earlier_runs in the parameters files.",
            )
        turns.append(ready)
        waiting = [task for task in waiting if task not in ready]
    return turns


def _earlier(task: Task) -> set[Path]:
    """Return the folders of the runs that a run is held against."""
    folders = task.job.parameters.earlier_runs
    return {(task.job.inputs_in / folder).resolve() for folder in folders}

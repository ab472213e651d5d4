"""The runs of a release made, the Board report first, and the page over those that are there."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path

from referral_analysis.runs.batch import in_turns, local
from referral_analysis.runs.batch.task import Task, TaskOutcome
from referral_analysis.runs.making.pages import made_on
from referral_analysis.runs.making.pdf import Paper, print_page
from referral_analysis.runs.making.run import listed
from referral_analysis.runs.parameters import BOARD
from referral_analysis.runs.release import page, summary


def outcomes(tasks: Sequence[Task], *, workers: int) -> Iterator[TaskOutcome]:
    """Yield what became of each run; those held to another begin when that is made.

    workers: processes side by side. A run that fails is an outcome, and the others go on; but those
    of a Board report that fails, whose figures they stand beside.
    """
    failed: set[Path] = set()
    targets = {task.name: task.target for task in tasks}
    for turn in in_turns(tasks):
        for outcome in local.outcomes([_without(task, failed) for task in turn], workers=workers):
            if outcome.state == "failed" and targets[outcome.name].name != BOARD:
                failed.add(targets[outcome.name].resolve())
            yield outcome


def _without(task: Task, failed: Set[Path]) -> Task:
    """Hold a run to those alone that were made: what was not made shows nothing."""
    given = task.job.parameters.earlier_runs
    kept = [one for one in given if (task.job.inputs_in / one).resolve() not in failed]
    if kept == given:
        return task
    parameters = task.job.parameters.model_copy(update={"earlier_runs": kept})
    changed = tuple(sorted({*task.job.changed, "earlier_runs"}))
    return replace(task, job=replace(task.job, parameters=parameters, changed=changed))


def over(tasks: Sequence[Task], found: Sequence[TaskOutcome]) -> Path | None:
    """Write the page over the reports that were made, their summary, and the list of all.

    None where none was made. The summary is printed too where the reports are.
    """
    failed = {one.name for one in found if one.state == "failed"}
    made = [task.target for task in tasks if task.name not in failed]
    if not made:
        return None
    folder = folder_of(tasks)
    written = page.write(folder, made, [t.name for t in tasks if t.name in failed])
    brief, job = summary.write(folder), tasks[0].job
    if brief is not None and job.browser is not None:
        paper = Paper(browser=job.browser, made_on=made_on(job.parameters))
        print_page(brief, folder / summary.SUMMARY_PDF, paper)
    listed(made)
    return written


def folder_of(tasks: Sequence[Task]) -> Path:
    """Return the folder of a release: its runs lie below it under their names."""
    first = tasks[0]
    return first.target.parents[len(Path(first.name).parts) - 1]

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
    of a Board report that fails, whose figures they stand beside, are not begun.
    """
    failed, boards = set[Path](), set[Path]()
    targets = {task.name: task.target for task in tasks}
    for turn in in_turns(tasks):
        alone = [task for task in turn if boards.intersection(_held_to(task))]
        yield from (_not_begun(task) for task in alone)
        begun = [_without(task, failed) for task in turn if task not in alone]
        for outcome in local.outcomes(begun, workers=workers):
            if outcome.state == "failed":
                target = targets[outcome.name]
                (boards if target.name == BOARD else failed).add(target.resolve())
            yield outcome


def _held_to(task: Task) -> list[Path]:
    given = task.job.parameters.earlier_runs
    return [(task.job.inputs_in / one).resolve() for one in given]


def _not_begun(task: Task) -> TaskOutcome:
    why = "the Board report that they stand beside was not made"
    return TaskOutcome(name=task.name, state="not begun", seconds=0, message=why)


def _without(task: Task, failed: Set[Path]) -> Task:
    """Hold a run to those alone that were made: what was not made shows nothing."""
    given = task.job.parameters.earlier_runs
    kept = [one for one, at in zip(given, _held_to(task), strict=True) if at not in failed]
    if kept == given:
        return task
    parameters = task.job.parameters.model_copy(update={"earlier_runs": kept})
    changed = tuple(sorted({*task.job.changed, "earlier_runs"}))
    return replace(task, job=replace(task.job, parameters=parameters, changed=changed))


def over(tasks: Sequence[Task], found: Sequence[TaskOutcome]) -> Path | None:
    """Write the page over the reports that were made, their summary, and the list of all.

    None where none was made. The summary is printed too where the reports are.
    """
    failed = {one.name for one in found if not one.is_there}
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

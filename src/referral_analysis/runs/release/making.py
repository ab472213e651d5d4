"""The runs of a release made, the Board report first, and the page over those that are there."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from referral_analysis.runs.batch import in_turns, local
from referral_analysis.runs.batch.task import Task, TaskOutcome
from referral_analysis.runs.making.pages import made_on
from referral_analysis.runs.making.pdf import Paper, print_page
from referral_analysis.runs.making.run import listed
from referral_analysis.runs.release import page, summary


def outcomes(tasks: Sequence[Task], *, workers: int) -> Iterator[TaskOutcome]:
    """Yield what became of each run; those held to another begin when that is made.

    workers: processes side by side. A run that fails is an outcome, and the others go on.
    """
    for turn in in_turns(tasks):
        yield from local.outcomes(turn, workers=workers)


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

"""`referral-analysis run RELEASE.yaml`: every report of a release, and the page over them."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from referral_analysis.cli.batch import FAILED, told


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAsked:
    """What the command line asks of a release."""

    path: Path
    settings: tuple[str, ...]
    output: Path | None
    workers: int | None
    as_pdf: bool
    as_word: bool
    as_json: bool


def run_release(asked: ReleaseAsked) -> int:
    """Make every report of a release; return the exit code: 7 where one was not made.

    One that fails does not stop the others; the page over them says which are missing.
    """
    from referral_analysis.cli.progress import watched  # noqa: PLC0415 - a second of imports
    from referral_analysis.runs import release  # noqa: PLC0415
    from referral_analysis.runs.making.pdf import find_browser  # noqa: PLC0415

    tasks = release.tasks_of(
        asked.path,
        asked.settings,
        output=asked.output,
        browser=find_browser() if asked.as_pdf else None,
        as_word=asked.as_word,
    )
    workers = asked.workers or os.cpu_count() or 1
    ended = watched(release.outcomes(tasks, workers=workers), total=len(tasks))
    page = release.over(tasks, ended)
    if asked.as_json:
        runs = [asdict(one) for one in ended]
        click.echo(json.dumps({"page": str(page) if page else None, "runs": runs}))
    else:
        told(ended)
        if page:
            click.echo(f"{page}  (the page over them)")
    return 0 if all(one.is_there for one in ended) else FAILED

"""`referral-analysis batch`: every run of a plan."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from referral_analysis.cli.commands import PATH, commands

if TYPE_CHECKING:  # a second of imports, for a name only
    from referral_analysis.runs.batch import TaskOutcome

FAILED = 7  # the exit code of a run that failed


@commands.command()
@click.argument("plan", type=PATH)
@click.option("--resume", is_flag=True, help="Leave runs that are there, whole and unchanged.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Processes side by side on this machine; one a processor else.",
)
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Send the runs to a Dask cluster.")
@click.option("--allow", is_flag=True, help="Run a notebook that is not one of the package's.")
@click.option("--output", help="Folder or address for the runs; the plan's else.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of each run as JSON.")
@click.pass_context
def batch(
    context: click.Context,
    plan: Path,
    *,
    resume: bool,
    workers: int | None,
    scheduler: str | None,
    allow: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Make every run of a plan: exit 0 when all are there, 7 when some failed; these come last.

    Example: referral-analysis batch notebooks/plans/scenarios.yaml
    """
    from referral_analysis.cli.progress import watched  # noqa: PLC0415 - a second of imports
    from referral_analysis.runs.batch import cluster, in_turns, local, read_plan, tasks_of  # noqa: PLC0415
    from referral_analysis.runs.making import notebooks  # noqa: PLC0415
    from referral_analysis.runs.making.run import listed  # noqa: PLC0415

    if workers and scheduler:
        raise click.UsageError("--workers and --scheduler: a cluster has workers of its own")
    asked = read_plan(plan)
    if not allow:
        notebooks.require_known(Path(asked.notebook))
    tasks = tasks_of(asked, output=output, resume=resume)
    turns = in_turns(tasks)
    if scheduler is None:
        side_by_side = workers or os.cpu_count() or 1
        outcomes = (one for turn in turns for one in local.outcomes(turn, workers=side_by_side))
    else:
        outcomes = (one for turn in turns for one in cluster.outcomes(turn, scheduler=scheduler))
    ended = watched(outcomes, total=len(tasks))
    listed(task.target for task in tasks if not task.address)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in ended]))
    else:
        told(ended)
    context.exit(0 if all(one.is_there for one in ended) else FAILED)


def told(outcomes: list["TaskOutcome"]) -> None:
    """Print each warning, each run that failed, how many were not begun, and the counts."""
    for warning, names in _warned(outcomes).items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        click.echo(f"warning: {names[0]}{more}: {warning}", err=True)
    for outcome in outcomes:
        if outcome.state == "failed":
            click.echo(f"{outcome.name}: {' '.join(outcome.message.split())}", err=True)
    waited = [outcome for outcome in outcomes if outcome.state == "not begun"]
    if waited:
        click.echo(f"{len(waited)} not begun: {waited[0].message}", err=True)
    counted = {
        state: sum(one.state == state for one in outcomes)
        for state in ("made", "unchanged", "failed", "not begun")
    }
    said = [f"{count} {state}" for state, count in counted.items() if count or state != "not begun"]
    click.echo(", ".join(said))


def _warned(outcomes: list["TaskOutcome"]) -> dict[str, list[str]]:
    """Return the names of the runs that gave each warning."""
    named: dict[str, list[str]] = {}
    for outcome in outcomes:
        for warning in outcome.warnings:
            named.setdefault(warning, []).append(outcome.name)
    return named

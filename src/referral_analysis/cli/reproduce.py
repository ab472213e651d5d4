"""`referral-analysis reproduce`: a run made again and compared."""

import json
from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands


@commands.command()
@click.argument("run_folder", type=PATH)
@click.option("--from-archive", is_flag=True, help="RUN_FOLDER is a zip archive of a run folder.")
@click.option("--allow", is_flag=True, help="Run a notebook that is not one of the package's.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def reproduce(
    context: click.Context,
    run_folder: Path,
    *,
    from_archive: bool,
    allow: bool,
    as_json: bool,
) -> None:
    """Make a run again and compare: exit 0 identical, 1 differs, 2 cannot be judged.

    Example: referral-analysis reproduce reports/board_february_2012/board_report
    """
    from referral_analysis.runs.again import reproduce as auditing  # noqa: PLC0415 - a second of imports
    from referral_analysis.runs.again.reproduction import to_dict, to_lines  # noqa: PLC0415

    again = auditing.from_archive if from_archive else auditing.reproduce
    outcome = again(run_folder, allow=allow)
    lines = "\n".join(to_lines(outcome))
    click.echo(json.dumps(to_dict(outcome), indent=2) if as_json else lines)
    context.exit(outcome.exit_code)

"""`referral-analysis pool`: the estimates of several councils as one."""

import json
from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands
from referral_analysis.errors import visible


@commands.command()
@click.argument("estimates", metavar="ESTIMATES.csv", type=PATH)
@click.option(
    "--released-level",
    type=click.IntRange(80, 99),
    default=95,
    show_default=True,
    help="Confidence level of the ranges in the file, per cent.",
)
@click.option(
    "--level",
    type=click.IntRange(80, 99),
    default=95,
    show_default=True,
    help="Confidence level of the answer, per cent.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def pool(estimates: Path, *, released_level: int, level: int, as_json: bool) -> None:
    """Join the changes that several councils released into one, each launch at its own date.

    A row a council: council, change, low, high in per cent as their reports print the headline; or
    council, log_ratio, standard_error. Nothing else leaves a council.

    Example: referral-analysis pool estimates.csv
    """
    from referral_analysis.runs.analyst import pool as pooling  # noqa: PLC0415 - a second of imports

    found = pooling.pool(estimates, released_level=released_level / 100, level=level / 100)
    click.echo(json.dumps(found.as_dict, indent=2) if as_json else visible(found.text))

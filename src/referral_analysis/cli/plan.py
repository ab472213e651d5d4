"""`referral-analysis plan`: before the launch, what could be seen after it, and when."""

import datetime as dt
import json
from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands
from referral_analysis.errors import visible


@commands.command()
@click.argument("release", metavar="RELEASE.yaml", type=PATH)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give or change one parameter; may be given more than once.",
)
@click.option("--output", type=PATH, help="A new file for the plan: its choices, and their hash.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def plan(release: Path, settings: tuple[str, ...], *, output: Path | None, as_json: bool) -> None:
    """Say what could be seen 3, 5, 12 and 24 months after a launch, from the months before it.

    Months from the launch on are not looked at, if the extract has any. The first time takes up to
    a minute, as critical values are worked out for these lengths and kept.

    Example: referral-analysis plan notebooks/parameters/february_2012.yaml
    """
    from referral_analysis.runs.analyst.planning import plan_ahead, write_plan  # noqa: PLC0415 - imports

    planned = plan_ahead(release, settings, today=dt.datetime.now(tz=dt.UTC).date())
    if output is not None:
        write_plan(planned, output)
    shown = json.dumps(planned.as_dict, indent=2) if as_json else visible(planned.text)
    click.echo(shown)
    if output is not None and not as_json:
        click.echo(f"{output}  (the plan)")

"""`referral-analysis check`: what an extract holds and what is wrong with it."""

import datetime as dt
import json
from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands
from referral_analysis.errors import visible

PARAMETERS = (".yaml", ".yml")


@commands.command()
@click.argument("extracts", metavar="EXTRACT...|RELEASE.yaml", type=PATH, nargs=-1, required=True)
@click.option(
    "-p",
    "--parameters",
    "parameters_file",
    type=PATH,
    help="Parameters file with the column and code mappings, and the rules' severities.",
)
@click.option(
    "--notebook",
    metavar="NAME",
    help="The report that the parameters are for; else the one that their first lines name.",
)
@click.option(
    "--suggest-mapping",
    is_flag=True,
    help="Propose the column and code mappings, as lines for a parameters file.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give or change one parameter, such as sheet=Data; may be given more than once.",
)
@click.option(
    "--power/--no-power",
    default=None,
    help="Say too what could be seen after the launch, as `plan` does; without either it is said "
    "with -p, and not in --json. The first time takes up to a minute.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def check(
    context: click.Context,
    extracts: tuple[Path, ...],
    parameters_file: Path | None,
    settings: tuple[str, ...],
    *,
    notebook: str | None,
    suggest_mapping: bool,
    power: bool | None,
    as_json: bool,
) -> None:
    """Read an extract and say what failed and why; exit 0 clean, 3 with failed rows.

    Several files or a folder, such as yearly returns, are one extract. A parameters file by itself
    says which extract is its own.

    Example: referral-analysis check data_samples/synthetic_referrals_2012-01-13.csv.gz
    """
    extracts, parameters_file = _told_apart(extracts, parameters_file)
    if power and parameters_file is None:
        raise click.UsageError("--power needs -p, the file that says when the launch is.")
    from referral_analysis.runs.inputs import check as checking  # noqa: PLC0415 - a second of imports

    if parameters_file is not None and not extracts:
        extracts = checking.extract_named(parameters_file, settings, notebook)
    if suggest_mapping:
        click.echo(checking.suggested_mapping(extracts, settings))
        return
    today = dt.datetime.now(tz=dt.UTC).date()
    result = checking.check_extract(
        extracts, parameters_file, settings, today=today, notebook=notebook
    )
    if not as_json:
        click.echo(visible(result.text))
    held = result.as_dict
    if parameters_file is not None and (power or (power is None and not as_json)):
        from referral_analysis.runs.analyst import seen_ahead  # noqa: PLC0415 - a second of imports

        asked = seen_ahead.CheckGiven(
            paths=extracts, parameters=parameters_file, settings=settings, today=today
        )
        if as_json:
            held = {**held, "power": seen_ahead.ahead(asked).as_dict}
        else:
            click.echo(f"\n{visible(seen_ahead.said(asked, result, notebook))}")
    if as_json:
        click.echo(json.dumps(held, indent=2))
    context.exit(3 if result.failed_rows else 0)


def _told_apart(
    extracts: tuple[Path, ...], parameters_file: Path | None
) -> tuple[tuple[Path, ...], Path | None]:
    """Take a parameters file by itself for one, and no other for an extract."""
    if parameters_file is None and len(extracts) == 1 and extracts[0].suffix in PARAMETERS:
        return (), extracts[0]
    if any(one.suffix in PARAMETERS for one in extracts):
        raise click.UsageError("A parameters file is given by -p, or by itself.")
    return extracts, parameters_file

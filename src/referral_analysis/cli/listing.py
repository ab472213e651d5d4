"""`referral-analysis list`: the notebooks and what their parameters mean."""

import json
from dataclasses import asdict

import click

from referral_analysis.cli import completion
from referral_analysis.cli.commands import commands


@commands.command("list")
@click.argument("notebook", required=False, shell_complete=completion.names)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of NOTEBOOK's parameters.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_notebooks(notebook: str | None, *, schema: bool, as_json: bool) -> None:
    """List the notebooks, or the parameters of one or of a release: types, defaults and meaning.

    Example: referral-analysis list release
    """
    from referral_analysis.runs.making import notebooks  # noqa: PLC0415 - a second of imports
    from referral_analysis.runs.parameters import CONTRACTS, describing  # noqa: PLC0415

    if notebook is None:
        if schema:
            raise click.UsageError("--schema needs the name of a notebook: list board_report")
        titles = {name: notebooks.title(name) for name in CONTRACTS}
        click.echo(json.dumps(titles, indent=2) if as_json else _table(titles))
        return
    name = notebooks.name_of(notebook)
    if schema:
        click.echo(describing.schema_text(name), nl=False)
        return
    described = describing.describe(name)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in described], indent=2))
        return
    for one in described:
        default = "must be given" if one.default is None else f"default {one.default}"
        click.echo(f"{click.style(one.name, bold=True)}: {one.allowed}; {default}")
        click.echo(click.wrap_text(one.meaning, _width(), "    ", "    "))


def _table(titles: dict[str, str]) -> str:
    longest = max(map(len, titles))
    return "\n".join(f"{name:<{longest}}  {title}" for name, title in titles.items())


def _width() -> int:
    from shutil import get_terminal_size  # noqa: PLC0415 - for this command alone

    return min(get_terminal_size().columns, 100)

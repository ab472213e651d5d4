"""`referral-analysis run`: one report."""

import json
import os
from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands


@commands.command()
@click.argument("notebook", type=PATH)
@click.option(
    "-p",
    "--parameters",
    "parameters_file",
    type=PATH,
    required=True,
    help="YAML file of the run's parameters.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change one parameter; may be given more than once.",
)
@click.option("--output", type=PATH, help="Folder for the run; reports/PARAMETERS/NOTEBOOK else.")
@click.option("--allow", is_flag=True, help="Run a notebook that is not one of the package's.")
@click.option("-v", "--verbose", is_flag=True, help="Print the counts of each step too.")
@click.option("-q", "--quiet", is_flag=True, help="Print what was made, and nothing before it.")
@click.option("--pdf", "as_pdf", is_flag=True, help="Print the report to report.pdf too.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
def run(
    notebook: Path,
    parameters_file: Path,
    settings: tuple[str, ...],
    output: Path | None,
    *,
    allow: bool,
    verbose: bool,
    quiet: bool,
    as_pdf: bool,
    as_json: bool,
) -> None:
    """Make one report: HTML, executed notebook, tables, charts and manifest.

    Example: referral-analysis run notebooks/board_report.ipynb
    -p notebooks/parameters/executive_december_2011.yaml
    """
    from referral_analysis.runs.making.kernel import ONE_THREAD  # noqa: PLC0415 - a second of imports

    os.environ.update(ONE_THREAD)
    from referral_analysis.cli.progress import steps  # noqa: PLC0415
    from referral_analysis.runs.making import notebooks  # noqa: PLC0415
    from referral_analysis.runs.making import run as runner  # noqa: PLC0415

    if not allow:
        notebooks.require_known(notebook)
    with steps("quiet" if quiet else "verbose" if verbose else "plain") as shown:
        made = runner.run(
            notebook,
            parameters_file,
            settings=settings,
            output=output,
            as_pdf=as_pdf,
            engine="kernel" if allow else "process",  # a foreign notebook in a process of its own
            on_step=shown.on_step,
            on_entry=shown.on_entry,
        )
    if as_json:
        told = {"report": str(made.folder / "report.html"), "seconds": round(made.seconds, 1)}
        click.echo(json.dumps(told | ({"index": str(made.index)} if made.index else {})))
        return
    click.echo(f"{made.folder / 'report.html'}  ({made.seconds:.1f} s)")
    if made.index:
        click.echo(f"{made.index}  (every report in this folder)")

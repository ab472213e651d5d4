"""`referral-analysis run`: one report, or all those of a release."""

import json
import os
from pathlib import Path

import click

from referral_analysis.cli import completion
from referral_analysis.cli.commands import PATH, commands
from referral_analysis.cli.release import ReleaseAsked, run_release


@commands.command()
@click.argument(
    "notebook",
    metavar="NOTEBOOK|RELEASE.yaml",
    type=PATH,
    shell_complete=completion.notebooks,
)
@click.option(
    "-p",
    "--parameters",
    "parameters_file",
    type=PATH,
    help="YAML file of the run's parameters, or of the release that it belongs to.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change one parameter; may be given more than once.",
)
@click.option("--output", type=PATH, help="Folder for the run; reports/PARAMETERS/NOTEBOOK else.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Of a release: reports made side by side; one a processor else.",
)
@click.option("--allow", is_flag=True, help="Run a notebook that is not one of the package's.")
@click.option("-v", "--verbose", is_flag=True, help="Print the counts of each step too.")
@click.option("-q", "--quiet", is_flag=True, help="Print what was made, and nothing before it.")
@click.option("--pdf", "as_pdf", is_flag=True, help="Print the report to report.pdf too.")
@click.option("--docx", "as_word", is_flag=True, help="Write it as report.docx for Word too.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@click.pass_context
def run(
    context: click.Context,
    notebook: Path,
    parameters_file: Path | None,
    settings: tuple[str, ...],
    output: Path | None,
    *,
    workers: int | None,
    allow: bool,
    verbose: bool,
    quiet: bool,
    as_pdf: bool,
    as_word: bool,
    as_json: bool,
) -> None:
    """Make every report of a release and the page over them; or one report, by its notebook.

    A report is HTML, executed notebook, tables, charts and manifest. A release exits 0 when all are
    made, 7 when some failed; these are named.

    Example: referral-analysis run notebooks/parameters/february_2012.yaml

    One report of it: referral-analysis run board_report -p notebooks/parameters/february_2012.yaml
    """
    from referral_analysis.runs.making.kernel import ONE_THREAD  # noqa: PLC0415 - a second of imports

    os.environ.update(ONE_THREAD)
    if parameters_file is None:
        asked = ReleaseAsked(
            path=_release(notebook),
            settings=settings,
            output=output,
            workers=workers,
            as_pdf=as_pdf,
            as_word=as_word,
            as_json=as_json,
        )
        context.exit(run_release(asked))
    from referral_analysis.report.charts import drawing  # noqa: PLC0415

    with drawing.beside() as beside:  # it starts while the imports are under way
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
                as_word=as_word,
                engine="kernel" if allow else "process",  # a foreign notebook in one of its own
                drawing=beside,
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


def _release(given: Path) -> Path:
    """Take what is given for a release's file; click's own error where it is a notebook."""
    if given.suffix not in {".yaml", ".yml"}:
        raise click.UsageError(
            f"{given.name}: a notebook needs its parameters: -p PARAMETERS.yaml; a release is one "
            "file of YAML, and needs no notebook"
        )
    return given

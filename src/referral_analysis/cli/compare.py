"""`referral-analysis compare`: two releases side by side."""

import json
from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands


@commands.command()
@click.argument("run_a", type=PATH)
@click.argument("run_b", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def compare(context: click.Context, run_a: Path, run_b: Path, *, as_json: bool) -> None:
    """Say which released figures moved between two runs, and why; exit 0 none, 1 some.

    Example: referral-analysis compare reports/executive_december_2011/board_report
    reports/board_february_2012/board_report
    """
    from referral_analysis.runs.compare.figures_moved import to_dict, to_lines  # noqa: PLC0415
    from referral_analysis.runs.compare.two_runs import compare as compared  # noqa: PLC0415 - imports

    comparison = compared(run_a, run_b)
    click.echo(
        json.dumps(to_dict(comparison), indent=2) if as_json else "\n".join(to_lines(comparison))
    )
    context.exit(0 if comparison.is_same else 1)

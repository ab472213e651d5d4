"""`referral-analysis fit`: any series."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from referral_analysis.cli.commands import PATH, commands

if TYPE_CHECKING:  # a second of imports, for names only
    from referral_analysis.its.model.spec import Model, Weighting
    from referral_analysis.its.model.timeline import PhaseIn

MODELS = (
    "ar1",
    "ar1_noise",
    "ols_hac",
    "prais_winsten",
    "quasi_poisson",
    "negative_binomial",
    "quasi_binomial",
    "arima",
    "structural",
)


@commands.command()
@click.argument("series", type=PATH)
@click.option(
    "--interruption",
    "interruptions",
    multiple=True,
    required=True,
    metavar="NAME=START[..END]",
    help="What happened and when; END ends its phase-in. May be given more than once.",
)
@click.option("--model", type=click.Choice(MODELS), default="ar1", show_default=True)
@click.option(
    "--phase-in",
    type=click.Choice(["exclude", "ramp"]),
    default="exclude",
    show_default=True,
    help="Leave the phase-in out, or let the effect rise over it.",
)
@click.option(
    "--seasonal-pairs",
    type=click.IntRange(0, 5),
    help="Sine and cosine pairs a year; by the length of the series else.",
)
@click.option("--slope-change", is_flag=True, help="Let the last interruption change the slope.")
@click.option(
    "--test-inversion",
    is_flag=True,
    help="The reference-grade interval, over all the ways in which periods may resemble others.",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0),
    help="Let the path drift by itself, by this much a year (sd; log scale): .2 for five years of "
    "months before. Of the last interruption.",
)
@click.option(
    "--leave-out",
    multiple=True,
    metavar="START[..END]",
    help="Periods to leave out, such as a lockdown. May be given more than once.",
)
@click.option(
    "--weights",
    type=click.Choice(["auto", "none", "counts"]),
    default="auto",
    show_default=True,
    help="Weigh counts by their size: always, never, or under 100 a period.",
)
@click.option(
    "--least-before",
    type=click.IntRange(1),
    help="Periods needed before the launch; 24 months, 52 weeks, 8 quarters or 3 years else.",
)
@click.option(
    "--least-after",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Periods needed after the launch.",
)
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def fit(
    series: Path,
    interruptions: tuple[str, ...],
    *,
    model: "Model",
    phase_in: "PhaseIn",
    seasonal_pairs: int | None,
    slope_change: bool,
    test_inversion: bool,
    tolerance: float | None,
    leave_out: tuple[str, ...],
    weights: "Weighting",
    least_before: int | None,
    least_after: int,
    level: float,
    as_json: bool,
) -> None:
    """Fit any monthly, weekly, quarterly or yearly series in a CSV file.

    Columns: period, count or value, and perhaps exposure and segment. Example: referral-analysis
    fit series.csv --interruption inspection=2010-10 --interruption launch=2011-05..2011-07
    """
    from referral_analysis.runs.analyst.fit import FitOptions, fit_series  # noqa: PLC0415 - imports

    options = FitOptions(
        model=model,
        phase_in=phase_in,
        seasonal_pairs=seasonal_pairs,
        slope_change=slope_change,
        interval="test_inversion" if test_inversion else None,
        tolerance=tolerance,
        level=level,
        weighting=weights,
        left_out=leave_out,
        least_before=least_before,
        least_after=least_after,
    )
    result = fit_series(series, interruptions, options)
    click.echo(json.dumps(result.as_dict, indent=2) if as_json else result.text)

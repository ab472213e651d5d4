"""The command line: words in, one call below, errors out as one line and an exit code.

Exit codes: 0 done; 1 a comparison differs; 2 a file or a command that cannot be read; 3 rows that
failed a check; 4 parameters; 5 a series that cannot carry the model; 6 disclosure; 7 a run that
failed; 70 a fault of this program.
"""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from referral_analysis import __version__
from referral_analysis.errors import ReferralAnalysisError

if TYPE_CHECKING:  # a second of imports, for names only
    from referral_analysis.its.spec import Model
    from referral_analysis.its.timeline import PhaseIn

FAULT = 70
PATH = click.Path(path_type=Path)
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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="referral-analysis")
def commands() -> None:
    """Did new thresholds lead to fewer inappropriate referrals? From an extract to a report."""


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
def run(
    notebook: Path, parameters_file: Path, settings: tuple[str, ...], output: Path | None
) -> None:
    """Make one report: HTML, executed notebook, tables, charts and manifest.

    Example: referral-analysis run notebooks/board_report.ipynb
    -p notebooks/parameters/board_february_2012.yaml
    """
    from referral_analysis.runs import run as runner  # noqa: PLC0415 - a second of imports

    made = runner.run(notebook, parameters_file, settings=settings, output=output)
    click.echo(f"{made.folder / 'report.html'}  ({made.seconds:.1f} s)")


@commands.command()
@click.argument("extract", type=PATH)
@click.option(
    "-p",
    "--parameters",
    "parameters_file",
    type=PATH,
    help="Parameters file with the column and code mappings, and the rules' severities.",
)
@click.option(
    "--suggest-mapping",
    is_flag=True,
    help="Propose the column and code mappings, as lines for a parameters file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def check(
    context: click.Context,
    extract: Path,
    parameters_file: Path | None,
    *,
    suggest_mapping: bool,
    as_json: bool,
) -> None:
    """Read an extract and say what failed and why; exit 0 clean, 3 with failed rows.

    Example: referral-analysis check data_samples/synthetic_referrals_2012-01-13.csv.gz
    """
    from referral_analysis.runs import checking  # noqa: PLC0415 - a second of imports

    if suggest_mapping:
        click.echo(checking.suggested_mapping(extract))
        return
    today = dt.datetime.now(tz=dt.UTC).date()
    result = checking.check_extract(extract, parameters_file, today=today)
    click.echo(json.dumps(result.as_dict, indent=2) if as_json else result.text)
    context.exit(3 if result.failed_rows else 0)


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
    help="The reference-grade interval, over 89 correlation structures.",
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
    level: float,
    as_json: bool,
) -> None:
    """Fit any monthly, weekly, quarterly or yearly series in a CSV file.

    Columns: period, count or value, and perhaps exposure and segment. Example: referral-analysis
    fit series.csv --interruption inspection=2010-10 --interruption launch=2011-05..2011-07
    """
    from referral_analysis.runs.fitting import FitOptions, fit_series  # noqa: PLC0415 - imports

    options = FitOptions(
        model=model,
        phase_in=phase_in,
        seasonal_pairs=seasonal_pairs,
        slope_change=slope_change,
        interval="test_inversion" if test_inversion else None,
        level=level,
    )
    result = fit_series(series, interruptions, options)
    click.echo(json.dumps(result.as_dict, indent=2) if as_json else result.text)


@commands.command()
@click.argument("run_folder", type=PATH)
@click.option("--from-archive", is_flag=True, help="RUN_FOLDER is a zip archive of a run folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def reproduce(
    context: click.Context, run_folder: Path, *, from_archive: bool, as_json: bool
) -> None:
    """Make a run again and compare: exit 0 identical, 1 differs, 2 cannot be judged.

    Example: referral-analysis reproduce reports/board_february_2012/board_report
    """
    from referral_analysis.runs import reproduce as auditing  # noqa: PLC0415 - a second of imports
    from referral_analysis.runs.reproduction import to_dict, to_lines  # noqa: PLC0415

    again = auditing.from_archive if from_archive else auditing.reproduce
    outcome = again(run_folder)
    lines = "\n".join(to_lines(outcome))
    click.echo(json.dumps(to_dict(outcome), indent=2) if as_json else lines)
    context.exit(outcome.exit_code)


@commands.command()
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Same seed, same county.")
@click.option("--output", type=PATH, required=True, help="Folder for the files.")
def simulate(seed: int, output: Path) -> None:
    """Simulate a county of referrals with a planted truth: two snapshots and their companions.

    Example: referral-analysis simulate --seed 2012 --output county
    """
    from referral_analysis.simulate import write_samples  # noqa: PLC0415 - a second of imports

    write_samples(seed, output)
    click.echo(f"{output}: a synthetic county with its planted truth in truth.json")


def main() -> None:
    """Run the command line; every error a person can cause is one line on standard error."""
    try:
        sys.exit(commands(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ReferralAnalysisError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last door: a message may quote a record, so none is shown
        _say(_fault(error))
        sys.exit(FAULT)


def _say(line: str) -> None:
    click.echo(f"referral-analysis: {' '.join(line.split())}", err=True)


def _fault(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return (
        f"a fault of this program ({type(error).__name__} at {place}); the run is stopped and "
        "nothing was written. Please report this line."
    )

"""The command line: words in, one call below, errors out as one line and an exit code.

Exit codes: 0 done; 1 a comparison differs; 2 a file or a command that cannot be read; 3 rows that
failed a check; 4 parameters; 5 a series that cannot carry the model; 6 disclosure; 7 a run that
failed; 70 a fault of this program.
"""

import datetime as dt
import json
import sys
from pathlib import Path

import click

from referral_analysis import __version__
from referral_analysis.errors import ReferralAnalysisError

FAULT = 70
PATH = click.Path(path_type=Path)


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
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def check(
    context: click.Context,
    extract: Path,
    parameters_file: Path | None,
    as_json: bool,  # noqa: FBT001 - click passes flags by position
) -> None:
    """Read an extract and say what failed and why; exit 0 clean, 3 with failed rows.

    Example: referral-analysis check data_samples/synthetic_referrals_2012-01-13.csv.gz
    """
    from referral_analysis.runs import checking  # noqa: PLC0415 - a second of imports

    today = dt.datetime.now(tz=dt.UTC).date()
    result = checking.check_extract(extract, parameters_file, today=today)
    click.echo(json.dumps(result.as_dict, indent=2) if as_json else result.text)
    context.exit(3 if result.failed_rows else 0)


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

"""The command line: words in, one call below, errors out as one line and an exit code.

Exit codes: 0 done; 1 a comparison differs; 2 a file or a command that cannot be read; 3 rows that
failed a check; 4 parameters; 5 a series that cannot carry the model; 6 disclosure; 7 a run that
failed; 70 a fault of this program; 130 interrupted; 143 told to stop (SIGTERM), which takes away
what was begun.
"""

import gc
import signal
import sys
from typing import NoReturn

import click

from referral_analysis.cli.commands import commands
from referral_analysis.errors import ReferralAnalysisError, described

FAULT, INTERRUPTED, TERMINATED = 70, 130, 143
# a command lives for seconds: at Python's own thresholds (700, 10, 10) it spends half of one of
# them on looking for rings of objects, and frees nothing to speak of
SELDOM = (50_000, 20, 20)


def main() -> None:
    """Run the command line; every error a person can cause is one line on standard error."""
    signal.signal(signal.SIGTERM, _terminate)
    gc.set_threshold(*SELDOM)
    try:
        sys.exit(commands(prog_name="referral-analysis", standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.Abort as error:
        _stopped(error.__cause__ or error)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ReferralAnalysisError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt as error:
        _stopped(error)
    except Exception as error:  # noqa: BLE001 - the last door: a message may quote a record, so none is shown
        _say(_fault(error))
        sys.exit(FAULT)


class _Terminated(KeyboardInterrupt):
    """The process was told to stop, as by a scheduler or when the machine is shut down."""


def _terminate(*_: object) -> NoReturn:
    raise _Terminated


def _stopped(error: BaseException) -> NoReturn:
    if not isinstance(error, _Terminated):
        sys.exit(INTERRUPTED)
    _say("told to stop; the run is stopped and nothing of it was written. Run it again.")
    sys.exit(TERMINATED)


def _say(line: str) -> None:
    click.echo(f"referral-analysis: {' '.join(line.split())}", err=True)


def _fault(error: Exception) -> str:
    return (
        f"a fault of this program ({described(error)}); the run is stopped and "
        "nothing was written. Please report this line."
    )

"""The command line: words in, one call below, errors out as one line and an exit code.

Exit codes: 0 done; 1 a comparison differs; 2 a file or a command that cannot be read; 3 rows that
failed a check; 4 parameters; 5 a series that cannot carry the model; 6 disclosure; 7 a run that
failed; 70 a fault of this program; 130 stopped by hand; 143 told to stop (SIGTERM), which takes
away what was begun.
"""

import gc
import sys

import click

from referral_analysis.cli import stopping
from referral_analysis.cli.commands import commands
from referral_analysis.errors import ReferralAnalysisError, described

FAULT = 70
# a command lives for seconds: at Python's own thresholds (700, 10, 10) it spends half of one of
# them on looking for rings of objects, and frees nothing to speak of; its imports make 150,000
SELDOM = (200_000, 20, 20)


def main() -> None:
    """Run the command line; every error a person can cause is one line on standard error."""
    stopping.heed()
    gc.set_threshold(*SELDOM)
    try:
        code = commands(prog_name="referral-analysis", standalone_mode=False) or 0
    except BaseException as error:  # noqa: BLE001 - the last door: a message may quote a record, so none is shown
        code = _ended_by(error)
    gc.freeze()  # as it ends Python would look for rings among all that it is about to drop
    sys.exit(code)


def _ended_by(error: BaseException) -> int:
    """Say what ended the command, in one line; return its exit code."""
    if told := stopping.code():  # whatever came out: a library may have made its own of the stop
        if told == stopping.TERMINATED:  # a person who pressed the keys knows
            _say(stopping.LINE)
        return told
    match error:
        case SystemExit():
            raise error
        case click.exceptions.Exit():
            return error.exit_code
        case click.ClickException():
            error.show()
            return error.exit_code
        case ReferralAnalysisError():
            _say(str(error))
            return error.exit_code
        case KeyboardInterrupt() | click.exceptions.Abort():
            return stopping.BY_HAND
    _say(_fault(error))
    return FAULT


def _say(line: str) -> None:
    click.echo(f"referral-analysis: {' '.join(line.split())}", err=True)


def _fault(error: BaseException) -> str:
    return (
        f"a fault of this program ({described(error)}); the run is stopped and "
        "nothing was written. Please report this line."
    )

"""Told to stop (SIGTERM, or by hand): at once where the work lets go, and in any case in the end.

The signal is an exception in the main thread, so that whoever holds something takes it away on the
way out. Libraries catch what is not theirs, as they import or call back: then the exception is
lost, or comes out as a fault. So from the signal on nothing is put in its place any more, every
way out is the stop, and who has not left after PATIENCE_SECONDS is ended.
"""

import os
import signal
import sys
import threading
import time
from types import ModuleType
from typing import NoReturn

PATIENCE_SECONDS = 10.0  # a kernel needs a few to be told and to end
ATTEMPTS = 10
TERMINATED, BY_HAND = 143, 130  # as the shell counts them: 128 and the signal's number
LINE = "told to stop; what was under way is stopped, and nothing half-made is left. Run it again."

_told: list[int] = []
"""The exit codes of the signals that came, the first one first."""


class Stopped(KeyboardInterrupt):
    """The process was told to stop: by a scheduler, a machine that is shut down, or a person."""


def heed() -> None:
    """From here on, stop when told to; in the main thread only."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)


def code() -> int | None:
    """Return the exit code of who was told to stop; None while nobody was."""
    return _told[0] if _told else None


def _stop(number: int, _: object) -> NoReturn:
    _told.append(TERMINATED if number == signal.SIGTERM else BY_HAND)
    if len(_told) == 1:
        threading.Thread(target=_see_to_it, name="stopping", daemon=True).start()
    raise Stopped


def _see_to_it() -> None:
    """Let nothing be put in its place; then wait for the process to end, and end it."""
    folder = _folder()
    if folder:
        folder.place_no_more()
    threading.Event().wait(PATIENCE_SECONDS)
    if folder:
        folder.abandon()
    if code() == TERMINATED and sys.__stderr__:  # a notebook's cells may have taken the other
        print(f"referral-analysis: {LINE}", file=sys.__stderr__, flush=True)
    os._exit(code() or TERMINATED)


def _folder() -> ModuleType | None:
    """Import what puts runs in their places: again where the main thread left it half imported."""
    for _ in range(ATTEMPTS):
        try:
            from referral_analysis.runs.disk import folder  # noqa: PLC0415 - a word of help needs none
        except ImportError:
            time.sleep(PATIENCE_SECONDS / ATTEMPTS / 10)
        else:
            return folder
    return None

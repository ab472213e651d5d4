"""What a warm process does: make the tasks that come in, one after another.

Started by `Worker` as `python -m referral_analysis.runs.batch.serving`. When its input ends, so
does it, at once: whoever wanted its run is gone. It takes away the run folder that it was making.
"""

import contextlib
import os
import queue
import sys
import threading
from typing import IO, TYPE_CHECKING

from referral_analysis.runs.batch.making import make
from referral_analysis.runs.batch.pipes import receive, send
from referral_analysis.runs.disk import folder

if TYPE_CHECKING:
    from referral_analysis.runs.batch.task import Task


def serve(given: IO[bytes], answers: IO[bytes]) -> None:
    """Make the tasks that come in until the input ends."""
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(given, waiting), daemon=True).start()
    while True:
        send(answers, make(waiting.get()))


def _listen(given: IO[bytes], waiting: "queue.SimpleQueue[Task]") -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            waiting.put(receive(given))
    folder.abandon()
    os._exit(0)


if __name__ == "__main__":
    # what a notebook prints below Python must not come between the answers
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, own)

"""A warm process that makes one run after another, as seen by whoever gives it its tasks."""

import contextlib
import os
import pickle
import subprocess
import sys
import threading

from referral_analysis.runs.batch.pipes import receive, send
from referral_analysis.runs.batch.task import Task, TaskOutcome
from referral_analysis.runs.making.kernel import SETTINGS

COMMAND = (sys.executable, "-m", "referral_analysis.runs.batch.serving")
SECONDS_TO_END = 5  # taking a run folder away takes a hundredth
ATTEMPTS = 2  # a worker may have been killed for want of memory; its run is tried once more


class Worker:
    """Whoever gives a warm process its tasks, one at a time; a dead one is replaced."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._busy = threading.Lock()
        self._closed = threading.Event()

    def do(self, task: Task) -> TaskOutcome:
        """Have a task made; where the process dies over it, by another, and then give it up."""
        ended: int | None = None
        with self._busy:
            for _ in range(ATTEMPTS):
                if self._closed.is_set():  # nobody wants the run any more
                    break
                process = self._process = self._process or _started()
                if self._closed.is_set():  # meanwhile, and `close` may have seen no process yet
                    self._end()
                    break
                try:
                    send(process.stdin, task)
                    outcome = receive(process.stdout)
                except (EOFError, OSError, pickle.UnpicklingError):
                    ended = self._end()
                else:
                    return outcome if isinstance(outcome, TaskOutcome) else _given_up(task, ended)
        return _given_up(task, ended)

    def close(self) -> None:
        """End the process, whatever it is doing, for good; from another thread too."""
        self._closed.set()
        process = self._process
        if process is not None:
            _ask_to_end(process)
        with self._busy:  # whoever waits for an answer sees the end of it, and lets the pipes go
            self._end()

    def _end(self) -> int | None:
        """End the process; return its exit code if there was one."""
        if self._process is None:
            return None
        process, self._process = self._process, None
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what was to be sent has nobody to read it
                if pipe is not None:
                    pipe.close()
        return process.wait()


def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
    """Close a process's input, at which it takes away what it was making; else kill it."""
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this interpreter and our own module
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | SETTINGS,
        start_new_session=True,  # an interrupt at the terminal is for whoever started it
    )


def _given_up(task: Task, code: int | None) -> TaskOutcome:
    return TaskOutcome(
        name=task.name,
        state="failed",
        seconds=0.0,
        message=f"its process died {ATTEMPTS} times (exit code {code}); need memory for each "
        "worker. Run the batch again with --resume and fewer --workers.",
    )

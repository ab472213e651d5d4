"""Tasks and outcomes over the pipes between a process and its own child, of the same code."""

import pickle
from typing import IO, Any

from referral_analysis.runs.batch.task import Task, TaskOutcome


def send(pipe: IO[bytes] | None, value: Task | TaskOutcome) -> None:
    """Write a value into a pipe; nothing where there is none."""
    if pipe is not None:
        pickle.dump(value, pipe)
        pipe.flush()


def receive(pipe: IO[bytes] | None) -> Any:  # noqa: ANN401 - whatever was sent
    """Wait for a value; EOFError when the other end is gone."""
    if pipe is None:
        raise EOFError
    return pickle.load(pipe)  # noqa: S301 - from our own child, or its parent

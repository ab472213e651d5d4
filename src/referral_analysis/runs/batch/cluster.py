"""A batch on a Dask cluster: whole reports, never single fits; the only distributed import.

Each thread of a Dask worker has a warm process of ours make its runs: Dask's own processes may
share one working folder among threads, and may not be in UTC. A worker that is lost takes its warm
processes with it; its run is given to another, which first looks whether it was done.
"""

import datetime as dt
import logging
import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from referral_analysis.errors import ReferralAnalysisError, RunError, described
from referral_analysis.runs.batch.carrying import (
    Parcel,
    Returned,
    failed,
    make_carried,
    parcel,
    received,
)
from referral_analysis.runs.batch.task import Task, TaskOutcome
from referral_analysis.runs.batch.worker import Worker
from referral_analysis.runs.record import provenance

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE_SECONDS = 30

_IDLE: queue.LifoQueue[Worker] = queue.LifoQueue()
"""In a Dask worker: the warm processes that have nothing to do, the one used last first."""


def outcomes(tasks: Sequence[Task], *, scheduler: str) -> Iterator[TaskOutcome]:
    """Yield each run's outcome as it ends; RunError where no cluster answers, or none any more."""
    try:
        from distributed import as_completed  # noqa: PLC0415 - an extra, and two seconds of imports
    except ImportError:
        raise RunError(
            "--scheduler",
            found="the package distributed is not installed",
            needed="the extra dask",
            do="Run `pip install 'referral-analysis[dask]'`.",
        ) from None
    since = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
    code = provenance.code().source_sha256
    ended = 0
    with _in_our_words(), _client(scheduler) as client:
        sent: dict[Future, Task] = {}
        for task in tasks:
            try:
                given = parcel(replace(task, since=since))
            except ReferralAnalysisError as error:
                yield failed(task, error)
                continue
            future = client.submit(make_there, given, code, key=f"{task.name} {since}", pure=False)
            sent[future] = task
        for future in as_completed(sent, loop=client.loop):
            if future.status == "cancelled" and client.status != "running":
                raise _gone(ended, len(sent))
            ended += 1
            yield _outcome(future, sent[future])


def make_there(sent: Parcel, code: str) -> Returned:
    """Make a run in a Dask worker, if its code is the planner's."""
    if provenance.code().source_sha256 != code:
        return Returned(
            outcome=TaskOutcome(
                name=sent.task.name,
                state="failed",
                seconds=0,
                message="the worker has another version of this program; need the planner's. "
                "Install the same on every worker.",
            )
        )
    try:
        worker = _IDLE.get_nowait()
    except queue.Empty:
        worker = Worker()
    try:
        return make_carried(sent, worker.do)
    finally:
        _IDLE.put(worker)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Keep Dask's own log to itself: of a scheduler that is gone it prints how it found out."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _gone(ended: int, sent: int) -> RunError:
    return RunError(
        "--scheduler",
        found=f"it went away after {ended:,} of {sent:,} runs had ended",
        needed="a scheduler that is there until the last has",
        do="Start it and its workers, and run the batch again with --resume: what is made stays.",
    )


def _client(scheduler: str) -> "Client":
    from distributed import Client  # noqa: PLC0415 - an extra
    from distributed.comm import resolve_address  # noqa: PLC0415

    client: Client | None = None
    try:
        resolve_address(scheduler)  # a client of what is no address hangs when the program ends
        client = Client(scheduler, timeout=PATIENCE_SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
    except (OSError, ValueError, TimeoutError) as error:
        if client is not None:
            client.close()
        raise RunError(
            "--scheduler",
            found=f"no cluster with a worker answers there ({type(error).__name__})",
            needed="the address of a running Dask scheduler, such as tcp://host:8786",
            do="Start `dask scheduler` and `dask worker`, or leave --scheduler out.",
        ) from None
    return client


def _outcome(future: "Future", task: Task) -> TaskOutcome:
    error = future.exception() if future.status != "cancelled" else None
    if future.status == "finished":
        returned: Returned = future.result()
        return received(task, returned)
    what = described(error) if error else "it was cancelled"
    return TaskOutcome(
        name=task.name,
        state="failed",
        seconds=0,
        message=f"the cluster lost it ({what}). Run the batch again with --resume.",
    )

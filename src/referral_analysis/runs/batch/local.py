"""A batch on this machine: warm workers side by side, each a process of its own."""

import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.runs.batch.carrying import failed, make_carried, parcel, received
from referral_analysis.runs.batch.task import Task, TaskOutcome
from referral_analysis.runs.batch.worker import Worker

HEARD_SECONDS = 0.2
"""How long an interrupt may go unheard: one does not end a wait once polars has been imported."""


def outcomes(tasks: Sequence[Task], *, workers: int) -> Iterator[TaskOutcome]:
    """Yield each run's outcome as it ends; left early, the runs under way are stopped."""
    crew = [Worker() for _ in range(min(workers, len(tasks)))]
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    for worker in crew:
        idle.put(worker)

    def done(task: Task) -> TaskOutcome:
        worker = idle.get()
        try:
            return received(task, make_carried(parcel(task), worker.do))
        except ReferralAnalysisError as error:
            return failed(task, error)
        finally:
            idle.put(worker)

    pool = ThreadPoolExecutor(max_workers=max(len(crew), 1))
    try:
        given = [pool.submit(done, task) for task in tasks]
        waiting = set(given)
        while waiting:
            ended, waiting = wait(waiting, timeout=HEARD_SECONDS, return_when=FIRST_COMPLETED)
            # those that ended in one wait come in the plan's order
            yield from (future.result() for future in given if future in ended)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in crew:
            worker.close()

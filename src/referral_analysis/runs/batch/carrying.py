"""A run whose inputs or folder are at addresses: fetched before it is made, sent after.

What is sent to a worker that shares no disk with whoever planned the batch is the notebook and the
parameters file themselves, and the addresses of the inputs.
"""

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from referral_analysis.errors import FileUnreadableError, ReferralAnalysisError
from referral_analysis.runs import manifest
from referral_analysis.runs.archive import pack, unpacked
from referral_analysis.runs.batch.addresses import fetch, send
from referral_analysis.runs.batch.making import is_unchanged
from referral_analysis.runs.batch.task import Outcome, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A task, and the small files that it needs of the planner's disk: name to bytes."""

    task: Task
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def parcel(task: Task) -> Parcel:
    """Put a task up for sending; the planner's files are added where addresses come into it."""
    if not task.address:
        return Parcel(task=task)
    paths = (task.job.notebook, task.job.parameters_file)
    files = {manifest.named(path): _held(task.job.base / path) for path in paths}
    return Parcel(task=task, files=files)


def make_carried(sent: Parcel, make: Callable[[Task], Outcome]) -> Outcome:
    """Have a parcel's run made; what was fetched, and what is not sent, is gone afterwards."""
    if not sent.task.address:
        return make(sent.task)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="ra-", ignore_cleanup_errors=True) as place:
        try:
            outcome = _fetched_made_sent(sent, Path(place), make)
        except ReferralAnalysisError as error:
            outcome = Outcome(name=sent.task.name, state="failed", seconds=0, message=str(error))
    return replace(outcome, seconds=time.perf_counter() - began)


def _fetched_made_sent(sent: Parcel, place: Path, make: Callable[[Task], Outcome]) -> Outcome:
    task = _brought(sent, place)
    if (task.resume or task.since) and _is_there(task):
        return Outcome(name=task.name, state=task.state_if_found, seconds=0)
    outcome = make(replace(task, resume=False, since=""))
    if outcome.state == "made":
        archive = place / "run.zip"
        pack(task.target, archive)
        send(archive, task.address)
    return outcome


def _brought(sent: Parcel, place: Path) -> Task:
    """Write the files that were sent, fetch the inputs, and return the task for this disk."""
    for name, held in sent.files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(held)
    asked = sent.task.job
    inputs = {
        name: fetch(address, place).name
        for name, address in asked.parameters.input_files().items()
        if name in asked.parameters.inputs
    }
    job = replace(
        asked,
        notebook=Path(manifest.named(asked.notebook)),
        parameters=asked.parameters.model_copy(update=inputs),
        parameters_file=Path(manifest.named(asked.parameters_file)),
        base=place,
        inputs_in=place,
    )
    return replace(sent.task, job=job, target=place / "run")


def _is_there(task: Task) -> bool:
    """Say whether the archive at the task's address holds its run, whole and unchanged."""
    with tempfile.TemporaryDirectory(prefix="ra-", ignore_cleanup_errors=True) as place:
        try:
            with unpacked(fetch(task.address, Path(place))) as folder:
                return is_unchanged(replace(task, target=folder))
        except FileUnreadableError:
            return False


def _held(path: Path) -> bytes:
    manifest.record(path)  # its error names the file and what to do
    return path.read_bytes()

"""A run whose inputs or folder are at addresses: fetched before it is made, sent after.

What is sent to a worker that shares no disk with whoever planned the batch is the notebook and the
parameters file themselves, what earlier runs published (`homing`), and the addresses of the inputs.
"""

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from referral_analysis.errors import FileUnreadableError, ParametersError, ReferralAnalysisError
from referral_analysis.runs.batch import homing
from referral_analysis.runs.batch.addresses import fetch, name_of, send
from referral_analysis.runs.batch.making import is_unchanged
from referral_analysis.runs.batch.task import Task, TaskOutcome
from referral_analysis.runs.disk.archive import pack, unpacked
from referral_analysis.runs.parameters import ExtractReport
from referral_analysis.runs.parameters.contract import EARLIER_RUN
from referral_analysis.runs.record import manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A task, and the small files that it needs of the planner's disk: name to bytes.

    known: the SHA-256 of the manifest that came home from this run before; empty where none did.
    """

    task: Task
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    known: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What became of a parcel, and the files that come home to the planner: name to bytes."""

    outcome: TaskOutcome
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def parcel(task: Task) -> Parcel:
    """Put a task up for sending; the planner's files are added where addresses come into it."""
    if not task.address:
        return Parcel(task=task)
    paths = (task.job.notebook, task.job.parameters_file)
    files = {manifest.named(path): _held(task.job.base / path) for path in paths}
    known = homing.known(task.target) if task.resume else ""
    return Parcel(task=task, files=files | homing.published_before(task.job), known=known)


def make_carried(sent: Parcel, make: Callable[[Task], TaskOutcome]) -> Returned:
    """Have a parcel's run made; what was fetched, and what is not sent, is gone afterwards."""
    if not sent.task.address:
        return Returned(outcome=make(sent.task))
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="ra-", ignore_cleanup_errors=True) as place:
        try:
            returned = _fetched_made_sent(sent, Path(place), make)
        except ReferralAnalysisError as error:
            returned = Returned(outcome=failed(sent.task, error))
    seconds = time.perf_counter() - began
    return replace(returned, outcome=replace(returned.outcome, seconds=seconds))


def received(task: Task, returned: Returned) -> TaskOutcome:
    """Keep what came home from a run, on the planner's disk; return what became of the run."""
    if returned.files:
        try:
            homing.put(returned.files, task.target)
        except ReferralAnalysisError as error:
            return failed(task, error)
    return returned.outcome


def failed(task: Task, error: ReferralAnalysisError) -> TaskOutcome:
    """Return the outcome of a run that one of our own errors stopped."""
    return TaskOutcome(name=task.name, state="failed", seconds=0, message=str(error))


def _fetched_made_sent(sent: Parcel, place: Path, make: Callable[[Task], TaskOutcome]) -> Returned:
    """Make a run, unless it was to be resumed and is there already.

    `since` does not count here: a worker lost after it had sent the archive took the register with
    it, so its run is made again.
    """
    task = _brought(sent, place)
    if task.resume and _is_there(task, sent.known):
        return Returned(outcome=TaskOutcome(name=task.name, state="unchanged", seconds=0))
    outcome = make(replace(task, resume=False, since=""))
    if outcome.state != "made":
        return Returned(outcome=outcome)
    archive = place / "run.zip"
    pack(task.target, archive)
    send(archive, task.address)
    return Returned(outcome=outcome, files=homing.to_bring(task))


def _brought(sent: Parcel, place: Path) -> Task:
    """Write the files that were sent, fetch the inputs, and return the task for this disk."""
    for name, held in sent.files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(held)
    asked = sent.task.job
    job = replace(
        asked,
        notebook=Path(manifest.named(asked.notebook)),
        parameters=asked.parameters.model_copy(update=_fetched(asked.parameters, place)),
        parameters_file=Path(manifest.named(asked.parameters_file)),
        base=place,
        inputs_in=place,
    )
    return replace(sent.task, job=job, target=place / "run")


def _fetched(parameters: ExtractReport, place: Path) -> dict[str, Any]:
    """Fetch the inputs into a folder; return what names them and the earlier runs there.

    ParametersError for two inputs of one name: one would be read for the other.
    """
    given = parameters.input_files()  # and the registers of earlier runs, which were sent
    addresses = [path for name, path in given.items() if not name.startswith(EARLIER_RUN)]
    for address in dict.fromkeys(addresses):
        if (place / name_of(address)).exists():
            raise ParametersError(
                f"input {name_of(address)}",
                found="a second file of that name, at another address",
                needed="a name of its own for each input",
                do="Rename one of the two.",
            )
        fetch(address, place)
    earlier_runs = [manifest.named(Path(folder)) for folder in parameters.earlier_runs]
    return {**parameters.with_places(name_of), "earlier_runs": earlier_runs}


def _is_there(task: Task, known: str) -> bool:
    """Say whether the archive at the task's address holds its run, whole, unchanged and known."""
    with tempfile.TemporaryDirectory(prefix="ra-", ignore_cleanup_errors=True) as place:
        try:
            with unpacked(fetch(task.address, Path(place))) as folder:
                is_known = manifest.sha256_of(folder / manifest.NAME) == known
                return is_known and is_unchanged(replace(task, target=folder))
        except FileUnreadableError:
            return False


def _held(path: Path) -> bytes:
    manifest.record(path)  # its error names the file and what to do
    return path.read_bytes()

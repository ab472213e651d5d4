"""One run of a batch made, or found to be there already; whatever happens, an outcome."""

import contextlib
import time
from collections.abc import Callable

from referral_analysis.errors import ReferralAnalysisError, described
from referral_analysis.runs.again import by_hash, causes
from referral_analysis.runs.batch.homing import has_register
from referral_analysis.runs.batch.task import State, Task, TaskOutcome
from referral_analysis.runs.making import job, run
from referral_analysis.runs.making.log import Entry, warnings
from referral_analysis.runs.record import crate, manifest
from referral_analysis.runs.record.manifest import Manifest


def make(task: Task) -> TaskOutcome:
    """Make a task's run; an error is its outcome, so that the other runs go on."""
    began = time.perf_counter()
    state: State = "failed"
    message = ""
    entries = list[Entry]()
    try:
        with contextlib.chdir(task.job.inputs_in):
            state = _made_or_found(task, entries.append)
    except ReferralAnalysisError as error:
        message = str(error)
    except Exception as error:  # noqa: BLE001 - a message may quote a record, so none is kept
        message = f"a fault of this program ({described(error)}). Please report this line."
    seconds = time.perf_counter() - began
    return TaskOutcome(
        name=task.name, state=state, seconds=seconds, message=message, warnings=warnings(entries)
    )


def _made_or_found(task: Task, on_entry: Callable[[Entry], None]) -> State:
    if (task.resume or task.since) and is_unchanged(task):
        return task.state_if_found
    run.make(task.job, task.target, on_entry=on_entry)
    return "made"


def is_unchanged(task: Task) -> bool:
    """Say whether the task's folder holds its run: of the same, by the same, and whole.

    Held to hashes: inputs, notebook, parameters, code, packages, platform, and every output.
    """
    try:
        written = crate.read(task.target)
        return (
            (task.resume or written.started >= task.since)
            and _is_same_request(task, written)
            and not causes.changed_since(written)
            and manifest.outputs(task.target) == written.outputs
            and not any(by_hash.kept(written, task.target))
            and (bool(task.address) or _has_private_part(task, written))
        )
    except ReferralAnalysisError:
        return False


def _is_same_request(task: Task, written: Manifest) -> bool:
    asked = task.job
    return (
        written.parameters == job.recorded(asked)
        and written.changed == asked.changed
        and written.parameters_file.path == manifest.named(asked.parameters_file)
        and written.notebook
        == manifest.record(asked.base / asked.notebook, name=written.notebook.path)
        and dict(written.inputs) == job.inputs(asked)
    )


def _has_private_part(task: Task, written: Manifest) -> bool:
    """Say whether what is for the analyst alone is there, and the register the run's own."""
    folder = task.target / manifest.PRIVATE
    files = [folder / f"{name}.csv" for name in task.job.parameters.private_files]
    return has_register(task.target, written) and all(path.is_file() for path in files)

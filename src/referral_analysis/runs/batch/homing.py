"""What a run at an address leaves with the planner: its manifest, and what its report published.

A register holds small counts, so it is in no archive, which is handed on. It comes home with the
run's outcome and is put into a folder of the planner's disk by the planner alone: no worker writes
there, and the folder is whole or not at all. `earlier_runs` of a later release names that folder;
its manifest and register are sent with the later run, and held to their hashes at both ends.
Records of children do not come home.
"""

from collections.abc import Mapping
from pathlib import Path

from referral_analysis.errors import ParametersError, ReferralAnalysisError
from referral_analysis.runs.batch.task import Task
from referral_analysis.runs.disk import folder
from referral_analysis.runs.inputs import earlier_runs as earlier
from referral_analysis.runs.making.job import Job
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import (
    NAME,
    PRIVATE,
    Manifest,
    files_in,
    named,
    sha256_of,
)


def published_before(job: Job) -> dict[str, bytes]:
    """Read the manifest and register of each earlier run, by the names they have with a worker.

    FileUnreadableError for a run that is not whole; ParametersError for two of one name.
    """
    files: dict[str, bytes] = {}
    for given in job.parameters.earlier_runs:
        place, name = job.inputs_in / given, named(Path(given))
        earlier.read(place, name=name)
        for file in (NAME, REGISTER):
            held = (place / file).read_bytes()
            if files.setdefault(f"{name}/{file}", held) != held:
                raise ParametersError(
                    "earlier_runs",
                    found=f"two runs named {name}, in other folders",
                    needed="a name of its own for each",
                    do="Name them by paths below the working folder.",
                )
    return files


def to_bring(task: Task) -> dict[str, bytes]:
    """Read what is to come home of a run: all but its outputs and rows of children."""
    rows = {f"{PRIVATE}/{name}.csv" for name in task.job.parameters.private_files}
    private = (path.relative_to(task.target) for path in files_in(task.target / PRIVATE))
    names = [NAME, *(path.as_posix() for path in private)]
    return {name: (task.target / name).read_bytes() for name in names if name not in rows}


def put(files: Mapping[str, bytes], target: Path) -> None:
    """Put what came home in place of what was there: all of it, or RunError and nothing."""
    with folder.staged(target) as stage:
        (stage / PRIVATE).mkdir(mode=0o700)
        for name, held in files.items():
            (stage / name).write_bytes(held)


def known(target: Path) -> str:
    """Return the SHA-256 of the manifest that came home; empty where its register did not."""
    try:
        written = crate.read(target)
        return sha256_of(target / NAME) if has_register(target, written) else ""
    except ReferralAnalysisError:
        return ""


def has_register(target: Path, written: Manifest) -> bool:
    """Say whether a folder has the register that a manifest records, if it records one."""
    place = target / REGISTER
    return written.register is None or (
        place.is_file() and sha256_of(place) == written.register.sha256
    )

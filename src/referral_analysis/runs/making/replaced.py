"""What a run says when it takes the place of one on another extract, which it is not held to."""

from collections.abc import Sequence
from pathlib import Path

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import FileRecord, Manifest

EXTRACT = "extract"
ADVICE = (
    "this takes the place of a report on another extract and is not held to it: of a count that "
    "changed the two would tell by how many. If that one was handed on, get its folder back under "
    "another name, name it in earlier_runs, and make this again with its own extract_drawn_on"
)


def told(target: Path, extract: FileRecord, held_to: Sequence[Path]) -> str:
    """Say that a report replaces one on another extract; empty where it does not.

    extract: this report's. held_to: the folders of its earlier runs; one with the register of the
    report that is replaced is a copy of it.
    """
    before = _run_in(target)
    if before is None or EXTRACT not in before.inputs:
        return ""
    if before.inputs[EXTRACT].sha256 == extract.sha256:
        return ""
    others = (run for run in map(_run_in, held_to) if run is not None)
    return "" if any(run.register == before.register for run in others) else ADVICE


def _run_in(folder: Path) -> Manifest | None:
    """Return the manifest of a run; None where there is no whole one."""
    try:
        return crate.read(folder)
    except FileUnreadableError:
        return None

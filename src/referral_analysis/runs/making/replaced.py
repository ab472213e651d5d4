"""What a run says when it takes the place of one that counted otherwise, and is not held to it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import FileRecord, Manifest

EXTRACT = "extract"
COUNTS_BY = ("series_starts", "last_month", "launch_month", "phase_in_ends", "disclosure_preset")
"""The parameters that say over which months counts are added up, and which of them are shown."""
ADVICE = (
    "this takes the place of a report on another extract, or other months, and is not held to it: "
    "of a count that differs the two would tell by how many. If that one was handed on, get its "
    "folder back under another name, name it in earlier_runs, and make this again with its own "
    "extract_drawn_on"
)


def told(
    target: Path, extract: FileRecord, parameters: Mapping[str, Any], held_to: Sequence[Path]
) -> str:
    """Say that a report replaces one of another extract or other months; empty where it does not.

    extract, parameters: this report's, as they are recorded. held_to: the folders of its earlier
    runs; one with the register of the report that is replaced is a copy of it.
    """
    before = _run_in(target)
    if before is None or EXTRACT not in before.inputs:
        return ""
    is_alike = all(before.parameters.get(name) == parameters.get(name) for name in COUNTS_BY)
    if is_alike and before.inputs[EXTRACT].sha256 == extract.sha256:
        return ""
    others = (run for run in map(_run_in, held_to) if run is not None)
    return "" if any(run.register == before.register for run in others) else ADVICE


def _run_in(folder: Path) -> Manifest | None:
    """Return the manifest of a run; None where there is no whole one."""
    try:
        return crate.read(folder)
    except FileUnreadableError:
        return None

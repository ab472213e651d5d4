"""The extract of the last report, read as it was read then and as this report reads."""

from collections.abc import Sequence
from pathlib import Path

from referral_analysis.analysis.step import COUNTED_BY, by_quarters
from referral_analysis.errors import ParametersError
from referral_analysis.extract import counted_rows
from referral_analysis.questions.changed.finding import Before
from referral_analysis.runs.inputs import earlier_runs as earlier
from referral_analysis.runs.inputs.earlier_runs import EarlierRun
from referral_analysis.runs.inputs.files import (
    Inputs,
    check_referrals,
    located,
    places_of,
    with_outcome,
)
from referral_analysis.runs.parameters import BOARD, BoardReport, checked_by
from referral_analysis.runs.record import manifest

_HOW_READ = ("codes", "rule_severities", "pseudonymised")
"""What of the reading is this report's own; headers and sheets are the file's."""


def read(parameters: BoardReport, files: Inputs) -> Before | None:
    """Return the last report's extract and plan; None where `earlier_extract` is not given.

    ParametersError where no earlier run is of this notebook, or the file is not the one it read.
    """
    if parameters.earlier_extract is None:
        return None
    places = places_of(parameters.earlier_extract)
    run = _last_of_this_report(parameters)
    _require_its_extract(run, places)
    where = f"the manifest of earlier run {run.name}"
    then = checked_by(BoardReport, run.manifest.parameters, where=where)
    as_read_then = check_referrals(places, then, files.population).kept
    for rows in (as_read_then, files.checked.kept):
        counted_rows.require_single("earlier_extract", rows, do="Set earlier_extract to null.")
    ours = {name: getattr(parameters, name) for name in _HOW_READ}
    is_same = all(getattr(then, name) == value for name, value in ours.items())
    as_now = then.model_copy(update=ours)
    as_read_now = (
        as_read_then if is_same else check_referrals(places, as_now, files.population).kept
    )
    is_by_quarters = run.manifest.decisions.get(COUNTED_BY) == "quarters"
    return Before(
        plan=by_quarters(then.plan()) if is_by_quarters else then.plan(),
        as_read_then=with_outcome(parameters, as_read_then),
        as_read_now=with_outcome(parameters, as_read_now),
    )


def _last_of_this_report(parameters: BoardReport) -> EarlierRun:
    runs = [earlier.read(located(folder)) for folder in parameters.earlier_runs]
    ours = [run for run in runs if Path(run.manifest.notebook.path).stem == BOARD]
    if ours:
        return max(ours, key=lambda run: str(run.manifest.parameters["extract_drawn_on"]))
    raise ParametersError(
        "earlier_extract",
        found="no run of this report in earlier_runs",
        needed="the run folder of the report that was made from it",
        do="Name it, or set earlier_extract to null.",
    )


def _require_its_extract(run: EarlierRun, places: Sequence[Path]) -> None:
    name = " and ".join(manifest.named(place) for place in places)
    now = [manifest.record(place, name=manifest.named(place)).sha256 for place in places]
    then = [file.sha256 for one, file in run.manifest.inputs.items() if one.startswith("extract")]
    if now != then:
        raise ParametersError(
            "earlier_extract",
            found=f"{name} is not the extract that earlier run {run.name} was made from",
            needed="that file, unchanged",
            do="Name it, or set earlier_extract to null.",
        )

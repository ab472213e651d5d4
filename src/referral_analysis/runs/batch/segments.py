"""The districts or the agencies of a batch: one run each, by the names that the extract has."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from referral_analysis.analysis.segments import SegmentKind
from referral_analysis.errors import ParametersError
from referral_analysis.questions.one_place.finding import segment_names
from referral_analysis.runs.batch.addresses import is_address
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.parameters import SegmentReport, checked_by, contract_of

All = Literal["all"]


def changes_for(
    kind: SegmentKind,
    asked: All | Sequence[str],
    notebook: str,
    values: Mapping[str, Any],
    where: str,
) -> list[dict[str, Any]]:
    """Return, for each segment, the parameters that put it in the place of the file's own.

    ParametersError for a notebook that is not on one district or agency, or where the extract,
    which says what `all` are, is at an address.
    """
    contract = contract_of(notebook)
    if not issubclass(contract, SegmentReport):
        raise ParametersError(
            where,
            found=f"districts or agencies for {notebook}, which is on the whole county",
            needed="the notebook segment_report",
            do="Name it under `notebook`, or take them out.",
        )
    other = "agency" if kind == "district" else "district"
    names = _all_of(kind, contract, values, where) if asked == "all" else asked
    return [{kind: name, other: None} for name in names]


def _all_of(
    kind: SegmentKind, contract: type[SegmentReport], values: Mapping[str, Any], where: str
) -> Sequence[str]:
    """Read the extract of a release, and list what it has."""
    placed: dict[str, Any] = {**values, "district": None, "agency": None, kind: "all"}
    parameters = checked_by(contract, placed, where=where)
    files = parameters.input_files()
    if any(is_address(files[name]) for name in files if name.startswith("extract")):
        raise ParametersError(
            where,
            found="`all`, of an extract at an address",
            needed="their names, since the plan is made before anything is fetched",
            do="List them: [first, second].",
        )
    checked, population = inputs.read_counted(parameters)
    return segment_names(checked.kept, population, kind)

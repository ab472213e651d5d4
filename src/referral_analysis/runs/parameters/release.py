"""A release: one file of what all its reports share, and the list of the reports to make."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from pydantic import Field

from referral_analysis.errors import ParametersError
from referral_analysis.runs.parameters.checking import BOARD, CONTRACTS, checked_by, contract_of
from referral_analysis.runs.parameters.contract import Parameters
from referral_analysis.runs.parameters.of_contacts import CHOICE
from referral_analysis.runs.parameters.values import SegmentNames, Text

SCHEMA = "release"
"""The name of a release's JSON Schema, which its first lines give to editors."""
Made: TypeAlias = Literal[
    "board_report", "data_quality", "appropriateness", "threshold_audit", "districts", "agencies"
]
OF_SEGMENTS: Mapping[Made, Literal["district", "agency"]] = {
    "districts": "district",
    "agencies": "agency",
}
"""The reports that there are many of: one for each district, or for each agency."""
SEGMENT_REPORT = "segment_report"
IN_TURN: tuple[Made, ...] = ("board_report", "data_quality", "appropriateness", "threshold_audit")
"""The reports that are made one after another, each held to those before it; districts and agencies
choose together what to hide, and are held to all of these."""
NOT_SHARED = frozenset({"question", "district", "agency"})
"""What each report has of its own, and a release says in words of its own."""


class ReleaseChoices(Parameters):
    """What a release has beside the parameters that its reports share."""

    reports: list[Made] = Field(
        min_length=1,
        description="the reports to make; all others are held to what the Board report publishes",
        json_schema_extra={"uniqueItems": True},
    )
    districts: SegmentNames = Field(
        default="all", description="all, or the names of those that have a report where one is made"
    )
    agencies: SegmentNames = Field(
        default="all", description="all, or the names of those that have a report where one is made"
    )
    titles: dict[str, Text] = Field(
        default_factory=dict,
        description="notebook: its report's title, where it is not the notebook's own question",
    )


def is_release(values: Mapping[str, Any]) -> bool:
    """Say whether a file is a release: it lists its reports."""
    return "reports" in values


def choices_of(values: Mapping[str, Any], *, where: str) -> ReleaseChoices:
    """Check what a release has of its own, and that every other name is some report's."""
    own = {name: value for name, value in values.items() if name in ReleaseChoices.model_fields}
    known = shared_names()
    for name in values:
        if name not in own and name not in known:
            raise _unknown(name, where, [*ReleaseChoices.model_fields, *known])
    choices = checked_by(ReleaseChoices, own, where=where)
    if values.get("inappropriate") == CHOICE:
        _require_reports_of_contacts(choices, where)
    for name in choices.titles:
        contract_of(name)
    twice = [name for name in choices.reports if choices.reports.count(name) > 1]
    if twice:
        raise ParametersError(
            where,
            found=f"{twice[0]} twice under reports",
            needed="each report once",
            do="Take one of them out.",
        )
    return choices


def _require_reports_of_contacts(choices: ReleaseChoices, where: str) -> None:
    """Raise ParametersError naming every report of the list that is of referrals only."""
    may = [made for made in get_args(Made) if contract_of(notebook_of(made)).may_count_contacts]
    others = [made for made in choices.reports if made not in may]
    if others:
        raise ParametersError(
            f"{where}, reports",
            found=f"{', '.join(others)}, beside inappropriate: {CHOICE}",
            needed=f"reports that can be made of contacts: {', '.join(may)}",
            do="Take the others out: they are of referrals, and made by a release of their own "
            "with another choice.",
        )


def shared_names() -> tuple[str, ...]:
    """Name the parameters that the reports of a release share, the Board report's first."""
    names = (name for contract in CONTRACTS.values() for name in contract.model_fields)
    return tuple(name for name in dict.fromkeys(names) if name not in NOT_SHARED)


def notebook_of(made: Made) -> str:
    """Return the notebook that makes a report of the list."""
    return SEGMENT_REPORT if made in OF_SEGMENTS else made


def of_notebook(
    values: Mapping[str, Any],
    notebook: str,
    *,
    folder: Path,
    where: str,
    is_alone: bool = False,
) -> dict[str, Any]:
    """Return one notebook's parameters in a release, not yet checked.

    folder: where the release's runs land. The Board report is held to the earlier runs that the
    release names; every other is held to the reports made before it, and through their registers
    to those. is_alone: it is made by itself, and held to the Board report.
    """
    choices = choices_of(values, where=where)
    contract = contract_of(notebook)
    own = {name: values[name] for name in contract.model_fields if name in values}
    asks = contract.asks
    if values.get("inappropriate") == CHOICE:
        asks = asks.replace("referrals", "contacts")
    own["question"] = choices.titles.get(notebook, asks)
    before = _before(notebook, choices.reports)
    if is_alone:  # those that are there are found beside it
        before = [name for name in before if name == BOARD]
    if BOARD in before:
        own["earlier_runs"] = []
    own["earlier_runs"] = [
        *own.get("earlier_runs", []),
        *((folder / name).as_posix() for name in before),
    ]
    if notebook == SEGMENT_REPORT:
        own |= dict.fromkeys(OF_SEGMENTS.values())
        if values.get("inappropriate") != CHOICE:
            own["contacts"] = None  # which a place's referrals are not set beside
    return own


def _before(notebook: str, reports: Sequence[Made]) -> Sequence[str]:
    """Name the release's reports that are made before one, and that it is held to."""
    made = [name for name in IN_TURN if name in reports]
    return made[: made.index(notebook)] if notebook in made else made


def _unknown(name: str, where: str, known: list[str]) -> ParametersError:
    """Name what a release does not have, and what it has instead."""
    instead = {
        "question": "Give titles: {board_report: YOUR QUESTION}, or leave it out.",
        "district": "List them under districts, and put districts under reports.",
        "agency": "List them under agencies, and put agencies under reports.",
    }
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"Did you mean {near[0]}?" if near else "Take it out."
    return ParametersError(
        where,
        found=f"the unknown name {name}",
        needed="names that a release has",
        do=instead.get(name, advice),
    )

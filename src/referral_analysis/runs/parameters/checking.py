"""Values held against a notebook's contract, and the one line that says what is wrong with them."""

import difflib
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from referral_analysis.errors import ParametersError
from referral_analysis.runs.parameters.appropriateness import Appropriateness
from referral_analysis.runs.parameters.board_report import BoardReport
from referral_analysis.runs.parameters.contract import ExtractReport, Parameters
from referral_analysis.runs.parameters.data_quality import DataQuality
from referral_analysis.runs.parameters.events import FILL_IN
from referral_analysis.runs.parameters.segment_report import SegmentReport
from referral_analysis.runs.parameters.threshold_audit import ThresholdAudit

BOARD = "board_report"
"""The report that a parameters file is for where nothing says which."""
CONTRACTS: Mapping[str, type[ExtractReport]] = {
    BOARD: BoardReport,
    "data_quality": DataQuality,
    "appropriateness": Appropriateness,
    "segment_report": SegmentReport,
    "threshold_audit": ThresholdAudit,
}

PYDANTIC = re.compile(r"^(Input should be|Value error,|[A-Z][a-z]+ should have) ")
"""How pydantic begins to say what is needed."""

Contract = TypeVar("Contract", bound=Parameters)


def contract_of(notebook: str) -> type[ExtractReport]:
    """Return the contract of a notebook, by its file's stem."""
    if notebook in CONTRACTS:
        return CONTRACTS[notebook]
    near = difflib.get_close_matches(notebook, CONTRACTS, n=1)
    raise ParametersError(
        f"notebook {notebook}",
        found="a notebook without a parameters contract",
        needed=f"one of {', '.join(sorted(CONTRACTS))}",
        do=f"Did you mean {near[0]}?" if near else "Name one of these notebooks.",
    )


def check(notebook: str, values: Mapping[str, Any], *, where: str = "parameters") -> ExtractReport:
    """Check values against the notebook's contract; raise ParametersError naming the first fault.

    The message counts further faults, and proposes the nearest name for one that is unknown.
    """
    return checked_by(contract_of(notebook), values, where=where)


def checked_by(
    contract: type[Contract], values: Mapping[str, Any], *, where: str = "parameters"
) -> Contract:
    """Check values against one contract, as `check` does."""
    _require_filled(where, values)
    try:
        return contract.model_validate(dict(values))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise explained(where, contract, faults[0], len(faults) - 1) from None


def require_rest_valid(
    contract: type[Parameters], values: Mapping[str, Any], *, where: str
) -> None:
    """Raise ParametersError for the first fault of values, those not filled in yet left out."""
    filled = {name: value for name, value in values.items() if value != FILL_IN}
    try:
        contract.model_validate(filled)
    except ValidationError as error:
        faults = [one for one in error.errors(include_url=False) if one["type"] != "missing"]
        if faults:
            raise explained(where, contract, faults[0], len(faults) - 1) from None


def _require_filled(where: str, values: Mapping[str, Any]) -> None:
    """Name every parameter that still holds what `init` left to a person, all at once."""
    left = [name for name, value in values.items() if value == FILL_IN]
    if left:
        raise ParametersError(
            where,
            found=f"{FILL_IN} still stands at {', '.join(left)}",
            needed="your own values there",
            do="The comment above each says what it means.",
        )


def explained(where: str, contract: type[BaseModel], fault: Any, more: int) -> ParametersError:  # noqa: ANN401 - pydantic's ErrorDetails, a TypedDict with open context
    """Put the first of pydantic's faults into our one line; `more` further ones are counted."""
    if fault["type"] == "together":
        said = fault["ctx"]
        where = f"{where}, {fault['msg']}"
        return ParametersError(where, found=said["found"], needed=said["needed"], do=said["do"])
    name = ".".join(str(part) for part in fault["loc"])
    rest = f" ({more} more fault{'' if more == 1 else 's'} after this one.)" if more else ""
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, contract.model_fields, n=1)
        do = f"Did you mean {near[0]}?" if near else "Take it out."
        return ParametersError(
            where,
            found=f"the unknown name {name}",
            needed=f"names that {contract.__name__} has",
            do=do + rest,
        )
    field = contract.model_fields[str(fault["loc"][0])]
    if fault["type"] == "missing":
        return ParametersError(
            where,
            found=f"{name} is not given",
            needed=f"{field.description}",
            do=f"Add {name}.{rest}",
        )
    given = repr(fault["input"])
    shown = given if len(given) <= 40 else f"{given[:40]}..."
    wanted = PYDANTIC.sub("", fault["msg"])
    return ParametersError(
        where,
        found=f"{name} is {shown}",
        needed=f"{wanted} ({field.description})",
        do=f"Correct {name}.{rest}",
    )

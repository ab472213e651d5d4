"""A working folder where an outcome of contacts was chosen: which of its files may have it."""

from collections.abc import Mapping
from typing import Any

from referral_analysis.runs.parameters import ExtractReport, SegmentReport
from referral_analysis.runs.parameters.of_contacts import CHOICE


def counts_contacts(given: Mapping[str, Any]) -> bool:
    """Claim that contacts are what reports are to count."""
    return bool(given.get("inappropriate") == CHOICE)


def of_contract(known: Mapping[str, Any], contract: type[ExtractReport]) -> Mapping[str, Any]:
    """Leave the outcome to reports that can be made of contacts, and their file to its readers."""
    if counts_contacts(known):
        unfit = set() if contract.may_count_contacts else {"inappropriate"}
    else:
        unfit = {"contacts"} if issubclass(contract, SegmentReport) else set()
    return {name: value for name, value in known.items() if name not in unfit}

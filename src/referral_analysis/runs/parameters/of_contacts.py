"""What cannot stand beside an outcome of contacts: reports of referrals, and files about them."""

from collections.abc import Mapping
from typing import NoReturn

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

CHOICE = "contact_without_referral"
_OF_REFERRALS: Mapping[str, tuple[str, str]] = {
    "earlier_extract": (
        "an earlier extract, to say what changed since",
        "null: contacts have no ids of their own by which one could be told from another",
    ),
    "audit_key": ("an audit", "null: auditors judged referrals, and contacts are counted here"),
    "audit_judgements": (
        "an audit",
        "null: auditors judged referrals, and contacts are counted here",
    ),
    "comparators": (
        "a table of what councils published of referrals",
        "null: none is published of contacts and what they led to",
    ),
}
"""Parameters that are of referrals: what is found there, and why it has to be null."""


def require_of_contacts(values: BaseModel, *, may_count: bool) -> None:
    """Refuse, as one of pydantic's faults, what parameters name that is of referrals only.

    may_count: whether the report can be made of contacts.
    """
    if not may_count:
        _refuse(
            "inappropriate",
            f"{CHOICE}, for a report that is of referrals",
            "a report of contacts: board_report, or segment_report",
            "Make this one with another choice, in a release of its own.",
        )
    if getattr(values, "contacts", None) is None:
        _refuse(
            "contacts",
            f"null, beside inappropriate: {CHOICE}",
            "the file of contacts, which are what is counted then",
            "Name it, or take another choice.",
        )
    for name, (found, needed) in _OF_REFERRALS.items():
        if getattr(values, name, None) is not None:
            _refuse(name, f"{found}, beside inappropriate: {CHOICE}", needed, "Set it to null.")


def _refuse(where: str, found: str, needed: str, do: str) -> NoReturn:
    raise PydanticCustomError("together", where, {"found": found, "needed": needed, "do": do})

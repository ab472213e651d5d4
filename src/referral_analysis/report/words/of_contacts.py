"""Sentences of referrals said of contacts, where a council's outcome is of these.

A contact is what is counted then, and a referral is what it led to. So every referral becomes a
contact but where a sentence says what contacts led to, or names both.
"""

from collections.abc import Sequence
from typing import Literal

_KEPT = (
    r"(?:led|leads|lead) to (?:no|a|any) referral",
    r"with(?:out)? a referral",
    r"referrals? of the same child",
    r"(?:the extract|a report) of referrals",
    r"becam?e referrals",
    r"referrals were now recorded",
    r"referrals are recorded about as quickly",
    r"contacts and referrals",
    r"files of referrals",
    r"judge referrals",
    r"no new referral",
)
"""What of a sentence is of referrals although contacts are counted."""
_CHANGES = (
    ("flags that say so were left blank", "contacts had no child's id"),
    ("flags that were left blank", "missing ids of children"),
    ("blank flags left aside", "contacts without a child's id left aside"),
    ("blank flags", "contacts without a child's id"),
    ("blank flag", "contact without a child's id"),
    ("flags left blank", "contacts without a child's id"),
    (
        "approaches that are no longer taken as referrals stay contacts, and children",
        "children",
    ),
    ("contacts and CAFs beside referrals", "CAFs beside contacts"),
    ("not who refers worst", "not whose contacts are worst"),
    ("months of the extract", "months of the contacts file"),
    ("referring agency", "agency"),
    ("referring agencies", "agencies"),
    ("referrals", "contacts"),
    ("referral", "contact"),
)
"""What is said instead, the longer before what is in it."""


def words_of(
    counted: Literal["referral", "contact"],
) -> tuple[Sequence[str], Sequence[tuple[str, str]]]:
    """Return the patterns that stay as they are, and those that change with the words for them.

    Both for whole words in lower case, as `vocabulary.spoken` takes them.
    """
    if counted == "referral":
        return (), ()
    return tuple(rf"(?i:\b{one})".replace(" ", r"\s+") for one in _KEPT), _CHANGES

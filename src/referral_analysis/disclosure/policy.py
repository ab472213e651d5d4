"""The rules of a release: which counts are too small to publish."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One set of disclosure-control rules, with the words that a report prints about it."""

    name: str
    smallest_shown: int
    """Counts from 1 up to one less than this are suppressed; zero is shown."""
    statement: str
    source: str


DFE = Policy(
    name="dfe",
    smallest_shown=6,
    statement=(
        "Counts of 1 to 5 are shown as c, and so is any count that would let one be worked out: "
        "the rest of a group when only 0 to 5 are left in it, and a second count where a total "
        "would give the first away. Rates and percentages are worked out from the counts shown, "
        "and are c where their count is."
    ),
    source="Department for Education, Characteristics of children in need, 2020",
)
POLICIES: Mapping[str, Policy] = {DFE.name: DFE}

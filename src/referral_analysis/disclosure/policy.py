"""The rules of a release: which counts are too small to publish."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

PolicyName: TypeAlias = Literal["dfe", "opensafely"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One set of disclosure-control rules, with the words that a report prints about it."""

    name: PolicyName
    smallest_shown: int
    """Counts from 1 up to one less than this are suppressed."""
    statement: str
    source: str
    rounded_to: int = 1
    """Counts that are shown are rounded to the nearest multiple of this."""
    shows_zero: bool = True

    @property
    def values_left(self) -> int:
        """How many values a suppressed count must be able to take: those that its mark stands for.

        Whoever reads c knows no more than that the count is one of these, whatever else is shown.
        """
        return len(self.small_counts)

    @property
    def small_counts(self) -> range:
        """The counts that are too small to show."""
        return range(1 if self.shows_zero else 0, self.smallest_shown)

    @property
    def reach(self) -> int:
        """How far from the count its figure can lie, at most."""
        return self.rounded_to // 2

    def rounded(self, count: int) -> int:
        """Return a count as it is shown; whole counts never lie at a half of five."""
        return (count + self.rounded_to // 2) // self.rounded_to * self.rounded_to


_OF_DFE, _OF_OPENSAFELY = 6, 8
"""The smallest counts that each shows."""
_STEP = 5
DFE = Policy(
    name="dfe",
    smallest_shown=_OF_DFE,
    statement=(
        f"Counts of 1 to {_OF_DFE - 1} are shown as c, and so is any count that would let one be "
        f"worked out: the rest of a group when only 0 to {_OF_DFE - 1} are left in it, and further "
        "counts where a total "
        "would give the first away. Rates and percentages are worked out from the counts shown, "
        "and are c where their count is."
    ),
    source="Department for Education, Characteristics of children in need, 2020",
)
OPENSAFELY = Policy(
    name="opensafely",
    smallest_shown=_OF_OPENSAFELY,
    statement=(
        f"Counts of {_OF_OPENSAFELY - 1} or fewer are shown as c, and the others to the nearest "
        f"{_STEP}. Totals are added up "
        "from the rounded counts, and what is left of a total is what they leave, so both can "
        "differ from a count made directly; rates and "
        "percentages are worked out from them too, and are c where their count is."
    ),
    source="OpenSAFELY, statistical disclosure controls for released results",
    rounded_to=_STEP,
    shows_zero=False,
)
POLICIES: Mapping[str, Policy] = {policy.name: policy for policy in (DFE, OPENSAFELY)}

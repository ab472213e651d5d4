"""What councils have published, as this question tells it: public, so not protected."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import polars as pl

Published: TypeAlias = Literal["nfa", "nfa_or_not_in_need"]
"""What of an outcome the table can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Pairs of years of councils: of each, how the odds of the outcome moved.

    ratios: odds over those a year before, sorted. not_in_need: of the pairs that say it, the same
    ratio, and whether the share assessed and not in need rose.
    """

    ratios: tuple[float, ...] = field(repr=False)
    not_in_need: tuple[tuple[float, bool], ...] = field(repr=False)

    def fell(self, ratio: float) -> float:
        """Return the share of pairs whose odds fell to this ratio (below 1) or lower."""
        return sum(one <= ratio for one in self.ratios) / len(self.ratios)

    def rose(self, ratio: float) -> float:
        """Return the share of pairs whose odds rose to this ratio (above 1) or higher."""
        return sum(one >= ratio for one in self.ratios) / len(self.ratios)

    def recorded_otherwise(self, ratio: float) -> float | None:
        """Return the share of falls so far in which "not in need" rose; None if none says it."""
        rose = [is_rising for one, is_rising in self.not_in_need if one <= ratio]
        return sum(rose) / len(rose) if rose else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OtherPlaces:
    """A council, its `Places` by year, and the steps of all councils but it."""

    council: str
    are_chosen: bool
    outcome: Published
    places: pl.DataFrame = field(repr=False)
    steps: Steps

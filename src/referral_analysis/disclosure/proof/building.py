"""A system of counts put together cell by cell."""

from collections.abc import Sequence

import numpy as np

from referral_analysis.arrays import Floats, Integers
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.programme import cheapest
from referral_analysis.disclosure.proof.system import Relation, System, matrix
from referral_analysis.errors import DisclosureError

TIE_BREAK = 1e-3
"""What the largest count costs beyond one cell: of two equal choices the one that loses the smaller
counts is taken, and for no thousand cells together is one more suppressed."""
UNKNOWN = np.nan
FAR = 1e6  # beyond any count of a report, and what straying from a belief by one costs


class Builder:
    """Collects the cells of a release and what ties them; places are numbered from 0."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._values: list[int | None] = []
        self._hidden: list[tuple[float, float]] = []
        self._believed: dict[int, tuple[float, float]] = {}
        self._worth: list[float] = []
        self._printed: list[bool] = []
        self._must: list[bool] = []
        self._may: list[bool] = []
        self._sensitive: list[bool] = []
        self._relations: list[Relation] = []
        self._follows: list[tuple[int, int]] = []

    def cell(self, value: int, *, must_hide: bool, worth: float = 1.0) -> int:
        """Add a count of the release; return its place. A zero that is shown hides nothing."""
        least = min(value, 1) if self.policy.shows_zero else 0
        place = self._add(value, (least, np.inf), worth=worth)
        self._printed[place] = True
        self._must[place] = self._sensitive[place] = must_hide
        self._may[place] = value > 0
        return place

    def implied(
        self,
        value: int | None,
        *,
        is_sensitive: bool = False,
        within: tuple[float, float] = (0.0, np.inf),
        believed: tuple[float, float] | None = None,
    ) -> int:
        """Add a count that is not printed but follows from those that are; return its place.

        None where we do not know it either: an earlier release suppressed what it rests on. What an
        intruder takes it to be is `believed`, as far as the published figures let all such beliefs
        hold together; otherwise it is `within`.
        """
        least, most = within
        if value is not None:
            least, most = min(least, value), max(most, value)
        place = self._add(value, (least, most), worth=0.0)
        self._sensitive[place] = is_sensitive
        if believed is not None and value is None:
            self._believed[place] = believed
        return place

    def value(self, place: int) -> int | None:
        """Return the true count at a place; None where it is not known."""
        return self._values[place]

    def within(self, place: int) -> tuple[float, float]:
        """Return the least and the most that a reader knows of the cell while it is not shown."""
        return self._hidden[place]

    def is_hidden(self, place: int) -> bool:
        """Claim that the cell at a place is suppressed in any case."""
        return self._must[place]

    def is_small(self, value: int) -> bool:
        """Claim that a count is too small to show."""
        return value in self.policy.small_counts

    def tie(self, places: Sequence[int], coefficients: Sequence[float]) -> None:
        """Let an intruder know what these cells add up to."""
        if places:
            cells = np.array(places, dtype=np.int64)
            factors = np.array(coefficients, dtype=np.float64)
            self._relations.append(Relation(cells=cells, coefficients=factors))

    def follow(self, *, whole: int, part: int) -> None:
        """Suppress a part wherever its whole is: shown, it would bound the whole from below."""
        self._follows.append((whole, part))

    def system(self) -> System:
        """Return what was put together; DisclosureError where unknown counts cannot add up."""
        values = np.array([UNKNOWN if v is None else v for v in self._values], dtype=np.float64)
        low, high = np.array(self._hidden, dtype=np.float64).reshape(-1, 2).T
        unknown = np.isnan(values)
        values = np.where(unknown, 0.0, values)
        shown_low, shown_high = self._as_shown(values)
        system = System(
            values=values,
            hidden_low=low,
            hidden_high=high,
            shown_low=shown_low,
            shown_high=shown_high,
            values_left=np.full(values.size, self.policy.values_left),
            is_printed=np.array(self._printed, dtype=bool),
            must_hide=np.array(self._must, dtype=bool),
            may_hide=np.array(self._may, dtype=bool),
            is_sensitive=np.array(self._sensitive, dtype=bool),
            cost=np.array(self._worth) * (1 + TIE_BREAK * values / max(values.max(initial=0), 1)),
            relations=tuple(self._relations),
            follows=np.array(self._follows, dtype=np.int64).reshape(-1, 2),
        )
        if unknown.any():
            believed = np.tile([-np.inf, np.inf], (values.size, 1))
            for place, (least, most) in self._believed.items():
                believed[place] = least, most
            values[unknown] = _completed(system, np.flatnonzero(unknown), believed[unknown])
            low[unknown] = np.maximum(low, np.minimum(believed[:, 0], values))[unknown]
            high[unknown] = np.minimum(high, np.maximum(believed[:, 1], values))[unknown]
        return system

    def _as_shown(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the least and the most that rounds to what is shown; the count itself if exact."""
        step = self.policy.rounded_to
        reach = (step - 1) // 2
        nearest = np.floor(values / step + 0.5) * step
        least = np.maximum(nearest - reach, self.policy.smallest_shown) if reach else values
        return np.minimum(least, values), np.maximum(nearest + reach, values)

    def _add(self, value: int | None, hidden: tuple[float, float], *, worth: float) -> int:
        self._values.append(value)
        self._hidden.append(hidden)
        self._worth.append(worth)
        for flags in (self._printed, self._must, self._may, self._sensitive):
            flags.append(False)
        return len(self._values) - 1


def _completed(system: System, unknown: Integers, believed: Floats) -> Floats:
    """Return counts that the unknown cells could have, given the known ones and all sums.

    Of all such counts, those that stray least from what is believed: shape (unknown, 2), the least
    and the most.
    """
    from scipy.sparse import csr_array, eye_array, hstack, vstack  # noqa: PLC0415 - slow, seldom

    every, n = csr_array(matrix(system)), unknown.size
    tied = np.flatnonzero(abs(every[:, unknown]).sum(axis=1) > 0)
    sums = hstack([every[tied][:, unknown], csr_array((tied.size, 2 * n))])
    left = -(every[tied] @ system.values)
    one, none = eye_array(n), csr_array((n, n))
    least, most = np.clip(believed, -FAR, FAR).T
    endless = np.full(n, np.inf)
    found = cheapest(
        np.r_[np.ones(n), np.full(2 * n, FAR)],
        (
            np.r_[np.maximum(system.hidden_low[unknown], -FAR), np.zeros(2 * n)],
            np.r_[system.hidden_high[unknown], endless, endless],
        ),
        vstack([sums, hstack([one, one, none]), hstack([one, none, -one])]),
        (np.r_[left, least, -endless], np.r_[left, endless, most]),
    )
    if found is None:
        raise DisclosureError(
            "the register of earlier releases",
            found="suppressed counts that cannot add up to what was published",
            needed="the register as the earlier run wrote it",
            do="Make the earlier report again, and name its new folder.",
        )
    return np.asarray(np.round(found[:n]), dtype=np.float64)

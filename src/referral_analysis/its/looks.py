"""Planned looks: how reports fixed beforehand share one chance of missing out.

A series is often read more than once, as its months come in. Intervals of 95% at each of several
looks do not all hold in 95 of 100 cases. Given levels whose chances of missing out add up to the
one that is wanted, they do, however the looks depend on each other, if each holds at its own.
"""

from referral_analysis.errors import SpecError
from referral_analysis.intervals import checked_level
from referral_analysis.its.intervals.critical_values import LEVELS

LAST = 0.8
"""What the last look gets of the chance: an interval 5% wider than with all of it."""


def spend(looks: int, *, level: float = 0.95, last: float = LAST) -> tuple[float, ...]:
    """Return the level of the interval at each look, in order; all hold at once at `level`.

    looks: how many were planned, the last included. last: its share of the chance 1 - level; the
    others share the rest evenly. One look has all of it. SpecError for no looks, a share that is
    not between 0 and 1, or so many looks that one of them would need more than 99.9%.
    Source: Bonferroni's inequality; spending as in Lan & DeMets (1983), Biometrika 70, 659-663.
    """
    chance = 1 - checked_level(level)
    if looks < 1:
        raise SpecError("looks", found=f"{looks}", needed="one at least", do="Correct it.")
    if looks == 1:
        return (level,)
    if not 0 < last < 1:
        raise SpecError(
            "the last look's share",
            found=f"{last}",
            needed="a share between 0 and 1, such as 0.8",
            do="Correct it.",
        )
    earlier = chance * (1 - last) / (looks - 1)
    final = chance * last
    if min(earlier, final) < (1 - LEVELS[-1]) * (1 - 1e-9):
        raise SpecError(
            "looks",
            found=f"{looks}, of which one would have an interval of more than {LEVELS[-1]:.1%}",
            needed=f"levels up to {LEVELS[-1]:.1%}",
            do="Plan fewer looks, or give the last a smaller share.",
        )
    return (*[1 - earlier] * (looks - 1), 1 - final)

"""The tolerance by the length of the series: a rule fixed before any series is seen."""

import math
from dataclasses import dataclass

import numpy as np

from referral_analysis.errors import SeriesTooShortError, SpecError
from referral_analysis.its.tolerance.ladder import check_tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """Drift a year (sd, log scale): `full` decides; `mild` says what a calmer path would give."""

    full: float
    mild: float

    def __post_init__(self) -> None:
        check_tolerance(self.full)
        check_tolerance(self.mild)
        if self.mild > self.full:
            raise SpecError(
                "tolerances",
                found=f"mild {self.mild} above full {self.full}",
                needed="a mild tolerance of at most the full one",
                do="Swap the two.",
            )


# months before: full, mild; linear in between, and constant from the last on
RULE = ((24, 0.125, 0.075), (37, 0.15, 0.1), (61, 0.20, 0.125))


def tolerance_for(months_before: int) -> Tolerances:
    """Return the tolerance for so many clean months before the interruption.

    SeriesTooShortError below 24. How it was fixed: `benchmarks/tolerance.py` and decision 19.
    """
    months, full, mild = zip(*RULE, strict=True)
    if months_before < months[0]:
        raise SeriesTooShortError(
            "series",
            found=f"{months_before} months before",
            needed=f"at least {months[0]} for a tolerance by the rule",
            do="Extend the series backwards, or give a tolerance.",
        )
    return Tolerances(
        full=_up(float(np.interp(months_before, months, full))),
        mild=_up(float(np.interp(months_before, months, mild))),
    )


def _up(tolerance: float) -> float:
    """Round up to a whole number of thousandths, five at a time."""
    return math.ceil(tolerance * 200 - 1e-6) / 200

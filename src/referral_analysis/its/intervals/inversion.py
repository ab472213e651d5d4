"""The reference-grade interval: every value that a restricted likelihood-ratio test accepts.

Critical values come from a parametric bootstrap under the correlation that is most likely given the
value tested, so the interval keeps its coverage in short series; with the family "all" also where
errors are not AR(1). It measured 94.4-95.7% (family ar1, AR(1) errors) and 92.4-97.2% (family all,
whatever the errors) of a nominal 95% (docs/method.md).
"""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.intervals.correlation import Family
from referral_analysis.its.intervals.critical_store import critical_table
from referral_analysis.its.intervals.critical_values import (
    LEVELS,
    critical_at,
    critical_each,
    p_values,
)
from referral_analysis.its.intervals.envelope import accepted_ends
from referral_analysis.its.intervals.likelihood_ratio import (
    Parabolas,
    parabolas,
    problem,
    some_of,
    statistic,
)
from referral_analysis.its.kernels.result import Flags, Floats, Integers

BISECTIONS = 40
NUDGE = 1e-9  # relative, so that the level at which null is rejected is asked about


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inversion:
    """The accepted values of a contrast, lowest and highest, and the p-value of `null`, (S,) each.

    p_value: one less the level at which the interval would just reach null, so that the two never
    contradict; never below 0.001, since 4,000 draws can say no more. estimate (S,): where the
    interval has one of its own.
    """

    low: Floats
    high: Floats
    p_value: Floats
    estimate: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A contrast (p,) of the coefficients of a design (n, p) at whole-numbered times (n,)."""

    design: Floats
    times: Integers
    contrast: Floats


def invert(
    line: Line, response: Floats, *, family: Family, level: float, null: float = 0.0
) -> Inversion:
    """Invert the test of contrast = psi for series (S, n) with errors of equal variance.

    The ends are the outermost accepted values, exact to rounding; both are finite. The first call
    for a design simulates its critical values (a second or two) unless they are kept or shipped.
    SpecError for a level outside 0.25 to 0.999.
    """
    asked = problem(line.design, line.times, line.contrast, family)
    table = critical_table(asked)
    critical = critical_at(table, level)
    curves = parabolas(asked, response)
    low, high = accepted_ends(curves, critical)
    ratio, structure = statistic(curves, np.full(len(response), null))
    at_point = p_values(table, ratio, structure)
    return Inversion(low=low, high=high, p_value=_raised(curves, table, at_point, null))


def _raised(curves: Parabolas, table: Floats, at_point: Floats, null: float) -> Floats:
    """Raise p-values (S,) where null is rejected but lies between accepted values.

    The accepted values need not be one stretch; the interval runs from the lowest to the highest.
    """
    raised = at_point.copy()
    rows = np.flatnonzero(at_point < 1 - LEVELS[0])
    rows = rows[_reaches(some_of(curves, rows), table, at_point[rows] * (1 + NUDGE), null)]
    low, high = at_point[rows], np.full(len(rows), 1 - LEVELS[0])
    some = some_of(curves, rows)
    for _ in range(BISECTIONS if rows.size else 0):
        middle = (low + high) / 2
        is_in = _reaches(some, table, middle, null)
        low, high = np.where(is_in, middle, low), np.where(is_in, high, middle)
    raised[rows] = low
    return raised


def _reaches(curves: Parabolas, table: Floats, p_value: Floats, null: float) -> Flags:
    """Claim of each series that its interval of level 1 - p_value (S,) holds null."""
    low, high = accepted_ends(curves, critical_each(table, 1 - p_value))
    return np.asarray((low <= null) & (null <= high))

"""The reference-grade interval: every value that a restricted likelihood-ratio test accepts.

Critical values come from a parametric bootstrap under the correlation that is most likely given the
value tested, so the interval keeps its coverage in short series; with the family "all" also where
errors are not AR(1). It measured 94.4-95.7% (family ar1, AR(1) errors) and 92.4-97.2% (family all,
whatever the errors) of a nominal 95% (docs/method.md).
"""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.correlation import Family
from referral_analysis.its.critical_store import critical_table
from referral_analysis.its.critical_values import critical_at, p_values
from referral_analysis.its.envelope import accepted_ends
from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.likelihood_ratio import parabolas, problem, statistic


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inversion:
    """The accepted values of a contrast, lowest and highest, and the p-value of `null`, (S,) each.

    p_value is never below 0.001: 4,000 draws can say no more.
    """

    low: Floats
    high: Floats
    p_value: Floats


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
    return Inversion(low=low, high=high, p_value=p_values(table, ratio, structure))

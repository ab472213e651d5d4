"""Power curves, the smallest change that would be seen, and the periods until one would be."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from referral_analysis.errors import ParametersError, SpecError
from referral_analysis.its.model.timeline import interruption_named
from referral_analysis.its.power.errors_of_estimate import Detection, EstimateEnds, simulated_ends
from referral_analysis.its.power.scenario import PowerScenario, design_of
from referral_analysis.periods import Period, parse_period, period_label

REPLICATES = 1000


def power_curve(
    scenarios: Sequence[PowerScenario],
    changes: Sequence[float],
    detection: Detection,
    *,
    rng: np.random.Generator,
    replicates: int = REPLICATES,
) -> pl.DataFrame:
    """Return how often each change would be seen in each scenario: a row for each pair.

    changes: ratios (odds ratios) on the log and logit scale, differences on the identity scale.
    Seen: the interval of the mean effect leaves no change on the right side. Columns: scenario,
    n_before, n_after, rho, sd, change, power (0 to 1), monte_carlo_error, median_half_width (on
    the model's scale). SpecError for a scenario too short to be fitted.
    """
    rows = []
    for scenario, ends in _simulated(scenarios, detection, rng, replicates):
        for change in changes:
            power = _power(ends, _linear(scenario, change))
            rows.append(
                _described(scenario, ends)
                | {
                    "change": float(change),
                    "power": power,
                    "monte_carlo_error": _error(power, replicates),
                    "median_half_width": float(np.median(ends.high - ends.low)) / 2,
                }
            )
    return pl.DataFrame(rows)


def minimum_detectable(
    scenarios: Sequence[PowerScenario],
    detection: Detection,
    *,
    rng: np.random.Generator,
    power: float = 0.8,
    replicates: int = REPLICATES,
) -> pl.DataFrame:
    """Return the smallest fall and rise that would be seen with this power in each scenario.

    Columns: scenario, n_before, n_after, rho, sd, power, smallest_fall, smallest_rise: ratios on
    the log and logit scale, differences on the identity scale.
    """
    _check_power(power)
    rows = []
    for scenario, ends in _simulated(scenarios, detection, rng, replicates):
        fall, rise = -float(np.quantile(ends.high, power)), -float(np.quantile(ends.low, 1 - power))
        rows.append(
            _described(scenario, ends)
            | {
                "power": power,
                "smallest_fall": _outward(scenario, fall),
                "smallest_rise": _outward(scenario, rise),
            }
        )
    return pl.DataFrame(rows)


def periods_until_seen(
    scenario: PowerScenario,
    change: float,
    detection: Detection,
    *,
    rng: np.random.Generator,
    power: float = 0.8,
    most_more: int = 24,
    replicates: int = REPLICATES,
) -> pl.DataFrame:
    """Return how the power for one change grows as the series goes on, up to `most_more` periods.

    Columns: more_periods (0 is the series as it stands), last (its last period), n_after, power,
    monte_carlo_error, is_enough (power reached here and at every later length). No row is enough
    where `most_more` periods do not reach it. All lengths see the same draws, so that the curve is
    smooth. The periods seen so far are not looked at: it is what an analyst could have planned.
    """
    _check_power(power)
    start = parse_period(scenario.last).number
    first = parse_period(scenario.first).number
    _check_after(scenario, detection, start)
    normal = rng.standard_normal((replicates, start + most_more - first + 1))
    linear = _linear(scenario, change)
    rows = []
    for more in range(most_more + 1):
        ends = simulated_ends(scenario, design_of(scenario, last=start + more), detection, normal)
        reached = _power(ends, linear)
        rows.append(
            {
                "more_periods": more,
                "last": period_label(Period(scenario.spec.timeline.frequency, start + more)),
                "n_after": ends.n_after,
                "power": reached,
                "monte_carlo_error": _error(reached, replicates),
            }
        )
    lowest_from_here = pl.col("power").reverse().cum_min().reverse()
    return pl.DataFrame(rows).with_columns((lowest_from_here >= power).alias("is_enough"))


def _simulated(
    scenarios: Sequence[PowerScenario],
    detection: Detection,
    rng: np.random.Generator,
    replicates: int,
) -> Iterator[tuple[PowerScenario, EstimateEnds]]:
    if replicates < 2 or not scenarios:
        raise ParametersError(
            "power",
            found="fewer than two replicates, or no scenario",
            needed="at least one scenario and two replicates",
            do="Correct it; 1,000 give a Monte-Carlo error of about one point.",
        )
    for scenario in scenarios:
        design = design_of(scenario)
        normal = rng.standard_normal((replicates, int(design.times[-1]) + 1))
        yield scenario, simulated_ends(scenario, design, detection, normal)


def _described(scenario: PowerScenario, ends: EstimateEnds) -> dict[str, str | int | float]:
    return {
        "scenario": scenario.name,
        "n_before": ends.n_before,
        "n_after": ends.n_after,
        "rho": scenario.rho,
        "sd": scenario.sd,
    }


def _power(ends: EstimateEnds, change: float) -> float:
    if change == 0:
        return float(((ends.low > 0) | (ends.high < 0)).mean())
    seen = ends.high < -change if change < 0 else ends.low > -change
    return float(seen.mean())


def _linear(scenario: PowerScenario, change: float) -> float:
    """Return a change on the model's scale: ratios must be positive."""
    if scenario.spec.scale == "identity":
        return float(change)
    if not change > 0:
        raise ParametersError(
            "change",
            found="a ratio that is not positive",
            needed="a ratio above 0: 0.8 is a fall of 20%",
            do="Correct it.",
        )
    return float(np.log(change))


def _outward(scenario: PowerScenario, change: float) -> float:
    return change if scenario.spec.scale == "identity" else float(np.exp(change))


def _error(power: float, replicates: int) -> float:
    return float(np.sqrt(power * (1 - power) / replicates))


def _check_power(power: float) -> None:
    if not 0 < power < 1:
        raise ParametersError(
            "power",
            found=f"{power}",
            needed="a chance between 0 and 1, such as 0.8",
            do="Correct it.",
        )


def _check_after(scenario: PowerScenario, detection: Detection, last: int) -> None:
    interruption = interruption_named(scenario.spec.timeline, detection.at)
    if last < interruption.first_after:
        raise SpecError(
            "scenario: last",
            found=f"a series that ends before the {interruption.name} is phased in",
            needed="at least one clean period after it",
            do="Give the first period after the phase-in as `last`.",
        )

"""How far intervals lie from the truth: simulated once, good for a change of any size."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.intervals import checked_level, t_interval
from referral_analysis.its.intervals.correlation import Family
from referral_analysis.its.intervals.critical_store import critical_table
from referral_analysis.its.intervals.critical_values import critical_at
from referral_analysis.its.intervals.envelope import accepted_ends
from referral_analysis.its.intervals.likelihood_ratio import correlation_matrix, parabolas, problem
from referral_analysis.its.intervals.small_sample import satterthwaite_df
from referral_analysis.its.kernels import ar1
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.design import Design, effect_rows, is_after, is_before
from referral_analysis.its.model.timeline import Interruption, interruption_named
from referral_analysis.its.one_thread import one_thread
from referral_analysis.its.power.scenario import PowerScenario, structure_of
from referral_analysis.its.tolerance.interval import at_level, climb
from referral_analysis.its.tolerance.ladder import Ladder, check_alone, check_tolerance
from referral_analysis.periods import PERIODS_A_YEAR

DetectionInterval = Literal["satterthwaite", "test_inversion", "tolerance"]

LEAST_LEFT = 2  # degrees of freedom below which there is no interval to speak of


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """How a change will be looked for: the interruption, the interval and its level.

    interval: "satterthwaite" (AR(1), REML); "test_inversion" over a `family` of correlations;
    "tolerance", as `tolerance.examine`: over the robust family, on a path that may drift by up to
    `tolerance` a year, with no one period deciding.
    """

    at: str
    interval: DetectionInterval = "satterthwaite"
    family: Family = "all"
    level: float = 0.95
    tolerance: float | None = None

    def __post_init__(self) -> None:
        checked_level(self.level)
        if self.interval not in get_args(DetectionInterval):
            raise SpecError(
                "interval",
                found=f"{self.interval!r}",
                needed=f"one of {', '.join(get_args(DetectionInterval))}",
                do="Correct it.",
            )
        if (self.interval == "tolerance") != (self.tolerance is not None):
            raise SpecError(
                "tolerance",
                found=f"{self.tolerance} for interval {self.interval!r}",
                needed="a tolerance for interval 'tolerance', and none for the others",
                do="Correct one of the two.",
            )
        if self.tolerance is not None:
            check_tolerance(self.tolerance)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EstimateEnds:
    """Ends of the interval of the mean effect less the truth, (R,) each, on the model's scale."""

    low: Floats
    high: Floats
    n_before: int
    n_after: int


def simulated_ends(
    scenario: PowerScenario, design: Design, detection: Detection, normal: Floats
) -> EstimateEnds:
    """Turn standard normal draws (R, >= times) into ends; a series' first periods share draws.

    Intervals move with the truth, so these are the ends for any change less that change.
    """
    interruption = interruption_named(scenario.spec.timeline, detection.at)
    contrast = _contrast(design, interruption)
    times = design.times
    whole = np.arange(int(times[-1]) + 1)
    root = np.linalg.cholesky(correlation_matrix(structure_of(scenario), whole))
    series = scenario.sd * (normal[:, : len(whole)] @ root.T)[:, times]
    if detection.tolerance is not None:
        low, high = _drifted_ends(scenario, design, series, contrast, detection)
    else:
        low, high = _ends(design, series, contrast, detection)
    return EstimateEnds(
        low=low,
        high=high,
        n_before=int(is_before(design, interruption).sum()),
        n_after=int(is_after(design, interruption).sum()),
    )


def _contrast(design: Design, interruption: Interruption) -> Floats:
    after = is_after(design, interruption)
    rows, columns = design.matrix.shape
    if not after.any() or rows - columns < LEAST_LEFT:
        raise SpecError(
            "scenario",
            found=f"{rows} periods for {columns} coefficients, {int(after.sum())} after",
            needed=f"a period after, and {LEAST_LEFT} periods more than coefficients",
            do="Lengthen the series, or ask for fewer coefficients.",
        )
    return np.asarray(effect_rows(design, interruption.name)[after].mean(axis=0))


@one_thread()
def _drifted_ends(
    scenario: PowerScenario,
    design: Design,
    series: Floats,
    contrast: Floats,
    detection: Detection,
) -> tuple[Floats, Floats]:
    check_alone(interruption_named(scenario.spec.timeline, detection.at))
    ladder = Ladder(
        design=design.matrix,
        times=design.times,
        contrast=contrast,
        family="robust",
        periods_a_year=PERIODS_A_YEAR[scenario.spec.timeline.frequency],
    )
    drifted = at_level(climb(ladder, series, np.array([detection.tolerance])), detection.level)
    return drifted.low[:, 0], drifted.high[:, 0]


def _ends(
    design: Design, series: Floats, contrast: Floats, detection: Detection
) -> tuple[Floats, Floats]:
    if detection.interval == "test_inversion":
        asked = problem(design.matrix, design.times, contrast, detection.family)
        critical = critical_at(critical_table(asked), detection.level)
        return accepted_ends(parabolas(asked, series), critical)
    fit = ar1.fit(design.matrix, series, times=design.times, names=design.names)
    rho = np.asarray(fit.rho)
    df = satterthwaite_df(design.matrix, contrast[None], rho, times=design.times)[:, 0]
    spread = np.sqrt(np.einsum("i,sij,j->s", contrast, fit.covariance, contrast))
    return t_interval(fit.coefficients @ contrast, spread, df, detection.level)

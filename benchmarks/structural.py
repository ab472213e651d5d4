"""One structural forecast of one series: how long, against statsmodels' UnobservedComponents.

Both fit 48 months before (a wandering level, four waves) and forecast 12 with intervals. Run in
turn, A B A B, so that both meet the same machine; the ratio is what to read.
"""

import importlib.util
import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.statespace.structural import UnobservedComponents

from referral_analysis.its.structural.forecast import effects, forecasts

BEFORE, AFTER, ROUNDS = 48, 12, 15
# seconds a series, measured once on two cores where these packages could be installed
STORED = {
    "tfcausalimpact": ("tfcausalimpact", "causalimpact", 16.0, 42.0),
    "CausalPy (PyMC)": ("CausalPy", "causalpy", 5.2, 5.2),
}


def example() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a design without intercept (60, 4) and a series (60,) whose level wanders."""
    generator = np.random.default_rng(1)
    wave = 2 * np.pi * np.arange(BEFORE + AFTER) / 12
    design = np.stack([np.sin(wave), np.cos(wave), np.sin(2 * wave), np.cos(2 * wave)], axis=1)
    wander = 0.3 * generator.normal(size=len(design)).cumsum()
    return design, 10 + design[:, 0] + wander + generator.normal(size=len(design))


def ours(design: NDArray[np.float64], series: NDArray[np.float64]) -> None:
    """Forecast with the share of wander integrated out: three effects with intervals."""
    full = np.column_stack([np.ones(len(design)), design])
    forecast = forecasts(full, series[None], np.arange(len(series)) >= BEFORE)[0]
    for weights in (np.eye(AFTER), np.tri(AFTER), np.full((1, AFTER), 1 / AFTER)):
        effects(forecast, weights)


def statsmodels(design: NDArray[np.float64], series: NDArray[np.float64]) -> None:
    """Forecast at the most likely variances: pointwise intervals alone."""
    model = UnobservedComponents(series[:BEFORE], "llevel", exog=design[:BEFORE])
    with warnings.catch_warnings():
        # a search that stops short takes as long as one that does not
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = model.fit(disp=False)
    found.get_forecast(AFTER, exog=design[BEFORE:]).conf_int()


def seconds(run: Callable[[NDArray[np.float64], NDArray[np.float64]], None]) -> float:
    """Return the processor time of one run."""
    design, series = example()
    start = time.process_time()
    run(design, series)
    return time.process_time() - start


def spell(low: float, high: float) -> str:
    """Write a range, or the one number that it is."""
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"


def main() -> None:
    """Print medians, their ratio, and what the Bayesian peers took when they were measured."""
    pairs = [(seconds(ours), seconds(statsmodels)) for _ in range(ROUNDS + 1)][1:]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"structural forecast, {BEFORE} + {AFTER} months: {mine * 1000:.1f} ms")
    print(f"statsmodels UnobservedComponents, the same: {theirs * 1000:.1f} ms")
    print(f"ratio statsmodels / ours: {theirs / mine:.2f}")
    for name, (package, module, low, high) in STORED.items():
        installed = importlib.util.find_spec(module) is not None
        state = "installed, but not run here" if installed else "not installed"
        print(
            f"{name} ({package}: {state}): {spell(low, high)} s when measured; "
            f"ratio to ours at least {low / mine:.0f}"
        )


if __name__ == "__main__":
    main()

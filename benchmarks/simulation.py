"""What a power study costs: 20 scenarios of 1,000 series, ours in batches, statsmodels one by one.

CPU time on one BLAS thread, draws included. Ours and the peers run in turn, A B A B; medians are
compared. From the project's folder: python -m benchmarks.simulation [--replicates 1000]
"""

import argparse
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from itertools import product
from statistics import median

import numpy as np
import statsmodels.api as sm
from benchmarks.one_thread import on_one_thread
from numpy.typing import NDArray

from referral_analysis import its
from referral_analysis.its.power import Detection, PowerScenario, power_curve
from referral_analysis.its.power.scenario import design_of

ROUNDS = 5
TARGET_SECONDS = 1.0
PEER_SERIES = 40  # of each scenario; a peer's cost grows with the number of series
LAST, RHO = ("2011-10", "2011-12", "2012-03", "2012-08"), (0.0, 0.2, 0.4, 0.6, 0.8)
CHANGES = (0.7, 0.8, 0.9)
PUBLISHED = {"R, nlme::gls (measured once)": 124.0}

Series = NDArray[np.float64]


def scenarios() -> list[PowerScenario]:
    """Return the papers' design at four lengths and five correlations."""
    timeline = its.Timeline(
        its.Interruption("inspection", starts="2010-10"),
        its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07"),
    )
    spec = its.ItsSpec(timeline=timeline, seasonality=its.fourier(1))
    return [
        PowerScenario(spec=spec, first="2008-04", last=last, sd=0.1, rho=rho, name=f"{last}, {rho}")
        for last, rho in product(LAST, RHO)
    ]


def ours(detection: Detection, replicates: int) -> Callable[[], object]:
    """Return the whole study as one call."""
    given = scenarios()

    def study() -> object:
        rng = np.random.default_rng(1)
        return power_curve(given, CHANGES, detection, rng=rng, replicates=replicates)

    return study


def one_by_one(fit: Callable[[Series, Series], object], series: int) -> Callable[[], object]:
    """Return the same study with a peer, `series` of each scenario."""
    designs = [design_of(scenario).matrix for scenario in scenarios()]

    def study() -> None:
        rng = np.random.default_rng(1)
        for design in designs:
            for values in rng.standard_normal((series, len(design))):
                fit(values, design)

    return study


def seconds(study: Callable[[], object]) -> float:
    """Return CPU seconds."""
    start = time.process_time()
    study()
    return time.process_time() - start


def measured(replicates: int) -> dict[str, float]:
    """Return median CPU seconds of a whole study by each way; peers scaled up to all series."""
    hac = {"maxlags": 3, "use_correction": True}
    studies = {
        "REML + Satterthwaite": (ours(Detection(at="launch"), replicates), 1.0),
        "test inversion, family all": (
            ours(Detection(at="launch", interval="test_inversion"), replicates),
            1.0,
        ),
        "statsmodels OLS, HAC": (
            one_by_one(
                lambda y, x: sm.OLS(y, x).fit(cov_type="HAC", cov_kwds=hac).bse, PEER_SERIES
            ),
            replicates / PEER_SERIES,
        ),
        "statsmodels GLSAR": (
            one_by_one(lambda y, x: sm.GLSAR(y, x, rho=1).iterative_fit(50).bse, PEER_SERIES),
            replicates / PEER_SERIES,
        ),
    }
    for study, _ in studies.values():
        study()  # critical values and caches, which later studies find
    found: dict[str, list[float]] = {name: [] for name in studies}
    for _ in range(ROUNDS):
        for name, (study, factor) in studies.items():
            found[name].append(seconds(study) * factor)
    return {name: median(values) for name, values in found.items()}


def main() -> None:
    """Measure and print a table."""
    on_one_thread("benchmarks.simulation")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--replicates", type=int, default=1000)
    replicates = arguments.parse_args().replicates
    with tempfile.TemporaryDirectory() as cache, warnings.catch_warnings():
        os.environ["XDG_CACHE_HOME"] = cache
        warnings.simplefilter("ignore")  # peers warn of what they cannot fit
        found = measured(replicates)
    base = found["REML + Satterthwaite"]
    print(f"{len(LAST) * len(RHO)} scenarios x {replicates} series\n")
    print("| way | CPU seconds | times ours | target |")
    print("|---|---|---|---|")
    for name, cost in (found | PUBLISHED).items():
        target = "-"
        if name == "REML + Satterthwaite":
            target = f"{TARGET_SECONDS:g} s: {'met' if cost <= TARGET_SECONDS else 'missed'}"
        print(f"| {name} | {cost:.2f} | {cost / base:,.1f}x | {target} |")


if __name__ == "__main__":
    main()

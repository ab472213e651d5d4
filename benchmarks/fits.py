"""What a fit costs: our kernels on 10,000 series at once against statsmodels, one series at a time.

48 months, 8 columns, CPU time on one BLAS thread. Ours and the peer run in turn, the medians are
compared: ratios hold where absolute times drift. python benchmarks/fits.py [--series 10000]
"""

import argparse
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray

from referral_analysis.its.intervals.small_sample import satterthwaite_df
from referral_analysis.its.kernels import (
    ar1,
    ar1_noise,
    negative_binomial,
    ols_hac,
    prais_winsten,
    quasi_binomial,
    quasi_poisson,
)
from referral_analysis.its.kernels.robust import Robust

Floats = NDArray[np.float64]
Job = Callable[[int], object]  # series to fit -> anything

MONTHS = 48
ROUNDS = 7
LAG = 3
HAC = {"maxlags": LAG, "use_correction": True}
MONTH = np.arange(MONTHS)
DESIGN = np.stack(
    [
        np.ones(MONTHS),
        MONTH / 12,
        MONTH >= 36,
        np.maximum(0, MONTH - 36) / 12,
        *(wave(2 * np.pi * k * MONTH / 12) for k in (1, 2) for wave in (np.sin, np.cos)),
    ],
    axis=1,
)
LAUNCH = np.eye(DESIGN.shape[1])[[2]]
EXPOSURE = np.linspace(100, 110, MONTHS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A model: our job on a batch and on one series, the peer's on `peer_series` one by one.

    target: microseconds a series in a batch; ratio: how many times the peer's cost it must beat.
    """

    model: str
    ours: Job
    target: float | None = None
    ratio: float | None = None
    peer_name: str = ""
    peer: Job | None = None
    peer_series: int = 0


def cpu_microseconds(job: Job, series: int) -> float:
    """Return CPU microseconds a series."""
    start = time.process_time()
    job(series)
    return (time.process_time() - start) / series * 1e6


def simulated(series: int) -> tuple[Floats, Floats]:
    """Return log rates with AR(1) errors, rho = .4, and over-dispersed counts; (series, months)."""
    rng = np.random.default_rng(20110501)
    noise = rng.standard_normal((series, MONTHS))
    for month in range(1, MONTHS):
        noise[:, month] += 0.4 * noise[:, month - 1]
    counts = rng.poisson(60 * np.exp(noise / 20) * rng.gamma(20, 1 / 20, noise.shape))
    return noise / 20 + 4, counts.astype(np.float64)


def comparisons(rates: Floats, counts: Floats) -> list[Comparison]:
    """List what is measured, with the targets of the design."""
    robust = Robust(lag=LAG)
    shares = np.maximum(counts, 1), counts + 40

    def reml_with_df(n: int) -> object:
        fit = ar1.fit(DESIGN, rates[:n])
        return satterthwaite_df(DESIGN, LAUNCH, np.asarray(fit.rho))

    def each(one: Callable[[Floats], object], values: Floats) -> Job:
        def job(n: int) -> None:
            for row in values[:n]:
                one(row)

        return job

    offset = np.log(EXPOSURE)
    poisson = sm.families.Poisson()
    return [
        Comparison(
            model="OLS + Newey-West",
            ours=lambda n: ols_hac.fit(DESIGN, rates[:n], lag=LAG),
            target=1.5,
            ratio=100,
            peer_name="OLS.fit(HAC)",
            peer=each(lambda y: sm.OLS(y, DESIGN).fit(cov_type="HAC", cov_kwds=HAC).bse, rates),
            peer_series=200,
        ),
        Comparison(
            model="Prais-Winsten, iterated",
            ours=lambda n: prais_winsten.fit(DESIGN, rates[:n]),
            target=6,
            ratio=200,
            peer_name="GLSAR (Cochrane-Orcutt)",
            peer=each(lambda y: sm.GLSAR(y, DESIGN, rho=1).iterative_fit(50).bse, rates),
            peer_series=40,
        ),
        Comparison(model="AR(1) REML", ours=lambda n: ar1.fit(DESIGN, rates[:n]), target=12),
        Comparison(model="AR(1) REML + Satterthwaite", ours=reml_with_df, target=40),
        Comparison(
            model="AR(1) REML, weighted",
            ours=lambda n: ar1.fit(DESIGN, rates[:n], weights=counts[:n] + 1),
        ),
        Comparison(
            model="AR(1) ML",
            ours=lambda n: ar1.fit(DESIGN, rates[:n], method="ml"),
            target=8,
            peer_name="SARIMAX(1,0,0)",
            peer=each(
                lambda y: sm.tsa.SARIMAX(y, exog=DESIGN, order=(1, 0, 0)).fit(disp=0).bse, rates
            ),
            peer_series=4,
        ),
        Comparison(
            model="quasi-Poisson + Newey-West",
            ours=lambda n: quasi_poisson.fit(DESIGN, counts[:n], exposure=EXPOSURE, robust=robust),
            target=16,
            ratio=70,
            peer_name="GLM(Poisson).fit(HAC)",
            peer=each(
                lambda y: (
                    sm.GLM(y, DESIGN, family=poisson, offset=offset)
                    .fit(cov_type="HAC", cov_kwds=HAC)
                    .bse
                ),
                counts,
            ),
            peer_series=60,
        ),
        Comparison(
            model="negative binomial (NB2)",
            ours=lambda n: negative_binomial.fit(DESIGN, counts[:n], exposure=EXPOSURE),
            target=150,
            ratio=35,
            peer_name="NegativeBinomial.fit",
            peer=each(
                lambda y: sm.NegativeBinomial(y, DESIGN, offset=offset).fit(disp=0).bse, counts
            ),
            peer_series=20,
        ),
        Comparison(
            model="quasi-binomial + Newey-West",
            ours=lambda n: quasi_binomial.fit(DESIGN, shares[0][:n], shares[1][:n], robust=robust),
        ),
        Comparison(
            model="AR(1) + noise REML",
            ours=lambda n: ar1_noise.fit(DESIGN, rates[:n]),
        ),
    ]


def measured(comparison: Comparison, series: int) -> tuple[float, float, float | None]:
    """Return medians: microseconds a series in the batch, milliseconds alone, the peer's µs."""
    ours, peers, alone = [], [], []
    comparison.ours(min(series, 100))  # the first call warms caches that later ones find warm
    for _ in range(ROUNDS):
        ours.append(cpu_microseconds(comparison.ours, series))
        if comparison.peer is not None:
            peers.append(cpu_microseconds(comparison.peer, comparison.peer_series))
        alone.append(cpu_microseconds(comparison.ours, 1) / 1e3)
    return median(ours), median(alone), median(peers) if peers else None


def verdict(comparison: Comparison, cost: float, alone: float, peer: float | None) -> str:
    """Say whether the targets are met: the batch's cost, the ratio, 5 ms for a single series."""
    missed = []
    if comparison.target is not None and cost > comparison.target:
        missed.append(f"target {comparison.target:g} us")
    if comparison.ratio is not None and peer is not None and peer / cost < comparison.ratio:
        missed.append(f"target {comparison.ratio:g}x")
    if alone > 5:
        missed.append("target 5 ms alone")
    return "missed: " + ", ".join(missed) if missed else "met"


def on_one_thread() -> None:
    """Run this script again with one BLAS thread, which numpy takes note of when it is imported."""
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    if any(os.environ.get(name) != "1" for name in names):
        once = os.environ | dict.fromkeys(names, "1")
        sys.exit(subprocess.run([sys.executable, *sys.argv], env=once, check=False).returncode)


def main() -> None:
    """Measure every model and print a table."""
    on_one_thread()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=10_000)
    series = parser.parse_args().series
    rates, counts = simulated(series)
    print("| model | us a series | ms alone | peer | peer us | ratio | targets |")
    print("|---|---|---|---|---|---|---|")
    for comparison in comparisons(rates, counts):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # peers warn of what they cannot fit
            cost, alone, peer = measured(comparison, series)
        told = f"{peer:,.0f} | {peer / cost:,.0f}x" if peer is not None else "- | -"
        print(
            f"| {comparison.model} | {cost:.2f} | {alone:.2f} | {comparison.peer_name or '-'} | "
            f"{told} | {verdict(comparison, cost, alone, peer)} |"
        )


if __name__ == "__main__":
    main()

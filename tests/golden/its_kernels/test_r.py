"""The kernels against R 4.2.2: stored numbers, each with the R call that made it.

`reference/` holds our own series. Other people's data stay outside the project; their numbers are
tested where they are at hand.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.ar1_at_rho import fit_at_rho

from referral_analysis.its.intervals.small_sample import satterthwaite_df
from referral_analysis.its.kernels import (
    ar1,
    negative_binomial,
    ols_hac,
    prais_winsten,
    quasi_poisson,
)
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.kernels.robust import Robust

Floats = NDArray[np.float64]

OURS = Path(__file__).resolve().parents[1] / "reference"
# beside the project, not in it
PUBLISHED = Path(__file__).resolve().parents[3].parent / "shared" / "reference" / "published"

CLOSED_FORM = 1e-9
GLM_SE = 1e-7  # glm stops at its own tolerance; standard errors come from its last but one step
PRAIS_WINSTEN = 1e-8
AT_OPTIMUM = 1e-5  # nlme's optimiser stops within 3e-6 of rho
RHO = 1e-3
THETA_SE = 1e-6  # glm.nb alternates between theta and the mean until neither moves by 1e-14
BOUNDARY = 0.985  # beyond this rho, R's digits depend on where its optimiser stopped
NO_OVERDISPERSION = 1e4  # beyond this theta, the likelihood is flat


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """One fit that R made, with the data it was made on: `columns` by the names of its terms."""

    kind: str
    stored: Mapping[str, Any]
    columns: Mapping[str, Floats]
    response: Floats
    exposure: Floats

    @property
    def design(self) -> Floats:
        """Return the columns in the order of the stored coefficients."""
        return np.stack([self.columns[name] for name in self.stored["coefficients"]], axis=1)

    def values(self, name: str) -> Floats:
        """Return a stored value a coefficient."""
        return np.array(list(self.stored[name].values()))


def read(path: Path) -> dict[str, list[str]]:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(values: list[str]) -> Floats:
    return np.array([float(value) for value in values])


def seasonal(month: Floats) -> dict[str, Floats]:
    waves = {
        f"{name}{k}": wave(2 * np.pi * k * month / 12)
        for k in (1, 2)
        for name, wave in (("sin", np.sin), ("cos", np.cos))
    }
    dummies = {f"month{m}": (month == m).astype(float) for m in range(2, 13)}
    return waves | dummies | {f"factor(month){m}": dummies[f"month{m}"] for m in range(2, 13)}


def segmented(after: NDArray[np.bool_]) -> dict[str, Floats]:
    """Return the intercept, t = 1 .. n, the level, and the trend that starts at 0 with it."""
    level = after.astype(float)
    since = np.maximum(0, np.cumsum(level) - 1)
    count = np.arange(1.0, len(level) + 1)
    return {"(Intercept)": np.ones(len(level)), "t": count, "level": level, "trend": since}


def county(dataset: str) -> tuple[dict[str, Floats], Floats, Floats]:
    data = read(OURS / dataset)
    months = data["month"]
    columns = segmented(np.array([month > "2011-07" for month in months]))
    columns |= {"launch": columns["level"], "since": columns["trend"]}
    columns["inspection"] = np.array([float(month >= "2010-10") for month in months])
    for name in ("05", "06", "07"):
        columns[f"phase{name}"] = np.array([float(month == f"2011-{name}") for month in months])
    columns |= seasonal(np.array([float(month[-2:]) for month in months]))
    exposure = numbers(data["children_0_17"]) * numbers(data["working_days"])
    return columns, numbers(data["count"]), exposure


def sicily() -> tuple[dict[str, Floats], Floats, Floats]:
    data = read(PUBLISHED / "sicily_smoking_ban.csv")
    ban, time = numbers(data["smokban"]), numbers(data["time"])
    columns = segmented(ban == 1) | seasonal(numbers(data["month"]))
    columns |= {"smokban": ban, "time": time, "smokban:I(time - 36)": ban * (time - 36)}
    return columns, numbers(data["aces"]), numbers(data["stdpop"])


def quetiapine() -> tuple[dict[str, Floats], Floats, Floats]:
    data = read(PUBLISHED / "quetiapine_au.csv")
    month = np.array([float(date[5:7]) for date in data["date"]])
    columns = segmented(np.array([date >= "2014" for date in data["date"]])) | seasonal(month)
    return columns, numbers(data["dispensings"]), np.ones(len(month))


def nile() -> tuple[dict[str, Floats], Floats, Floats]:
    data = read(PUBLISHED / "nile.csv")
    columns = segmented(numbers(data["year"]) >= 1899)
    return columns, numbers(data["flow"]), np.ones(len(data["year"]))


def simulated() -> tuple[dict[str, Floats], Floats, Floats]:
    data = read(PUBLISHED / "causalpy_its_simulated.csv")
    after = np.array([date >= "2017" for date in data["date"]])
    columns = segmented(after) | seasonal(numbers(data["month"])) | {"t": numbers(data["t"])}
    return columns, numbers(data["y"]), np.ones(len(after))


PUBLISHED_SERIES = {
    "sicily_smoking_ban.csv": sicily,
    "quetiapine_au.csv": quetiapine,
    "nile.csv": nile,
    "causalpy_its_simulated.csv": simulated,
}

# what R computed that is not a kernel's business, by the last part of the entry's name
OTHERS = (
    "arima",  # ARMA errors: its/_statsmodels
    "sarima",
    "vcovHAC",  # quadratic spectral kernel with prewhitening
    "ols_newey_west_1994_auto",  # prewhitened
    "ols_HC2",
    "ols_HC3",
    "m3_vs_m4_F",  # no fit of one series on one design
    "m5_effect",
    "pre_only",
    "supF",
)


def stored(folder: Path) -> dict[str, dict[str, Any]]:
    entries = json.loads((folder / "gold.json").read_text())["entries"]
    return dict(entries)


OWN = stored(OURS)
FOREIGN = stored(PUBLISHED) if PUBLISHED.exists() else {}


def kind_of(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def is_other(name: str) -> bool:
    return kind_of(name).removeprefix("poisson_").removeprefix("ols_").startswith(
        OTHERS
    ) or kind_of(name).startswith(OTHERS)


def entry(name: str) -> Entry:
    if name in OWN:
        columns, counts, exposure = county(OWN[name]["dataset"])
        is_rate = ".lograte." in name
        response = np.log(counts / exposure) if is_rate else counts
        kept = OWN[name]
    else:
        kept = FOREIGN[name]
        columns, response, exposure = PUBLISHED_SERIES[kept["dataset"]]()
        rate = response / exposure * 100_000
        response = {"rate": rate, "lrate": np.log(rate)}.get(kept["formula"].split()[0], response)
        if "offset" not in kept["formula"]:
            exposure = np.ones(len(response))
    return Entry(
        kind=kind_of(name), stored=kept, columns=columns, response=response, exposure=exposure
    )


def se(fit: KernelFit) -> Floats:
    return np.sqrt(np.diag(fit.covariance[0]))


def newey_west_options(kind: str) -> tuple[int, bool]:
    """Read lag and small-sample factor from a name such as ols_newey_west_lag3_noadjust or HC1."""
    if kind.endswith(("HC0", "HC1")):
        return 0, kind.endswith("HC1")
    return int(kind.split("lag")[1].partition("_")[0]), kind.endswith("_adjust")


def check_ols(case: Entry) -> None:
    fit = ols_hac.fit(case.design, case.response[None])
    unscaled = np.linalg.inv(case.design.T @ case.design)
    np.testing.assert_allclose(fit.coefficients[0], case.values("coefficients"), CLOSED_FORM)
    np.testing.assert_allclose(np.sqrt(fit.scale[0]), case.stored["sigma"], CLOSED_FORM)
    naive = np.sqrt(fit.scale[0] * np.diag(unscaled))
    np.testing.assert_allclose(naive, case.values("se"), CLOSED_FORM)
    assert fit.df_residual == case.stored["df"]


def check_ols_robust(case: Entry) -> None:
    lag, small_sample = newey_west_options(case.kind)
    fit = ols_hac.fit(case.design, case.response[None], lag=lag, small_sample=small_sample)
    np.testing.assert_allclose(fit.coefficients[0], case.values("coefficients"), CLOSED_FORM)
    np.testing.assert_allclose(se(fit), case.values("se"), CLOSED_FORM)
    if "vcov" in case.stored:
        np.testing.assert_allclose(fit.covariance[0], case.stored["vcov"], CLOSED_FORM)


def check_prais_winsten(case: Entry) -> None:
    fit = prais_winsten.fit(case.design, case.response[None])
    assert fit.is_converged.all()
    assert fit.rho is not None
    np.testing.assert_allclose(fit.rho[0], case.stored["rho"], PRAIS_WINSTEN)
    np.testing.assert_allclose(fit.coefficients[0], case.values("coefficients"), PRAIS_WINSTEN)
    np.testing.assert_allclose(se(fit), case.values("se"), PRAIS_WINSTEN)
    innovation = np.sqrt(fit.scale * (1 - fit.rho**2))
    np.testing.assert_allclose(innovation, case.stored["sigma"], PRAIS_WINSTEN)
    assert fit.df_residual == case.stored["df"]


def check_gls(case: Entry) -> None:
    method: ar1.Method = "ml" if case.kind.endswith("ml") and "reml" not in case.kind else "reml"
    rho, series = case.stored["phi"], case.response[None]
    assert rho < BOUNDARY
    same = fit_at_rho(case.design, series, rho, method=method)
    np.testing.assert_allclose(same.coefficients[0], case.values("coefficients"), CLOSED_FORM)
    np.testing.assert_allclose(se(same), case.values("se"), CLOSED_FORM)
    np.testing.assert_allclose(np.sqrt(same.scale[0]), case.stored["sigma"], CLOSED_FORM)
    assert same.log_likelihood is not None
    np.testing.assert_allclose(same.log_likelihood[0], case.stored["loglik"], CLOSED_FORM)

    best = ar1.fit(case.design, series, method=method)
    assert best.rho is not None
    assert best.log_likelihood is not None
    assert best.is_converged.all()
    assert best.log_likelihood[0] >= same.log_likelihood[0] - 1e-10
    np.testing.assert_allclose(best.rho[0], rho, atol=RHO)
    np.testing.assert_allclose(best.coefficients[0], case.values("coefficients"), AT_OPTIMUM)
    np.testing.assert_allclose(se(best), case.values("se"), AT_OPTIMUM)
    assert best.df_residual == case.stored["df"]


def check_rows_dropped(case: Entry) -> None:
    phase_in = np.stack([case.columns[f"phase{name}"] for name in ("05", "06", "07")])
    keep = ~phase_in.any(axis=0)
    times = np.flatnonzero(keep)
    kept, series = case.design[keep], case.response[None, keep]
    same = fit_at_rho(kept, series, case.stored["phi"], times=times)
    np.testing.assert_allclose(same.coefficients[0], case.values("coefficients"), CLOSED_FORM)
    np.testing.assert_allclose(se(same), case.values("se"), CLOSED_FORM)
    best = ar1.fit(kept, series, times=times)
    assert best.rho is not None
    np.testing.assert_allclose(best.rho[0], case.stored["phi"], atol=RHO)
    np.testing.assert_allclose(best.coefficients[0], case.values("coefficients"), AT_OPTIMUM)
    assert best.df_residual == keep.sum() - kept.shape[1]


def check_small_sample(case: Entry) -> None:
    rho = case.stored["rho"]
    same = fit_at_rho(case.design, case.response[None], rho)
    np.testing.assert_allclose(same.coefficients[0], case.values("coefficients"), CLOSED_FORM)
    np.testing.assert_allclose(se(same), case.values("se"), CLOSED_FORM)
    np.testing.assert_allclose(same.scale[0], case.stored["sigma2"], CLOSED_FORM)
    contrasts = np.eye(case.design.shape[1])
    df = satterthwaite_df(case.design, contrasts, np.array([rho]))
    expected = case.values("df_satterthwaite_expected")
    np.testing.assert_allclose(df[0], np.maximum(expected, 2), CLOSED_FORM)
    best = ar1.fit(case.design, case.response[None])
    assert best.rho is not None
    np.testing.assert_allclose(best.rho[0], rho, atol=1e-6)


def check_poisson(case: Entry) -> None:
    fit = quasi_poisson.fit(case.design, case.response[None], exposure=case.exposure)
    np.testing.assert_allclose(fit.coefficients[0], case.values("coefficients"), CLOSED_FORM)
    # Poisson's own standard errors: the covariance without the dispersion
    np.testing.assert_allclose(se(fit) / np.sqrt(fit.scale[0]), case.values("se"), GLM_SE)
    chi_square = case.stored["diagnostics"]["pearson_chisq"]
    np.testing.assert_allclose(fit.scale[0] * fit.df_residual, chi_square, CLOSED_FORM)


def check_quasi_poisson(case: Entry) -> None:
    fit = quasi_poisson.fit(case.design, case.response[None], exposure=case.exposure)
    np.testing.assert_allclose(fit.coefficients[0], case.values("coefficients"), CLOSED_FORM)
    np.testing.assert_allclose(se(fit), case.values("se"), GLM_SE)
    np.testing.assert_allclose(fit.scale[0], case.stored["dispersion"], CLOSED_FORM)
    assert fit.df_residual == case.stored["fit"]["df_residual"]


def check_poisson_robust(case: Entry) -> None:
    lag, small_sample = newey_west_options(case.kind)
    robust = Robust(lag=lag, small_sample=small_sample)
    fit = quasi_poisson.fit(case.design, case.response[None], exposure=case.exposure, robust=robust)
    np.testing.assert_allclose(fit.coefficients[0], case.values("coefficients"), CLOSED_FORM)
    np.testing.assert_allclose(se(fit), case.values("se"), GLM_SE)
    if "vcov" in case.stored:
        np.testing.assert_allclose(fit.covariance[0], case.stored["vcov"], GLM_SE)


def check_negative_binomial(case: Entry) -> None:
    fit = negative_binomial.fit(case.design, case.response[None], exposure=case.exposure)
    assert fit.is_converged.all()
    assert fit.alpha is not None
    assert fit.log_likelihood is not None
    assert fit.log_likelihood[0] >= case.stored["loglik"] - 1e-8
    if case.stored["theta"] < NO_OVERDISPERSION:
        np.testing.assert_allclose(fit.alpha[0], case.stored["alpha"], THETA_SE)
        np.testing.assert_allclose(fit.coefficients[0], case.values("coefficients"), GLM_SE)
        np.testing.assert_allclose(se(fit), case.values("se"), GLM_SE)


# by how an entry's kind begins; the first that fits counts
CHECKS: dict[str, Callable[[Entry], None]] = {
    "ols_newey_west": check_ols_robust,
    "ols_HC": check_ols_robust,
    "ols": check_ols,
    "prais_winsten_iterated": check_prais_winsten,
    "gls_ar1_reml_rows_dropped": check_rows_dropped,
    "gls_ar1": check_gls,
    "reml_ar1_small_sample": check_small_sample,
    "poisson_newey_west": check_poisson_robust,
    "poisson_HC": check_poisson_robust,
    "poisson": check_poisson,
    "quasipoisson": check_quasi_poisson,
    "negbin": check_negative_binomial,
}


def beginning(name: str) -> str:
    return next(start for start in CHECKS if kind_of(name).startswith(start))


def applicable(entries: Mapping[str, Any]) -> list[str]:
    return [name for name in entries if not is_other(name)]


@pytest.mark.parametrize("name", applicable(OWN))
def test_our_own_series(name: str) -> None:
    CHECKS[beginning(name)](entry(name))


@pytest.mark.skipif(not FOREIGN, reason="other people's data are not part of the project")
@pytest.mark.parametrize("name", applicable(FOREIGN))
def test_published_series(name: str) -> None:
    CHECKS[beginning(name)](entry(name))


@pytest.mark.skipif(not FOREIGN, reason="other people's data are not part of the project")
def test_no_published_entry_is_skipped() -> None:
    assert (len(applicable(FOREIGN)), len(FOREIGN)) == (155, 218)


@pytest.mark.skipif(not FOREIGN, reason="other people's data are not part of the project")
def test_sicily_s_newey_west_error_is_below_the_naive_one_and_flagged() -> None:
    # the data of the ITS tutorial: a robust error a third smaller is no sign of precision
    case = entry("sicily.m5_level_trend0_harmonic.poisson_newey_west_lag3_adjust")
    fit = partial(quasi_poisson.fit, case.design, case.response[None], exposure=case.exposure)
    robust, naive = fit(robust=Robust(lag=3)), fit()
    level = list(case.stored["coefficients"]).index("level")
    np.testing.assert_allclose([se(robust)[level], se(naive)[level]], [0.0194, 0.0291], atol=5e-5)
    assert robust.is_below_naive is not None
    assert robust.is_below_naive[0, level]


def test_no_applicable_entry_is_skipped() -> None:
    assert Counter(beginning(name) for name in applicable(OWN)) == {
        "ols_newey_west": 12,
        "ols_HC": 6,
        "ols": 3,
        "prais_winsten_iterated": 3,
        "gls_ar1_reml_rows_dropped": 3,
        "gls_ar1": 6,
        "reml_ar1_small_sample": 3,
        "poisson_newey_west": 12,
        "poisson_HC": 6,
        "poisson": 3,
        "quasipoisson": 3,
        "negbin": 3,
    }
    others = Counter(kind_of(name) for name in OWN if is_other(name))
    assert others == {
        "arima_100_ml": 3,
        "arima_200_ml": 3,
        "arima_101_ml": 3,
        "ols_vcovHAC_default": 3,
        "poisson_vcovHAC_default": 3,
    }

"""The engine's face against R 4.2.2; reference/gold.R made the numbers of reference/gold.json."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import special

from referral_analysis import its
from referral_analysis.its.checks.autocorrelation import breusch_godfrey, ljung_box
from referral_analysis.its.checks.whitening import whitened

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
GOLD: dict[str, Any] = json.loads((REFERENCE / "gold.json").read_text("utf-8"))["entries"]
SERIES = ("county_45", "district_45", "county_57_slope")
PHASE_IN = ("phase05", "phase06", "phase07")

CLOSED_FORM = 1e-9
# R's optimisers of rho stop within 3e-6 of the best; coefficients follow at about that
REML_COEFFICIENTS, REML_ERRORS = 1e-5, 1e-4
GLM_ERRORS = 1e-7


def series_of(key: str) -> pl.DataFrame:
    """Return a series, with a dummy for each month of the phase-in."""
    read = pl.read_csv(REFERENCE / "data" / f"{key}.csv")
    dummies = [
        (pl.col("month") == f"2011-{name[-2:]}").cast(pl.Float64).alias(name) for name in PHASE_IN
    ]
    return read.select(
        "count",
        *dummies,
        period="month",
        exposure=pl.col("children_0_17") * pl.col("working_days"),
    )


def timeline(key: str, *, leave_out: bool) -> its.Timeline:
    """Return the reference's timeline: the phase-in left out, or to have dummies."""
    return its.Timeline(
        its.Interruption("inspection", starts="2010-10"),
        its.Interruption(
            "launch",
            starts="2011-05" if leave_out else "2011-08",
            phase_in_ends="2011-07" if leave_out else None,
            slope_change="slope" in key,
        ),
    )


def fitted(key: str, model: str, *, leave_out: bool) -> its.ItsFit:
    """Fit as the reference was fitted: two Fourier pairs, no weights."""
    spec = its.ItsSpec(
        timeline=timeline(key, leave_out=leave_out),
        model=model,  # type: ignore[arg-type]
        seasonality=its.fourier(2),
        covariates=() if leave_out else PHASE_IN,
        weighting="none",
        hac_lag=3,
    )
    return its.fit(series_of(key), spec)


def check(found: its.ItsFit, entry: str, rtol: float, errors: float) -> None:
    """Compare every coefficient that both have; a year is twelve of R's months."""
    gold = GOLD[entry]
    frame = its.coefficients(found)
    names = {"intercept": "(Intercept)", "trend": "t", "launch:slope": "since"}
    seen = 0
    for name, estimate, error in frame.select("name", "estimate", "standard_error").rows():
        r_name = names.get(name, name)
        if r_name == "(Intercept)":
            continue  # R's time starts at 1, ours at 0
        a_year = 12 if r_name in {"t", "since"} else 1
        scale = abs(gold["se"][r_name]) * a_year
        np.testing.assert_allclose(
            estimate, gold["coefficients"][r_name] * a_year, rtol=rtol, atol=rtol * scale
        )
        np.testing.assert_allclose(error, scale, rtol=errors)
        seen += 1
    assert seen >= 7


@pytest.mark.parametrize("key", SERIES)
@pytest.mark.parametrize(
    ("model", "entry", "rtol", "errors"),
    [
        ("ols_hac", "lograte.ols_newey_west_lag3_adjust", CLOSED_FORM, CLOSED_FORM),
        ("prais_winsten", "lograte.prais_winsten_iterated", 1e-8, 1e-8),
        ("ar1", "lograte.gls_ar1_reml", REML_COEFFICIENTS, REML_ERRORS),
        ("quasi_poisson", "counts.quasipoisson", CLOSED_FORM, GLM_ERRORS),
    ],
)
def test_coefficients_are_rs(key: str, model: str, entry: str, rtol: float, errors: float) -> None:
    check(fitted(key, model, leave_out=False), f"{key}.{entry}", rtol, errors)


@pytest.mark.parametrize("key", SERIES)
def test_leaving_the_phase_in_out_is_rs_rows_dropped(key: str) -> None:
    found = fitted(key, "ar1", leave_out=True)
    check(found, f"{key}.lograte.gls_ar1_reml_rows_dropped", REML_COEFFICIENTS, REML_ERRORS)


@pytest.mark.parametrize("key", SERIES)
def test_intervals_have_rs_degrees_of_freedom(key: str) -> None:
    gold = GOLD[f"{key}.lograte.reml_ar1_small_sample"]
    frame = its.effects(fitted(key, "ar1", leave_out=False), at="launch", level=0.9)
    row = frame.row(0, named=True)
    reach = special.stdtrit(gold["df_satterthwaite_expected"]["launch"], 0.95)
    middle, error = gold["coefficients"]["launch"], gold["se"]["launch"]
    np.testing.assert_allclose(np.log(row["low"]), middle - reach * error, rtol=1e-4)
    np.testing.assert_allclose(np.log(row["high"]), middle + reach * error, rtol=1e-4)


@pytest.mark.parametrize("key", SERIES)
def test_residual_checks_are_rs(key: str) -> None:
    gold = GOLD[f"{key}.lograte.ols"]["diagnostics"]
    found = fitted(key, "ols_hac", leave_out=False)
    frame = {row["check"]: row for row in its.diagnostics(found).to_dicts()}
    for check_name, statistic in (
        ("durbin_watson", "durbin_watson"),
        ("breusch_godfrey", "breusch_godfrey_chisq_order12"),
        ("ljung_box", "ljung_box_lag12_fitdf0"),
    ):
        np.testing.assert_allclose(
            frame[check_name]["statistic"], gold[statistic], rtol=CLOSED_FORM
        )
    # R's p-values are large samples'; the checks' own are simulated for the design
    (batch,) = found.batches
    seen, times = whitened(batch, found.spec), batch.design.times
    box = ljung_box(seen.residuals, times, 12)
    godfrey = breusch_godfrey(seen.residuals, seen.design, times, 12)
    np.testing.assert_allclose(box.p_value[0], gold["ljung_box_lag12_p"], rtol=1e-8)
    np.testing.assert_allclose(godfrey.p_value[0], gold["breusch_godfrey_p_order12"], rtol=1e-8)
    lags = its.residual_autocorrelations(found)
    for column, name in (("autocorrelation", "acf"), ("partial_autocorrelation", "pacf")):
        np.testing.assert_allclose(lags[column], gold[f"{name}_residual_lag1_to_12"], atol=1e-10)

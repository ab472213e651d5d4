"""The engine's face on published series, against R 4.2.2 and against what was printed.

Other people's data stay outside the project: these tests run where they are at hand.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from referral_analysis import its

# beside the project, not in it
PUBLISHED = Path(__file__).resolve().parents[3].parent / "shared" / "reference" / "published"
pytestmark = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason="the published series are not at hand on this machine"
)

CLOSED_FORM, OPTIMUM, GLM_ERRORS = 1e-8, 1e-5, 1e-6


def gold(entry: str) -> dict[str, Any]:
    """Return an entry of R's numbers."""
    entries: dict[str, dict[str, Any]] = json.loads((PUBLISHED / "gold.json").read_text())[
        "entries"
    ]
    return entries[entry]


def sicily() -> pl.DataFrame:
    return pl.read_csv(PUBLISHED / "sicily_smoking_ban.csv").select(
        period=pl.col("date").str.to_date(), count="aces", exposure="stdpop"
    )


def quetiapine() -> pl.DataFrame:
    return pl.read_csv(PUBLISHED / "quetiapine_au.csv").select(
        period=pl.col("date").str.to_date(), value="dispensings"
    )


def nile() -> pl.DataFrame:
    return pl.read_csv(PUBLISHED / "nile.csv").select(
        period=pl.col("year").cast(pl.String), value="flow"
    )


def simulated() -> pl.DataFrame:
    return pl.read_csv(PUBLISHED / "causalpy_its_simulated.csv").select(
        period=pl.col("date").str.to_date(), value="y"
    )


def fitted(series: pl.DataFrame, starts: str, slope_change: bool, **options: Any) -> its.ItsFit:  # noqa: ANN401, FBT001
    """Fit a step, perhaps with a slope."""
    launch = its.Interruption("level", starts=starts, slope_change=slope_change)
    return its.fit(series, its.ItsSpec(timeline=its.Timeline(launch), **options))


FOURIER, IDENTITY = {"seasonality": its.fourier(2)}, {"scale": "identity"}
CASES: dict[str, tuple[Any, str, bool, dict[str, Any], float, float]] = {
    "sicily.m5_level_trend0_harmonic.quasipoisson": (
        sicily,
        "2005-01",
        True,
        {"model": "quasi_poisson", **FOURIER},
        CLOSED_FORM,
        GLM_ERRORS,
    ),
    "sicily.m6_level_trend0_monthdummies.quasipoisson": (
        sicily,
        "2005-01",
        True,
        {"model": "quasi_poisson", "seasonality": its.calendar()},
        CLOSED_FORM,
        GLM_ERRORS,
    ),
    "sicily.lograte.prais_winsten_iterated": (
        sicily,
        "2005-01",
        True,
        {"model": "prais_winsten", **FOURIER},
        CLOSED_FORM,
        CLOSED_FORM,
    ),
    "quetiapine.fourier.gls_ar1_reml": (
        quetiapine,
        "2014-01",
        True,
        {"model": "ar1", **FOURIER, **IDENTITY},
        OPTIMUM,
        1e-4,
    ),
    "nile.level.gls_ar1_reml": (
        nile,
        "1899",
        False,
        {"model": "ar1", "trend": False, **IDENTITY},
        OPTIMUM,
        1e-4,
    ),
    "causalpy_its.segmented.gls_ar1_reml": (
        simulated,
        "2017-01",
        True,
        {"model": "ar1", "seasonality": its.calendar(), **IDENTITY},
        OPTIMUM,
        1e-4,
    ),
}


@pytest.mark.parametrize("entry", CASES)
def test_level_and_slope_are_rs(entry: str) -> None:
    read, starts, slope_change, options, rtol, errors = CASES[entry]
    expected = gold(entry)
    found = its.coefficients(fitted(read(), starts, slope_change, **options))
    names = {"level": ("level", 1), "level:slope": ("trend", 12), "trend": ("t", 12)}
    seen = 0
    for name, estimate, error in found.select("name", "estimate", "standard_error").rows():
        if name not in names:
            continue
        r_name, a_year = names[name]
        se = expected["se"][r_name] * a_year
        np.testing.assert_allclose(
            estimate, expected["coefficients"][r_name] * a_year, rtol=rtol, atol=rtol * se
        )
        np.testing.assert_allclose(error, se, rtol=errors)
        seen += 1
    assert seen == (3 if slope_change else 1)


def test_sicilys_ban_is_as_printed() -> None:
    """Lopez Bernal, Cummins & Gasparrini (2017): RR 0.894; 0.885 with season."""
    for season, printed in ((None, 0.894), (its.fourier(2), 0.885)):
        found = fitted(sicily(), "2005-01", False, model="quasi_poisson", seasonality=season)
        frame = its.effects(found, at="level").filter(estimand="level_change", scale="ratio")
        assert round(frame["estimate"][0], 3) == printed


def test_newey_west_below_naive_is_flagged_on_sicily() -> None:
    found = fitted(
        sicily(), "2005-01", True, model="ols_hac", hac_lag=3, seasonality=its.fourier(2)
    )
    flags = its.diagnostics(found).filter(check="hac_below_naive")
    assert flags["is_flagged"].to_list() == [True]


def test_the_nile_fell_by_what_cobb_found() -> None:
    frame = its.effects(
        fitted(nile(), "1899", False, model="ols_hac", trend=False, **IDENTITY), at="level"
    )
    row = frame.filter(estimand="level_change", scale="absolute").row(0, named=True)
    assert round(row["estimate"], 2) == -247.78
    assert row["unit"] == "units a year"

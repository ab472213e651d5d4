"""Ranges that an analyst would get from statsmodels for a window: the models that papers use.

All see the same: the logarithm of the series, the months of the phase-in left out, a level change,
a trend, and two waves a year; each otherwise has its own defaults.
"""

import time
import warnings
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import polars as pl
import statsmodels.api as sm
from benchmarks.placebo.ours import Range
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NEWEY_WEST_LAGS = 3
WAVES = 2


def logs(months: pl.DataFrame) -> Floats:
    """Return log((count + 1/2) / base), a month an element."""
    return np.asarray(months.select(((pl.col("count") + 0.5) / pl.col("base")).log()).to_series())


def design(months: pl.DataFrame) -> Floats:
    """Return constant, months since the first, waves, and last the level (T, 7)."""
    time_ = np.arange(months.height, dtype=float)
    month = months["period"].dt.month().to_numpy()
    waves = [
        wave(2 * np.pi * k * month / 12) for k in range(1, WAVES + 1) for wave in (np.sin, np.cos)
    ]
    after = (months["is_phase_in"].cum_sum() > 0).to_numpy() & ~months["is_phase_in"].to_numpy()
    return np.column_stack([np.ones_like(time_), time_, *waves, after.astype(float)])


def ranges(months: pl.DataFrame) -> Iterator[Range]:
    """Yield each tool's 95% range of the level as a ratio; null where it fails or has no error."""
    y, x = logs(months), design(months)
    clean = ~months["is_phase_in"].to_numpy()
    for name, tool in TOOLS.items():
        started = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                low, high = tool(y, x, clean)
            except (ValueError, np.linalg.LinAlgError):
                low = high = float("nan")
        took = time.perf_counter() - started
        good = bool(np.isfinite([low, high]).all())
        yield name, *((float(np.exp(low)), float(np.exp(high))) if good else (None, None)), took


Ends = tuple[float, float]


def _ols_hac(y: Floats, x: Floats, clean: NDArray[np.bool_]) -> Ends:
    options = {"maxlags": NEWEY_WEST_LAGS, "use_correction": True}
    fitted = sm.OLS(y[clean], x[clean]).fit(cov_type="HAC", cov_kwds=options, use_t=True)
    low, high = fitted.conf_int()[-1]
    return low, high


def _glsar(y: Floats, x: Floats, clean: NDArray[np.bool_]) -> Ends:
    low, high = sm.GLSAR(y[clean], x[clean], rho=1).iterative_fit(maxiter=50).conf_int()[-1]
    return low, high


def _sarimax(y: Floats, x: Floats, clean: NDArray[np.bool_]) -> Ends:
    seen = np.where(clean, y, np.nan)
    fitted = sm.tsa.SARIMAX(seen, exog=x, order=(1, 0, 0)).fit(disp=False, maxiter=200)
    low, high = fitted.conf_int()[x.shape[1] - 1]
    return low, high


def _unobserved_components(y: Floats, x: Floats, clean: NDArray[np.bool_]) -> Ends:
    seen = np.where(clean, y, np.nan)
    model = sm.tsa.UnobservedComponents(
        seen, level="local linear trend", exog=x[:, 2:], freq_seasonal=None
    )
    fitted = model.fit(disp=False, maxiter=200)
    low, high = fitted.conf_int()[-1]
    return low, high


TOOLS: Mapping[str, Callable[[Floats, Floats, NDArray[np.bool_]], Ends]] = {
    "statsmodels OLS, Newey-West": _ols_hac,
    "statsmodels GLSAR": _glsar,
    "statsmodels SARIMAX (1,0,0)": _sarimax,
    "statsmodels UnobservedComponents": _unobserved_components,
}

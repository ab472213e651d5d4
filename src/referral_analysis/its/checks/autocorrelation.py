"""Do residuals remember? Autocorrelations and the tests of them, many series at once."""

from dataclasses import dataclass

import numpy as np

from referral_analysis import special
from referral_analysis.its.kernels import cholesky
from referral_analysis.its.kernels.result import Flags, Floats, Integers

# a column is new beside others if so much of it is left: its products then keep ten digits
CLEAR = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Test:
    """A statistic and its p-value, (S,) each."""

    statistic: Floats
    p_value: Floats


def on_line(residuals: Floats, times: Integers) -> Floats:
    """Place residuals (S, n) at their times; zero at the times left out, as a dummy would leave."""
    line = np.zeros((len(residuals), int(times[-1]) + 1))
    line[:, times] = residuals
    return line


def autocorrelations(residuals: Floats, times: Integers, lags: int) -> Floats:
    """Return correlations (S, lags) at lags 1, 2, ...; residuals (S, n) less their mean."""
    line = on_line(residuals - residuals.mean(axis=1, keepdims=True), times)
    total = (line**2).sum(axis=1)
    products = [(line[:, lag:] * line[:, :-lag]).sum(axis=1) for lag in range(1, lags + 1)]
    return np.asarray(np.stack(products, axis=1) / total[:, None])


def partial_autocorrelations(correlations: Floats) -> Floats:
    """Return partial autocorrelations (S, lags) of autocorrelations (S, lags).

    Source: Durbin (1960), Review of the International Statistical Institute 28, 233-244.
    """
    size, lags = correlations.shape
    partial = np.empty_like(correlations)
    before = np.empty((size, 0))
    for lag in range(lags):
        known = correlations[:, :lag]
        top = correlations[:, lag] - (before * known[:, ::-1]).sum(axis=1)
        last = top / (1 - (before * known).sum(axis=1))
        before = np.concatenate([before - last[:, None] * before[:, ::-1], last[:, None]], axis=1)
        partial[:, lag] = last
    return partial


def ljung_box(residuals: Floats, times: Integers, lags: int, *, fitted: int = 0) -> Test:
    """Test that autocorrelations to `lags` are all zero; `fitted` correlations were estimated.

    Source: Ljung & Box (1978), Biometrika 65, 297-303.
    """
    rows = residuals.shape[1]
    length = rows - np.arange(1, lags + 1)
    squares = autocorrelations(residuals, times, lags) ** 2
    statistic = rows * (rows + 2) * (squares / length).sum(axis=1)
    return Test(statistic=statistic, p_value=special.chdtrc(lags - fitted, statistic))


def durbin_watson(residuals: Floats, times: Integers) -> Floats:
    """Return the statistic (S,): 2 without memory, 0 or 4 with all of it; neighbours only."""
    is_next = np.diff(times) == 1
    steps = np.diff(residuals, axis=1)[:, is_next]
    return np.asarray((steps**2).sum(axis=1) / (residuals**2).sum(axis=1))


def breusch_godfrey(residuals: Floats, design: Floats, times: Integers, lags: int) -> Test:
    """Test that lagged residuals explain nothing beside the design; n R-squared.

    residuals (S, n); design (S, n, p), or (1, n, p) where all series share it.
    Residuals before the first are zero, as R's bgtest with fill = 0.
    Source: Breusch (1978), Australian Economic Papers 17, 334-355.
    """
    line = on_line(residuals, times)
    padded = np.concatenate([np.zeros((len(line), lags)), line], axis=1)
    earlier = lags + times[:, None] - np.arange(1, lags + 1)
    return explained(residuals, design, padded[:, earlier])


def explained(residuals: Floats, design: Floats, extra: Floats) -> Test:
    """Test that extra columns (S, n, k) explain nothing beside the design: n R-squared, k df.

    residuals (S, n) are orthogonal to the design (S or 1, n, p); columns that the design holds
    count for nothing.
    """
    basis = np.linalg.qr(design)[0]
    rest = extra - basis @ (np.swapaxes(basis, 1, 2) @ extra)
    scale = np.sqrt((extra**2).sum(axis=(1, 2)))
    squares, is_clear = _squares_of_clear(rest, residuals, scale)
    df = np.full(len(residuals), extra.shape[2])
    doubtful = np.flatnonzero(~is_clear)
    if doubtful.size:
        squares[doubtful], df[doubtful] = _squares_of_doubtful(
            rest[doubtful], residuals[doubtful], scale[doubtful]
        )
    statistic = residuals.shape[1] * squares / (residuals**2).sum(axis=1)
    return Test(statistic=statistic, p_value=special.chdtrc(np.maximum(df, 1), statistic))


def _squares_of_clear(rest: Floats, residuals: Floats, scale: Floats) -> tuple[Floats, Flags]:
    """Return the squares (S,) that columns (S, n, k) explain, and whether each is clearly new."""
    both = np.concatenate([rest, residuals[:, :, None]], axis=2)
    products = np.ascontiguousarray((both.transpose(0, 2, 1) @ both).transpose(1, 2, 0))
    lower = cholesky.factored(products)
    pivots = np.einsum("kks->ks", lower)[:-1]
    return (lower[-1, :-1] ** 2).sum(axis=0), (pivots > CLEAR * scale).all(axis=0)


def _squares_of_doubtful(rest: Floats, residuals: Floats, scale: Floats) -> tuple[Floats, Integers]:
    """Return the squares (S,) that columns (S, n, k) explain, and how many of them are new (S,)."""
    left, sizes, _ = np.linalg.svd(rest, full_matrices=False)
    is_new = sizes > 1e-9 * scale[:, None]
    part = np.einsum("snk,sn->sk", left, residuals) * is_new
    return (part**2).sum(axis=1), is_new.sum(axis=1)

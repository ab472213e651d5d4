"""What would have happened without the change, forecast from the periods before it.

The model sees the periods before alone: each period after has a coefficient of its own, which is
observed minus forecast. Their joint posterior is therefore the forecast's, errors correlated from
period to period by the wandering level and the shared coefficients.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.errors import SeriesTooShortError, SpecError
from referral_analysis.its.kernels.basis import checked_response
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.structural.posterior import (
    Estimates,
    Posterior,
    drawn,
    estimates,
    posteriors,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """One series' h periods after: observed (h,), and the posterior of its design's columns.

    The last h coefficients of the posterior are observed minus what would have happened.
    """

    observed: Floats
    posterior: Posterior


def forecasts(
    design: ArrayLike,
    response: ArrayLike,
    is_after: ArrayLike,
    *,
    times: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> list[Forecast]:
    """Forecast each series of response (S, n) over the rows (n,) marked as after the change.

    design (n, p): what is known of every period, such as season and a control series, and nothing
    that the change touches; its intercept is the level before the first period. SpecError,
    SeriesTooShortError, SeriesInvalidError: also as `local_level.rotated`.
    """
    matrix = np.asarray(design, dtype=np.float64)
    marked = _checked_marks(is_after, len(matrix))
    labels = list(names) if names is not None else [f"column {j + 1}" for j in range(len(matrix.T))]
    labels += [f"period {row + 1}" for row in np.flatnonzero(marked)]
    series = checked_response(response, len(matrix))
    _check_length(int((~marked).sum()), matrix.shape[1])
    own = np.eye(len(matrix))[:, marked]
    found = posteriors(np.hstack([matrix, own]), series, times=times, names=labels)
    return [
        Forecast(observed=row[marked], posterior=posterior)
        for row, posterior in zip(series, found, strict=True)
    ]


def effects(forecast: Forecast, weights: Floats, *, level: float = 0.95) -> Estimates:
    """Return observed less forecast for rows of weights (q, h) over the periods after."""
    others = forecast.posterior.centres.shape[1] - weights.shape[1]
    contrasts = np.pad(weights, ((0, 0), (others, 0)))
    return estimates(forecast.posterior, contrasts, level=level)


def drawn_paths(forecast: Forecast, draws: int, generator: np.random.Generator) -> Floats:
    """Draw what would have been observed (draws, h), for sums on another scale than the model's."""
    periods = len(forecast.observed)
    return forecast.observed - drawn(forecast.posterior, draws, generator)[:, -periods:]


def _checked_marks(is_after: ArrayLike, rows: int) -> Flags:
    marked = np.asarray(is_after)
    if marked.dtype != np.bool_ or marked.shape != (rows,) or not marked.any():
        raise SpecError(
            "periods after the change",
            found="no true or false for each row of the design, or nothing marked",
            needed=f"{rows} flags, at least one of them true",
            do="Mark the rows after the change.",
        )
    return np.asarray(marked, dtype=np.bool_)


def _check_length(before: int, columns: int) -> None:
    if before > columns:
        return
    raise SeriesTooShortError(
        "periods before the change",
        found=f"{before} periods for {columns} coefficients",
        needed="more periods than coefficients",
        do="Extend the series backwards or simplify the design.",
    )

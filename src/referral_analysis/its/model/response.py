"""What is observed -> what a model fits: checks of the values, and the model's scale."""

from dataclasses import dataclass

import numpy as np

from referral_analysis.errors import SeriesInvalidError, SpecError
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.kernels.small_counts import weighted_rates
from referral_analysis.its.model.design import Design
from referral_analysis.its.model.panel import SegmentPanel
from referral_analysis.its.model.spec import ItsSpec

# from this many a month on, the log rate unweighted is as good as any weighting (docs/method.md)
LARGE_COUNT = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """The kept periods of S segments: observed, exposure (S, n); exposure None where not given."""

    segments: tuple[str, ...]
    observed: Floats
    exposure: Floats | None
    is_count: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """Values (S, n) on the model's scale; weights (S, n): inverse to variance; None if all equal.

    is_converged (S,): of the fit to the counts, or of that behind the weights; without either,
    all True. Where it is False no interval is given.
    """

    values: Floats
    weights: Floats | None
    is_converged: Flags


def checked(panel: SegmentPanel, design: Design, spec: ItsSpec) -> Kept:
    """Return the kept periods of a panel; SeriesInvalidError where no model could take them."""
    exposure = None if panel.exposure is None else panel.exposure[:, design.is_kept]
    kept = Kept(
        segments=panel.segments,
        observed=panel.observed[:, design.is_kept],
        exposure=exposure,
        is_count=panel.is_count,
    )
    if panel.exposure is not None:
        _reject(kept, kept_exposure(kept) <= 0, "exposure of zero or less", "exposure > 0")
    _check_values(kept, spec)
    return kept


def kept_exposure(kept: Kept) -> Floats:
    """Return the exposure (S, n), ones where none was given."""
    return np.ones_like(kept.observed) if kept.exposure is None else kept.exposure


def is_weighted(kept: Kept, spec: ItsSpec) -> Flags:
    """Claim of each segment (S,) that its counts are few enough to be weighted, or none once."""
    size = len(kept.segments)
    can = spec.model == "ar1" and spec.scale == "log" and kept.is_count
    if spec.weighting == "counts" and not can:
        raise SpecError(
            "weighting",
            found=f"'counts' with model={spec.model!r}, scale={spec.scale!r}",
            needed="counts with model='ar1' and scale='log'",
            do="Use weighting='none', or a model of counts.",
        )
    if not can or spec.weighting == "none":
        return np.zeros(size, dtype=np.bool_)
    if spec.weighting == "counts":
        return np.ones(size, dtype=np.bool_)
    has_none = (kept.observed == 0).any(axis=1)
    return np.asarray((kept.observed.mean(axis=1) < LARGE_COUNT) | has_none)


def linear_response(
    kept: Kept, design: Design, spec: ItsSpec, *, is_weighted_fit: bool
) -> Response:
    """Return the log rate, the log odds or the value of each period, with weights if asked."""
    if is_weighted_fit:
        return _weighted(kept, design)
    everything = np.ones(len(kept.segments), dtype=np.bool_)
    return Response(values=_transformed(kept, spec), weights=None, is_converged=everything)


def _weighted(kept: Kept, design: Design) -> Response:
    """Return weighted log rates; of counts and a half where counts alone have no finite mean.

    A stretch without events has none: there all weights would come to nothing. Half an event more
    in each period is what its logarithms have in any case.
    """
    rates = weighted_rates(design.matrix, kept.observed, exposure=kept.exposure, times=design.times)
    empty = np.flatnonzero(~rates.is_converged)
    values, weights, is_converged = rates.log_rates, rates.weights, rates.is_converged.copy()
    if empty.size:
        exposure = kept.exposure if kept.exposure is None else kept.exposure[empty]
        halves = weighted_rates(
            design.matrix, kept.observed[empty] + 0.5, exposure=exposure, times=design.times
        )
        is_fitted = halves.is_converged[:, None]
        values[empty] = np.log((kept.observed + 0.5) / kept_exposure(kept))[empty]
        weights[empty] = np.where(is_fitted, halves.weights, 1.0)
        is_converged[empty] = halves.is_converged
    return Response(values=values, weights=weights, is_converged=is_converged)


def _transformed(kept: Kept, spec: ItsSpec) -> Floats:
    observed = kept.observed
    if spec.scale == "identity":
        return observed / kept_exposure(kept)
    if spec.scale == "log":
        _reject(
            kept,
            observed <= 0,
            "a period with zero, which has no logarithm",
            "values above zero for this model on the log scale",
            do="Use weighting='counts' (ar1) or a model of counts, or combine periods.",
        )
        return np.log(observed / kept_exposure(kept))
    if kept.is_count:
        return np.log(observed + 0.5) - np.log(kept_exposure(kept) - observed + 0.5)
    return np.log(observed) - np.log1p(-observed)


def _check_values(kept: Kept, spec: ItsSpec) -> None:
    observed = kept.observed
    if kept.is_count:
        _reject(kept, observed < 0, "a negative count", "counts of zero or more")
        zeros = (observed == 0).all(axis=1, keepdims=True)
        _reject(kept, zeros, "no events in any period", "some events", do="Merge this segment.")
        if spec.scale == "logit":
            above = observed > kept_exposure(kept)
            _reject(kept, above, "a count above its total", "counts of at most the exposure")
    elif spec.scale != "identity":
        is_out = (observed <= 0) | ((observed >= 1) if spec.scale == "logit" else False)
        needed = "shares between 0 and 1" if spec.scale == "logit" else "values above zero"
        _reject(kept, is_out, "a value that the scale cannot take", needed)
    rates = observed / kept_exposure(kept) if kept.exposure is not None else observed
    varies = (observed != observed[:, :1]).any(axis=1) & (rates != rates[:, :1]).any(axis=1)
    _reject(kept, ~varies[:, None], "the same value in every period", "a series that varies")


def _reject(
    kept: Kept,
    marked: Flags,
    found: str,
    needed: str,
    *,
    do: str = "Check how the series was made.",
) -> None:
    if marked.any():
        segment = kept.segments[int(np.flatnonzero(marked.any(axis=1))[0])]
        raise SeriesInvalidError(segment, found=found, needed=needed, do=do)

"""From the scale of the linear predictor to what is counted: with and without an effect."""

from dataclasses import dataclass

import numpy as np

from referral_analysis import special
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.spec import ItsSpec, Scale


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What was observed in k periods: observed, exposure (S, k); exposure 1 where not given."""

    observed: Floats
    exposure: Floats
    scale: Scale
    is_count: bool


def seen(batch: Batch, spec: ItsSpec, periods: Flags) -> Seen:
    """Return the observed values of some periods (N,) of a batch."""
    observed = batch.observed[:, periods]
    exposure = np.ones_like(observed) if batch.exposure is None else batch.exposure[:, periods]
    return Seen(observed=observed, exposure=exposure, scale=spec.scale, is_count=batch.is_count)


def without_effect(given: Seen, effect: Floats) -> Floats:
    """Return what would have been observed (..., S, k) had the effect (..., S, k) not been there.

    Log scale: observed / ratio. Logit: the total times the share at the observed odds / the odds
    ratio. Identity: observed less the effect, times exposure for counts.
    """
    observed = given.observed
    if given.scale == "identity":
        return observed - effect * given.exposure
    if given.scale == "log":
        with np.errstate(over="ignore"):  # an end beyond 1e308 is as good as infinite
            return np.asarray(observed * np.exp(-effect))
    if not given.is_count:
        return np.asarray(special.expit(special.logit(observed) - effect))
    total = given.exposure
    with np.errstate(over="ignore"):
        rest = (total - observed) * np.exp(effect)
    parts = observed + rest
    return np.asarray(total * observed / np.where(parts == 0, 1.0, parts))


def on_outcome_scale(predictor: Floats, batch: Batch, spec: ItsSpec) -> Floats:
    """Turn a linear predictor (S, N) into expected counts, or values where no counts were given.

    On the log and logit scale this is the median of what is expected, not its mean.
    """
    given = seen(batch, spec, np.ones(len(batch.design.numbers), dtype=np.bool_))
    if spec.scale == "log":
        with np.errstate(over="ignore"):
            return np.asarray(np.exp(predictor) * given.exposure)
    if spec.scale == "logit":
        share = np.asarray(special.expit(predictor), dtype=np.float64)
        return share * given.exposure if batch.is_count else share
    return predictor * given.exposure


def counted_unit(batch: Batch, spec: ItsSpec) -> str:
    """Return what is counted: the spec's unit, else events or units of the value."""
    return spec.unit or ("events" if batch.is_count else "units")


def unit_a_period(batch: Batch, spec: ItsSpec) -> str:
    """Return the unit of a change a period: referrals a month."""
    return f"{counted_unit(batch, spec)} a {spec.timeline.frequency}"

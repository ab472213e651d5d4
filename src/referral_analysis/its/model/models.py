"""The models by name: which kernel fits each, and which interval is its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.kernels import ar1, ar1_noise, ols_hac, prais_winsten, quasi_poisson
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.model.design import Design
from referral_analysis.its.model.response import Kept, Response, kept_exposure
from referral_analysis.its.model.spec import ItsSpec, Model

if TYPE_CHECKING:  # at run time each is imported where it is asked for
    from referral_analysis.its.arima.estimate import ArimaFit
    from referral_analysis.its.structural.estimate import StructuralFit

IntervalMethod = Literal["satterthwaite", "test_inversion", "newey_west", "t", "normal"]
ModelKind = Literal["linear", "count", "share"]
# the last two hold a `KernelFit` and what only they know of their errors
Fitted: TypeAlias = "KernelFit | ArimaFit | StructuralFit"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """What a kernel is asked to fit; response is None for models of counts and shares."""

    design: Design
    spec: ItsSpec
    kept: Kept
    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRule:
    """A model: what it takes, who fits it, and the intervals it may have, its own first.

    whole: for models whose errors a `KernelFit` does not describe, what returns all there is.
    """

    kind: ModelKind
    fit: Callable[[Asked], KernelFit]
    intervals: tuple[IntervalMethod, ...]
    whole: "Callable[[Asked], ArimaFit | StructuralFit] | None" = None


def rule_of(model: Model) -> ModelRule:
    """Return the rule of a model; SpecError where it is not among those there are."""
    if model not in RULES:
        raise SpecError(
            "model",
            found=f"{model!r}, which cannot be fitted here",
            needed=f"one of {', '.join(RULES)}",
            do="Change the model.",
        )
    return RULES[model]


def is_differenced(spec: ItsSpec) -> bool:
    """Claim that the model sees changes from period to period, so that its level is not fitted."""
    order = spec.arima_order
    return spec.model == "arima" and order.differences + order.seasonal_differences > 0


def _ols_hac(asked: Asked) -> KernelFit:
    design = asked.design
    return ols_hac.fit(
        design.matrix,
        asked.response.values,
        times=design.times,
        lag=asked.spec.hac_lag,
        names=design.names,
    )


def _prais_winsten(asked: Asked) -> KernelFit:
    design = asked.design
    return prais_winsten.fit(
        design.matrix, asked.response.values, times=design.times, names=design.names
    )


def _ar1(asked: Asked) -> KernelFit:
    design, response = asked.design, asked.response
    fit = ar1.fit(
        design.matrix,
        response.values,
        times=design.times,
        weights=response.weights,
        names=design.names,
    )
    return replace(fit, is_converged=fit.is_converged & response.is_converged)


def _ar1_noise(asked: Asked) -> KernelFit:
    design = asked.design
    return ar1_noise.fit(
        design.matrix, asked.response.values, times=design.times, names=design.names
    )


def _arima(asked: Asked) -> "ArimaFit":
    """Fit with ARMA errors, differenced if asked: the intercept, which differencing removes, is 0.

    A moving average at its boundary leaves standard errors that mean nothing: not converged.
    """
    from referral_analysis.its.arima import estimate  # noqa: PLC0415 - scipy.optimize, 0.1 s

    design, order = asked.design, asked.spec.arima_order
    skipped = int(is_differenced(asked.spec))
    estimates = estimate.fit(
        design.matrix[:, skipped:],
        asked.response.values,
        order,
        times=design.times,
        names=design.names[skipped:],
    )
    kernel = estimates.kernel
    return replace(
        estimates,
        kernel=replace(
            kernel,
            is_converged=kernel.is_converged & ~estimates.is_ma_at_boundary,
            coefficients=np.pad(kernel.coefficients, ((0, 0), (skipped, 0))),
            covariance=np.pad(kernel.covariance, ((0, 0), (skipped, 0), (skipped, 0))),
        ),
    )


def _structural(asked: Asked) -> "StructuralFit":
    from referral_analysis.its.structural import estimate  # noqa: PLC0415 - only where asked for

    design = asked.design
    return estimate.fit(
        design.matrix, asked.response.values, times=design.times, names=design.names
    )


def _quasi_poisson(asked: Asked) -> KernelFit:
    design, kept = asked.design, asked.kept
    return quasi_poisson.fit(
        design.matrix,
        kept.observed,
        exposure=kept.exposure,
        times=design.times,
        names=design.names,
    )


def _negative_binomial(asked: Asked) -> KernelFit:
    from referral_analysis.its.kernels import negative_binomial  # noqa: PLC0415 - only where asked for

    design, kept = asked.design, asked.kept
    return negative_binomial.fit(
        design.matrix,
        kept.observed,
        exposure=kept.exposure,
        times=design.times,
        names=design.names,
    )


def _quasi_binomial(asked: Asked) -> KernelFit:
    from referral_analysis.its.kernels import quasi_binomial  # noqa: PLC0415 - only where asked for

    design, kept = asked.design, asked.kept
    return quasi_binomial.fit(
        design.matrix,
        kept.observed,
        kept_exposure(kept),
        times=design.times,
        names=design.names,
    )


RULES: dict[Model, ModelRule] = {
    "ar1": ModelRule(kind="linear", fit=_ar1, intervals=("satterthwaite", "test_inversion", "t")),
    "ar1_noise": ModelRule(
        kind="linear", fit=_ar1_noise, intervals=("satterthwaite", "test_inversion")
    ),
    "ols_hac": ModelRule(kind="linear", fit=_ols_hac, intervals=("newey_west", "test_inversion")),
    "prais_winsten": ModelRule(
        kind="linear", fit=_prais_winsten, intervals=("t", "test_inversion")
    ),
    "arima": ModelRule(
        kind="linear",
        fit=lambda asked: _arima(asked).kernel,
        intervals=("t", "normal"),
        whole=_arima,
    ),
    "structural": ModelRule(
        kind="linear",
        fit=lambda asked: _structural(asked).kernel,
        intervals=("t",),
        whole=_structural,
    ),
    "quasi_poisson": ModelRule(kind="count", fit=_quasi_poisson, intervals=("t",)),
    "negative_binomial": ModelRule(kind="count", fit=_negative_binomial, intervals=("normal",)),
    "quasi_binomial": ModelRule(kind="share", fit=_quasi_binomial, intervals=("t",)),
}

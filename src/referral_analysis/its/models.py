"""The models by name: which kernel fits each, and which interval is its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from referral_analysis.errors import SpecError
from referral_analysis.its.design import Design
from referral_analysis.its.kernels import (
    ar1,
    ar1_noise,
    negative_binomial,
    ols_hac,
    prais_winsten,
    quasi_binomial,
    quasi_poisson,
)
from referral_analysis.its.kernels.result import KernelFit
from referral_analysis.its.response import Kept, Response, kept_exposure
from referral_analysis.its.spec import ItsSpec, Model

IntervalMethod = Literal["satterthwaite", "test_inversion", "newey_west", "t", "normal"]
Kind = Literal["linear", "count", "share"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """What a kernel is asked to fit; response is None for models of counts and shares."""

    design: Design
    spec: ItsSpec
    kept: Kept
    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRule:
    """A model: what it takes, who fits it, and the intervals it may have, its own first."""

    kind: Kind
    fit: Callable[[Asked], KernelFit]
    intervals: tuple[IntervalMethod, ...]


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
    design, kept = asked.design, asked.kept
    return negative_binomial.fit(
        design.matrix,
        kept.observed,
        exposure=kept.exposure,
        times=design.times,
        names=design.names,
    )


def _quasi_binomial(asked: Asked) -> KernelFit:
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
    "quasi_poisson": ModelRule(kind="count", fit=_quasi_poisson, intervals=("t",)),
    "negative_binomial": ModelRule(kind="count", fit=_negative_binomial, intervals=("normal",)),
    "quasi_binomial": ModelRule(kind="share", fit=_quasi_binomial, intervals=("t",)),
}

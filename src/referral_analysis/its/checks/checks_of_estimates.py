"""Checks of the estimates: can they be told apart, did they settle, on how many periods."""

from collections.abc import Iterator

import numpy as np

from referral_analysis.its.checks.check import Check, FitSeen
from referral_analysis.its.model.design import SLOPE, is_after, is_before
from referral_analysis.its.model.fit import standard_errors

COLLINEAR = 0.7  # half of one estimate's variance then comes from the other
FEW_BEFORE, FEW_AFTER = 24, 8  # below 8 after, a slope says nothing (docs/method.md)
MEANING = {
    "few_before": "Few periods before: the trend that the effect is measured from is uncertain.",
    "few_after": "Few periods after: only a large change could be seen.",
    "slope_on_few": "A change of slope on so few periods says nothing; report the mean effect.",
}


def collinear(look: FitSeen) -> Iterator[Check]:
    """Correlate the estimates of the interruptions with each other."""
    names = look.spec.timeline.names
    columns = [
        n for n, name in enumerate(look.batch.design.names) if name.removesuffix(SLOPE) in names
    ]
    spread = standard_errors(look.batch)
    for place, first in enumerate(columns):
        for second in columns[place + 1 :]:
            together = look.batch.kernel.covariance[:, first, second]
            size = spread[:, first] * spread[:, second]
            correlation = together / np.where(size > 0, size, np.nan)
            pair = f"{look.batch.design.names[first]} and {look.batch.design.names[second]}"
            yield Check(
                name=f"collinearity: {pair}",
                statistic=correlation,
                p_value=None,
                is_flagged=np.abs(correlation) > COLLINEAR,
                meaning="The two can hardly be told apart: what one gains the other loses.",
            )


def correlation(look: FitSeen) -> Iterator[Check]:
    """Look at the correlation of neighbouring periods that was fitted."""
    kernel = look.batch.kernel
    if kernel.rho is None and look.batch.estimates is kernel:
        return
    yield Check(
        name="rho_at_boundary",
        statistic=kernel.rho,
        p_value=None,
        is_flagged=kernel.is_at_boundary,
        meaning="The series wanders as a random walk does; a change of its level means little.",
    )
    yield Check(
        name="two_peaks",
        statistic=None,
        p_value=None,
        is_flagged=kernel.is_multimodal,
        meaning="Two quite different correlations explain the series; the likelier one was kept.",
    )


def estimation(look: FitSeen) -> Iterator[Check]:
    """Say where the estimates did not settle, or are less than they seem."""
    kernel = look.batch.kernel
    yield Check(
        name="not_converged",
        statistic=None,
        p_value=None,
        is_flagged=~kernel.is_converged,
        meaning="The estimates did not settle; do not use them.",
    )
    if look.spec.model == "negative_binomial":
        yield Check(
            name="no_overdispersion",
            statistic=kernel.alpha,
            p_value=None,
            is_flagged=kernel.is_poisson_fallback,
            meaning="Counts vary no more than Poisson's; the model fell back to Poisson.",
        )
    if kernel.is_below_naive is not None:
        named = [
            name.removesuffix(SLOPE) in look.spec.timeline.names for name in look.batch.design.names
        ]
        yield Check(
            name="hac_below_naive",
            statistic=None,
            p_value=None,
            is_flagged=np.asarray(kernel.is_below_naive[:, np.array(named)].any(axis=1)),
            meaning="Newey-West errors came out smaller than ordinary ones; they are too small.",
        )


def lengths(look: FitSeen) -> Iterator[Check]:
    """Count the periods on each side of each interruption."""
    for interruption in look.spec.timeline.interruptions:
        name = interruption.name
        before = int(is_before(look.batch.design, interruption).sum())
        after = int(is_after(look.batch.design, interruption).sum())
        yield _few(look, "few_before", name, before)
        yield _few(look, "few_after", name, after)
        if name + SLOPE in look.batch.design.names:
            yield _few(look, "slope_on_few", name, after)


def _few(look: FitSeen, kind: str, interruption: str, count: int) -> Check:
    size = len(look.batch.segments)
    least = FEW_BEFORE if kind == "few_before" else FEW_AFTER
    return Check(
        name=f"{kind}: {interruption}",
        statistic=np.full(size, float(count)),
        p_value=None,
        is_flagged=np.full(size, count < least),
        meaning=MEANING[kind],
    )

"""How well the NFA flag stands for the auditors' judgement, and shares corrected by it.

PPV is the share judged inappropriate of NFA referrals, FOR that of the others; sensitivity is the
share with NFA of those judged inappropriate, specificity the share without of the others. All are
ratios of weighted totals, whatever the sample was stratified by; one drawn by NFA status knows PPV
and FOR best. Sources: Rogan and Gladen (1978), Am. J. Epidemiol. 107, 71-76; Lang and Reiczigel
(2014), Prev. Vet. Med. 113, 13-22.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis import special
from referral_analysis.arrays import Floats
from referral_analysis.errors import ParametersError
from referral_analysis.intervals import cases_known
from referral_analysis.statistics.prevalence import Cases, Share, referrals, share, with_status

LEAST_YOUDEN = 0.05
"""Sensitivity + specificity - 1 below which a flag says next to nothing: a coin has 0."""
_POINTS = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How well the flag stands for the judgement in one period: four shares."""

    ppv: Share
    false_omission: Share
    sensitivity: Share
    specificity: Share


def accuracy(cases: Cases, level: float = 0.95) -> Accuracy:
    """Estimate the flag's accuracy; of any referrals like those sampled, not of them alone.

    Of a sample drawn by NFA status, sensitivity and specificity have the ends that the posterior of
    PPV and FOR gives them: where auditors follow the flag nearly always, no spread shows by itself.
    """
    flag, judged = cases.is_nfa.astype(float), cases.inappropriate

    def of(part: Floats, among: Floats, within: Cases) -> Share:
        kept = np.isin(cases.stratum, within.stratum)
        return share(within, part[kept], among[kept], level, finite=False)

    flagged, others = (with_status(cases, is_nfa=is_nfa) for is_nfa in (True, False))
    ppv = of(judged * flag, flag, flagged)
    false_omission = of(judged * (1 - flag), 1 - flag, others)
    sensitivity = of(judged * flag, judged, cases)
    specificity = of((1 - judged) * (1 - flag), 1 - judged, cases)
    if cases.by_nfa and ppv.cases and false_omission.cases:
        size = referrals(flagged), referrals(others)
        found, wrong = posterior(ppv, false_omission, points=_POINTS) * np.array(size)[:, None]
        sensitivity = _between(sensitivity, found / (found + wrong))
        left = size[1] - wrong
        specificity = _between(specificity, left / (left + size[0] - found))
    return Accuracy(
        ppv=ppv, false_omission=false_omission, sensitivity=sensitivity, specificity=specificity
    )


def _between(estimated: Share, spread: Floats) -> Share:
    """Give a share the ends of a posterior, and never ends that leave its estimate out."""
    if not estimated.cases:
        return estimated
    tail = (1 - estimated.level) / 2
    low, high = np.quantile(spread, [tail, 1 - tail])
    return replace(
        estimated,
        low=float(min(low, estimated.estimate)),
        high=float(max(high, estimated.estimate)),
    )


def by_predictive_values(flagged: ArrayLike, ppv: ArrayLike, false_omission: ArrayLike) -> Floats:
    """Return the share inappropriate: flagged * PPV + (1 - flagged) * FOR; shapes broadcast."""
    p = np.asarray(flagged, dtype=np.float64)
    return np.asarray(p * np.asarray(ppv) + (1 - p) * np.asarray(false_omission))


def rogan_gladen(flagged: ArrayLike, sensitivity: float, specificity: float) -> Floats:
    """Return the share inappropriate: (flagged + Sp - 1) / (Se + Sp - 1), cut to 0 to 1.

    ParametersError where Se + Sp is so near to 1 that the flag says nothing.
    """
    youden = sensitivity + specificity - 1
    if not youden > LEAST_YOUDEN:
        raise ParametersError(
            "correction by sensitivity and specificity",
            found=f"a flag whose sensitivity and specificity add up to {youden + 1:.2f}",
            needed=f"more than {1 + LEAST_YOUDEN:.2f}: at 1 the flag says nothing",
            do="Judge a sample drawn by the flag, and correct by its predictive values.",
        )
    raw = (np.asarray(flagged, dtype=np.float64) + specificity - 1) / youden
    return np.asarray(np.clip(raw, 0, 1))


def rogan_gladen_interval(flagged: float, accuracy: Accuracy) -> Share:
    """Correct a known flagged share by a sample's sensitivity and specificity, with an interval.

    The interval is of their posterior. NaN throughout, as undefined, where more of it than an
    interval's tail has a flag that says nothing.
    """
    level = accuracy.sensitivity.level
    se, sp = posterior(accuracy.sensitivity, accuracy.specificity, points=4_096)
    cases = accuracy.sensitivity.cases + accuracy.specificity.cases
    tail = (1 - level) / 2
    if not (se + sp - 1 <= LEAST_YOUDEN).mean() < tail:
        nan = float("nan")
        return Share(estimate=nan, low=nan, high=nan, level=level, cases=cases, effective=0.0)
    spread = np.clip((flagged + sp - 1) / np.maximum(se + sp - 1, LEAST_YOUDEN), 0, 1)
    low, high = np.quantile(spread, [tail, 1 - tail])
    point = rogan_gladen(flagged, accuracy.sensitivity.estimate, accuracy.specificity.estimate)
    return Share(
        estimate=float(point),
        low=float(low),
        high=float(high),
        level=level,
        cases=cases,
        effective=float(cases),
    )


def posterior(*found: Share, points: int) -> Floats:
    """Spread points evenly over the joint posterior of shares judged apart; (shares, points).

    Each share is Beta by its effective cases, under Jeffreys' prior; the points are an additive
    recurrence by powers of the generalised golden ratio, so that the same shares give the same
    points: nothing is drawn. Source: Roberts (2018), The unreasonable effectiveness of
    quasirandom sequences.
    """
    size = len(found)
    ratio = 2.0
    for _ in range(64):  # the root of x^(size + 1) = x + 1, to the last digit
        ratio = (1 + ratio) ** (1 / (size + 1))
    steps = ratio ** -np.arange(1, size + 1, dtype=np.float64)
    even = (0.5 + np.arange(1, points + 1) * steps[:, None]) % 1
    effective = np.array([[cases_known(one.effective, one.level, one.df)] for one in found])
    seen = np.array([[one.estimate] for one in found]) * effective
    return np.asarray(special.betaincinv(seen + 0.5, effective - seen + 0.5, even))

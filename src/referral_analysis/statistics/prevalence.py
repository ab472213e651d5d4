"""Shares of a county's referrals, estimated from a stratified sample of them that was judged.

A share is a ratio of weighted totals: each judged case stands for its stratum's referrals over the
stratum's judged cases. Its variance is that of the design, by linearisation; its interval is
Wilson's for the effective number of cases, with judged cases less strata as degrees of freedom; a
difference's interval joins both (Newcombe). Sources: Cochran (1977), Sampling Techniques, ch. 5;
Kish (1965); Dean and Pagano (2015), J. Surv. Stat. Methodol. 3, 484-503; Newcombe (1998), Stat.
Med. 17, 873-890, method 10.
"""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.errors import ParametersError
from referral_analysis.intervals import wilson_interval

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cases:
    """Judged cases of a stratified sample; arrays of one length, a case each.

    inappropriate: from 0 to 1, the share of its auditors who judged it so. stratum: a number.
    in_stratum: how many referrals the stratum holds.
    """

    stratum: Ints = field(repr=False)
    in_stratum: Floats = field(repr=False)
    inappropriate: Floats = field(repr=False)
    is_nfa: Bools = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the referrals with its interval; NaN throughout where nothing was judged.

    `cases` were judged; `effective` is how many a simple sample would need to say as much.
    """

    estimate: float
    low: float
    high: float
    level: float
    cases: int
    effective: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDifference:
    """The share after less the share before, with its interval."""

    estimate: float
    low: float
    high: float
    level: float


def cases_of(drawn: pl.DataFrame) -> Cases:
    """Take the judged cases of one period's sample: stratum, in_stratum, is_nfa, inappropriate.

    inappropriate is null where nobody could judge: the other cases of its stratum stand for it. A
    stratum with fewer than two judged cases is put together with the next one, since one case
    alone shows no spread. ParametersError where fewer than two were judged in all.
    """
    strata = (
        drawn.group_by("stratum")
        .agg(pl.col("in_stratum").first(), pl.col("inappropriate").count().alias("judged"))
        .sort("stratum")
    )
    strata = strata.with_columns(
        group=pl.Series(_joined(strata["judged"].to_list()), dtype=pl.Int64)
    ).with_columns(held=pl.col("in_stratum").sum().over("group"))
    rows = drawn.drop_nulls("inappropriate").join(
        strata.select("stratum", "group", "held"), on="stratum", maintain_order="left"
    )
    return Cases(
        stratum=rows["group"].to_numpy(),
        in_stratum=rows["held"].cast(pl.Float64).to_numpy(),
        inappropriate=rows["inappropriate"].cast(pl.Float64).to_numpy(),
        is_nfa=rows["is_nfa"].to_numpy(),
    )


def prevalence(cases: Cases, level: float = 0.95) -> Share:
    """Estimate the share of all referrals that is inappropriate."""
    return share(cases, cases.inappropriate, np.ones(len(cases.inappropriate)), level)


def share(
    cases: Cases, part: Floats, among: Floats, level: float = 0.95, *, finite: bool = True
) -> Share:
    """Estimate the total of `part` over the total of `among`, both a value a case from 0 to 1.

    part is at most among. finite: the share is of the very referrals sampled from, so the variance
    falls as more of them are judged; else it is of any such referrals.
    """
    weights = cases.in_stratum / _in_own_stratum(cases.stratum, np.ones(len(part)))
    total = float(weights @ among)
    held = int(np.count_nonzero(among))
    if total == 0:
        nan = float("nan")
        return Share(estimate=nan, low=nan, high=nan, level=level, cases=0, effective=0.0)
    estimate = float(weights @ part) / total
    variance = _variance(cases, part - estimate * among, finite=finite) / total**2
    effective = _effective(estimate, variance, float(among.sum()))
    if finite and bool((weights == 1).all()):
        effective = float("inf")  # every referral was judged
    low, high = wilson_interval(estimate, effective, level, df=_freedom(cases))
    return Share(
        estimate=estimate,
        low=float(low),
        high=float(high),
        level=level,
        cases=held,
        effective=effective,
    )


def difference(before: Share, after: Share) -> ShareDifference:
    """Set two shares of samples drawn apart against each other."""
    change = after.estimate - before.estimate
    return ShareDifference(
        estimate=change,
        low=change - float(np.hypot(after.estimate - after.low, before.high - before.estimate)),
        high=change + float(np.hypot(after.high - after.estimate, before.estimate - before.low)),
        level=before.level,
    )


def _joined(judged: list[int]) -> list[int]:
    """Give neighbouring strata one number until it has two judged cases or more."""
    if sum(judged) < 2:
        raise ParametersError(
            "the audit's judgements",
            found=f"{sum(judged)} cases judged in a period",
            needed="two or more, and a hundred or so to say anything",
            do="Have more cases judged, or leave the audit out of the parameters.",
        )
    numbers, number, held = [], 0, 0
    for i, count in enumerate(judged):
        numbers.append(number)
        held += count
        # what is left must be enough for a number of its own
        if held >= 2 and sum(judged[i + 1 :]) >= 2:
            number, held = number + 1, 0
    return numbers


def _in_own_stratum(stratum: Ints, values: Floats) -> Floats:
    """Add the values up by stratum; a case each."""
    _, place = np.unique(stratum, return_inverse=True)
    totals: Floats = np.bincount(place, weights=values).astype(np.float64)
    return totals[place]


def _effective(estimate: float, variance: float, judged: float) -> float:
    """Return how many cases of a simple sample say as much.

    Cases that are all alike show no spread, and say no more than they are.
    """
    spread = estimate * (1 - estimate)
    return spread / variance if min(spread, variance) > 1e-12 else judged


def _variance(cases: Cases, residuals: Floats, *, finite: bool) -> float:
    """Return the design's variance of the weighted total of the residuals."""
    judged = _in_own_stratum(cases.stratum, np.ones(len(residuals)))
    means = _in_own_stratum(cases.stratum, residuals) / judged
    left = np.maximum(1 - judged / cases.in_stratum, 0) if finite else 1.0
    scale = cases.in_stratum**2 * left / (judged * (judged - 1))
    return float(np.sum(scale * (residuals - means) ** 2))


def _freedom(cases: Cases) -> int:
    return max(len(cases.stratum) - len(np.unique(cases.stratum)), 1)

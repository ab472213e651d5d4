"""Shares of a county's referrals, estimated from a stratified sample of them that was judged.

A share is a ratio of weighted totals: each judged case stands for its stratum's referrals over the
stratum's judged cases. Its variance is that of the design, by linearisation, each stratum's
steadied by that of all; its interval is Jeffreys' for the effective number of cases, with judged
cases less strata as degrees of freedom.
Where the sample was drawn by NFA status, that of all referrals joins the intervals of the two
statuses by their weights, as a difference's interval joins two periods': a status whose cases are
all alike shows no spread, and yet is not known. Sources: Cochran (1977), Sampling Techniques, ch.
5; Kish (1965); Korn and Graubard (1998), Survey Methodology 24, 193-201; Zou, Huang and Zhang
(2009), Comput. Stat. Data Anal. 53, 1080-1085; Newcombe (1998), Stat. Med. 17, 873-890, method 10.
Measured in benchmarks/prevalence.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from referral_analysis.arrays import Flags, Floats, Integers
from referral_analysis.errors import ParametersError
from referral_analysis.intervals import jeffreys_interval

_BORROWED = 2.0
"""Cases of all strata by which each stratum's variance is steadied: the fewest that it has."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cases:
    """Judged cases of a stratified sample; arrays of one length, a case each.

    inappropriate: from 0 to 1, the share of its auditors who judged it so. stratum: a number.
    in_stratum: how many referrals the stratum holds. by_nfa: no stratum holds referrals of both NFA
    statuses.
    """

    stratum: Integers = field(repr=False)
    in_stratum: Floats = field(repr=False)
    inappropriate: Floats = field(repr=False)
    is_nfa: Flags = field(repr=False)
    by_nfa: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the referrals with its interval; NaN throughout where nothing was judged.

    `cases` were judged; `effective` is how many a simple sample would need to say as much, by a
    variance of `df` degrees of freedom.
    """

    estimate: float
    low: float
    high: float
    level: float
    cases: int
    effective: float
    df: float = float("inf")


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
    stratum with fewer than two judged cases is put together with the next one of its NFA status,
    since one case alone shows no spread; where strata were not drawn by NFA status, with the next.
    ParametersError where fewer than two were judged in all, or of one status.
    """
    strata = _joined(
        drawn.group_by("stratum")
        .agg(
            pl.col("in_stratum").first(),
            pl.col("is_nfa").first(),
            (pl.col("is_nfa").n_unique() > 1).alias("is_mixed"),
            pl.col("inappropriate").count().alias("judged"),
        )
        .sort("stratum")
    ).with_columns(held=pl.col("in_stratum").sum().over("group"))
    rows = drawn.drop_nulls("inappropriate").join(
        strata.select("stratum", "group", "held"), on="stratum", maintain_order="left"
    )
    return Cases(
        stratum=rows["group"].to_numpy(),
        in_stratum=rows["held"].cast(pl.Float64).to_numpy(),
        inappropriate=rows["inappropriate"].cast(pl.Float64).to_numpy(),
        is_nfa=rows["is_nfa"].to_numpy(),
        by_nfa=not strata["is_mixed"].any(),
    )


def with_status(cases: Cases, *, is_nfa: bool) -> Cases:
    """Return the cases of one NFA status, where strata were drawn by it; else all of them."""
    if not cases.by_nfa:
        return cases
    which = cases.is_nfa == is_nfa
    return Cases(
        stratum=cases.stratum[which],
        in_stratum=cases.in_stratum[which],
        inappropriate=cases.inappropriate[which],
        is_nfa=cases.is_nfa[which],
        by_nfa=True,
    )


def referrals(cases: Cases) -> float:
    """Return how many referrals the strata of the cases hold."""
    _, first = np.unique(cases.stratum, return_index=True)
    return float(cases.in_stratum[first].sum())


def prevalence(cases: Cases, level: float = 0.95) -> Share:
    """Estimate the share of all referrals that is inappropriate."""
    ones = np.ones(len(cases.inappropriate))
    whole = share(cases, cases.inappropriate, ones, level)
    if not cases.by_nfa:
        return whole
    own = [with_status(cases, is_nfa=bool(status)) for status in np.unique(cases.is_nfa)]
    parts = [share(one, one.inappropriate, np.ones(len(one.stratum)), level) for one in own]
    weights = np.array([referrals(one) for one in own]) / referrals(cases)
    below, above = _reach(parts, weights)
    return replace(whole, low=whole.estimate - below, high=whole.estimate + above)


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
    spread = estimate * (1 - estimate)
    variance = _variance(cases, part - estimate * among, finite=finite) / total**2
    if min(spread, variance) > 1e-12:
        effective = spread / variance
    else:
        effective = _alike(cases, weights, among, finite=finite)
    df = _freedom(cases)
    low, high = jeffreys_interval(estimate, effective, level, df=df)
    return Share(
        estimate=estimate,
        low=float(low),
        high=float(high),
        level=level,
        cases=held,
        effective=effective,
        df=df,
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


def _joined(strata: pl.DataFrame) -> pl.DataFrame:
    """Add `group`: one number for neighbours of one NFA status that must stand together."""
    if strata["is_mixed"].any() or strata["judged"].sum() < 2:
        return strata.with_columns(_numbers(strata["judged"], "cases"))
    parts = []
    for (is_nfa,), rows in strata.group_by("is_nfa", maintain_order=True):
        what = f"cases with{'' if is_nfa else 'out'} no further action"
        numbers = _numbers(rows["judged"], what) + 2 * strata.height * int(bool(is_nfa))
        parts.append(rows.with_columns(numbers))
    return pl.concat(parts)


def _numbers(judged: pl.Series, what: str) -> pl.Series:
    """Give neighbouring strata one number until it has two judged cases or more."""
    left = int(judged.sum())
    if left < 2:
        raise ParametersError(
            "the audit's judgements",
            found=f"{left} {what} judged in a period",
            needed="two or more, and a hundred or so to say anything",
            do="Have more cases judged, or leave the audit out of the parameters.",
        )
    numbers, number, held = [], 0, 0
    for count in judged:
        numbers.append(number)
        held, left = held + count, left - count
        # what is left must be enough for a number of its own
        if held >= 2 and left >= 2:
            number, held = number + 1, 0
    return pl.Series("group", numbers, dtype=pl.Int64)


def _in_own_stratum(stratum: Integers, values: Floats) -> Floats:
    """Add the values up by stratum; a case each."""
    _, place = np.unique(stratum, return_inverse=True)
    totals: Floats = np.bincount(place, weights=values).astype(np.float64)
    return totals[place]


def _reach(parts: Sequence[Share], weights: Floats) -> tuple[float, float]:
    """Return how far below and above their weighted sum the interval of independent shares goes."""
    below = np.array([one.estimate - one.low for one in parts])
    above = np.array([one.high - one.estimate for one in parts])
    return float(np.hypot.reduce(weights * below)), float(np.hypot.reduce(weights * above))


def _alike(cases: Cases, weights: Floats, among: Floats, *, finite: bool) -> float:
    """Return how many cases of a simple sample say as much as these, which are all alike.

    They show no spread, and say no more than they are; less where their weights differ (Kish).
    Infinitely many where every referral was judged.
    """
    judged = _in_own_stratum(cases.stratum, np.ones(len(among)))
    left = np.maximum(1 - judged / cases.in_stratum, 0) if finite else 1.0
    squares = float(np.sum(weights**2 * left * among))
    return float(weights @ among) ** 2 / squares if squares > 0 else float("inf")


def _variance(cases: Cases, residuals: Floats, *, finite: bool) -> float:
    """Return the design's variance of the weighted total of the residuals.

    Two cases of a stratum show next to nothing of its spread, and are often alike by chance: each
    stratum's variance is drawn towards that of all its cases, as by `_BORROWED` more of those.
    """
    judged = _in_own_stratum(cases.stratum, np.ones(len(residuals)))
    means = _in_own_stratum(cases.stratum, residuals) / judged
    squares = _in_own_stratum(cases.stratum, (residuals - means) ** 2)
    weights = cases.in_stratum / judged
    of_all = float(weights @ residuals**2 / weights.sum())
    # one stratum alone has nothing to borrow from
    borrowed = _BORROWED if len(np.unique(cases.stratum)) > 1 else 0.0
    spread = (squares + borrowed * of_all) / (judged - 1 + borrowed)
    left = np.maximum(1 - judged / cases.in_stratum, 0) if finite else 1.0
    # a row a case: each stratum's term is there as often as it has cases
    return float(np.sum(cases.in_stratum**2 * left * spread / judged**2))


def _freedom(cases: Cases) -> int:
    return max(len(cases.stratum) - len(np.unique(cases.stratum)), 1)

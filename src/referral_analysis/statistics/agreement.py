"""How far auditors agree on the same cases, beyond chance: five coefficients, ratings may miss.

Ratings are whole numbers, shape (cases, auditors): the category from 0 up, -1 where an auditor did
not rate a case. Standard errors are those of the linearised coefficient over cases drawn at random
(Gwet 2008 and 2014); intervals are of Student's t with cases less 1 degrees of freedom, cut at 1.
Where auditors agree on every case, or on none, no spread shows, and yet they will not always: the
interval of the raw agreement is then the exact one of Clopper and Pearson (1934), and that of a
coefficient what those ends make of it with the agreement by chance as it was seen, as the common
correlation model has it (Donner and Eliasziw 1992, Stat. Med. 11, 1511-1519).
Sources: Cohen (1960), Educ. Psychol. Meas. 20, 37-46; Fleiss (1971), Psychol. Bull. 76, 378-382;
Krippendorff (2011), Computing Krippendorff's alpha-reliability; Gwet (2008), Br. J. Math. Stat.
Psychol. 61, 29-48; Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from referral_analysis.arrays import Floats
from referral_analysis.errors import ParametersError
from referral_analysis.intervals import checked_level, t_interval, wilson_interval

Ratings: TypeAlias = NDArray[np.int64]
NOT_RATED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """One coefficient with its interval; NaN where it is undefined.

    `cases` are those that two auditors or more rated. `standard_error` is of the estimate.
    """

    name: str
    estimate: float
    standard_error: float
    low: float
    high: float
    level: float
    cases: int


def agreement(ratings: Ratings, categories: int, level: float = 0.95) -> tuple[Coefficient, ...]:
    """Return every coefficient that these ratings allow; Cohen's kappa with two auditors only."""
    measures = (raw_agreement, *((cohen_kappa,) if ratings.shape[1] == 2 else ()), *FOR_ANY_NUMBER)
    return tuple(measure(ratings, categories, level) for measure in measures)


def raw_agreement(ratings: Ratings, categories: int, level: float = 0.95) -> Coefficient:
    """Return the share of pairs of auditors that agree, averaged over cases.

    The interval is Wilson's, for as many cases as would have this variance; of 0 and 1 the exact
    one.
    """
    _, agreed = _rated(ratings, categories)
    n = len(agreed)
    share, spread = float(agreed.mean()), _standard_error(agreed)
    # cases that are all alike show no spread, and say no more than they are
    effective = share * (1 - share) / spread**2 if spread > 0 else float(n)
    ends = _exact_ends(share, n, level) or wilson_interval(share, effective, level, df=n - 1)
    low, high = (float(end) for end in ends)
    return Coefficient(
        name="raw agreement",
        estimate=share,
        standard_error=spread,
        low=low,
        high=high,
        level=level,
        cases=n,
    )


def cohen_kappa(ratings: Ratings, categories: int, level: float = 0.95) -> Coefficient:
    """Return Cohen's kappa of two auditors, over the cases that both rated.

    The standard error is that of Fleiss, Cohen and Everitt (1969), with cases less 1.
    """
    if ratings.shape[1] != 2:
        raise ParametersError(
            "Cohen's kappa",
            found=f"{ratings.shape[1]} auditors",
            needed="two",
            do="Use Fleiss' kappa for more.",
        )
    _, agreed = _rated(ratings, categories)
    both = ratings[(ratings != NOT_RATED).all(axis=1)]
    own = [np.bincount(rater, minlength=categories) / len(both) for rater in both.T]
    chance = float(own[0] @ own[1])
    expected = (own[1][both[:, 0]] + own[0][both[:, 1]]) / 2
    return _over_chance("Cohen's kappa", agreed, chance, expected, level)


def fleiss_kappa(ratings: Ratings, categories: int, level: float = 0.95) -> Coefficient:
    """Return Fleiss' kappa: chance is that of two draws from all auditors' ratings."""
    agreed, shares = _with_shares(ratings, categories)
    pooled = shares.mean(axis=0)
    expected = shares @ pooled
    return _over_chance("Fleiss' kappa", agreed, float(pooled @ pooled), expected, level)


def gwet_ac1(ratings: Ratings, categories: int, level: float = 0.95) -> Coefficient:
    """Return Gwet's AC1: chance is that of ratings given at random, so one class may prevail."""
    agreed, shares = _with_shares(ratings, categories)
    pooled = shares.mean(axis=0)
    expected = shares @ (1 - pooled) / (categories - 1)
    chance = float(pooled @ (1 - pooled) / (categories - 1))
    return _over_chance("Gwet's AC1", agreed, chance, expected, level)


def krippendorff_alpha(ratings: Ratings, categories: int, level: float = 0.95) -> Coefficient:
    """Return Krippendorff's alpha for nominal data: pairable ratings only, corrected for number."""
    counts, alike = _rated(ratings, categories)
    made = counts.sum(axis=1)
    a_case = made.mean()
    weight = made / a_case
    agreed = (counts * (counts - 1)).sum(axis=1) / (made - 1) / a_case
    pooled = counts.sum(axis=0) / made.sum()
    chance = float(pooled @ pooled)
    if chance == 1:
        return _undefined("Krippendorff's alpha", len(counts), level)
    disagreed = (1 - agreed.mean()) / (1 - chance)
    expected = counts @ pooled / a_case - chance * weight
    effects = (agreed - agreed.mean() * weight - 2 * disagreed * expected) / (1 - chance)
    small = 1 - 1 / made.sum()
    estimate = 1 - small * disagreed
    ends = _exact_ends(float(alike.mean()), len(counts), level)
    coefficient = _coefficient(
        "Krippendorff's alpha", estimate, small * effects, level, len(counts)
    )
    return coefficient if ends is None else _with_ends(coefficient, ends, chance, small)


FOR_ANY_NUMBER: tuple[Callable[[Ratings, int, float], Coefficient], ...] = (
    fleiss_kappa,
    krippendorff_alpha,
    gwet_ac1,
)


def _rated(ratings: Ratings, categories: int) -> tuple[Floats, Floats]:
    """Return ratings a case and category, and the agreement a case, of cases rated twice."""
    counts = _counts(ratings, categories)
    counts = counts[counts.sum(axis=1) >= 2]
    if len(counts) < 2:
        raise ParametersError(
            "agreement of auditors",
            found=f"{len(counts)} cases that two auditors or more judged",
            needed="two such cases or more",
            do="Have more cases judged twice.",
        )
    made = counts.sum(axis=1)
    return counts, (counts * (counts - 1)).sum(axis=1) / (made * (made - 1))


def _counts(ratings: Ratings, categories: int) -> Floats:
    """Count the ratings of each case by category; shape (cases, categories)."""
    return np.stack([(ratings == k).sum(axis=1) for k in range(categories)], axis=1).astype(float)


def _with_shares(ratings: Ratings, categories: int) -> tuple[Floats, Floats]:
    """Return the agreement a case (NaN if rated once) and its ratings' shares by category."""
    _rated(ratings, categories)
    counts = _counts(ratings, categories)
    counts = counts[counts.sum(axis=1) > 0]
    made = counts.sum(axis=1)
    pairs = np.where(made > 1, made * (made - 1), np.nan)
    return (counts * (counts - 1)).sum(axis=1) / pairs, counts / made[:, None]


def _over_chance(
    name: str, agreed: Floats, chance: float, expected: Floats, level: float
) -> Coefficient:
    """Return (agreement - chance) / (1 - chance); expected is each case's part in the chance."""
    paired = np.isfinite(agreed)
    cases = int(paired.sum())
    if chance == 1:
        return _undefined(name, cases, level)
    own = np.where(paired, (agreed - chance) / (1 - chance), 0) * len(agreed) / cases
    estimate = float(own.mean())
    effects = own - 2 * (1 - estimate) * (expected - chance) / (1 - chance)
    coefficient = _coefficient(name, estimate, effects, level, cases)
    ends = _exact_ends(float(agreed[paired].mean()), cases, level)
    return coefficient if ends is None else _with_ends(coefficient, ends, chance)


def _exact_ends(share: float, cases: int, level: float) -> tuple[float, float] | None:
    """Return Clopper and Pearson's interval of a share of 0 or 1; None of any other."""
    if share not in {0.0, 1.0}:
        return None
    end = float(((1 - checked_level(level)) / 2) ** (1 / cases))
    return (end, 1.0) if share == 1 else (0.0, 1 - end)


def _with_ends(
    coefficient: Coefficient, agreed: tuple[float, float], chance: float, small: float = 1.0
) -> Coefficient:
    """Give a coefficient the ends that two shares of agreement make, chance as it was seen."""
    low, high = (max(1 - small * (1 - share) / (1 - chance), -1.0) for share in agreed)
    return replace(coefficient, low=low, high=high)


def _undefined(name: str, cases: int, level: float) -> Coefficient:
    """Return no figure: every rating is of one category, so none could agree beyond chance."""
    return _coefficient(name, float("nan"), np.full(cases, np.nan), level, cases)


def _coefficient(
    name: str, estimate: float, effects: Floats, level: float, cases: int
) -> Coefficient:
    spread = _standard_error(effects)
    low, high = t_interval(estimate, spread, len(effects) - 1, level)
    return Coefficient(
        name=name,
        estimate=float(estimate),
        standard_error=spread,
        low=max(float(low), -1.0),
        high=min(float(high), 1.0),
        level=level,
        cases=cases,
    )


def _standard_error(effects: Floats) -> float:
    return float(effects.std(ddof=1) / np.sqrt(len(effects)))

"""Weighted shares, their differences and the flag's accuracy: by hand, as identities, by chance."""

import math
from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from scipy import stats

from referral_analysis.errors import ParametersError
from referral_analysis.intervals import wilson_interval
from referral_analysis.statistics.accuracy import (
    accuracy,
    by_predictive_values,
    rogan_gladen,
    rogan_gladen_interval,
)
from referral_analysis.statistics.audit_size import cases_needed
from referral_analysis.statistics.prevalence import (
    Cases,
    Share,
    cases_of,
    difference,
    prevalence,
    share,
)

Scores = Sequence[float | None]
Stratum = tuple[int, Scores, list[bool]]


def drawn(*strata: Stratum) -> pl.DataFrame:
    """Lay strata (referrals, judgements, NFA) out as a sample."""
    return pl.DataFrame(
        [
            (number, held, score, nfa)
            for number, (held, scores, flags) in enumerate(strata)
            for score, nfa in zip(scores, flags, strict=True)
        ],
        schema={
            "stratum": pl.Int64,
            "in_stratum": pl.Int64,
            "inappropriate": pl.Float64,
            "is_nfa": pl.Boolean,
        },
        orient="row",
    )


def sample(*strata: tuple[int, Scores]) -> Cases:
    return cases_of(drawn(*((held, scores, [True] * len(scores)) for held, scores in strata)))


def test_a_stratified_share_worked_by_hand() -> None:
    found = prevalence(sample((100, [1, 0, 1, 1]), (300, [0, 0, 1])))
    # 0.25 x 3/4 + 0.75 x 1/3; about their means the cases have squares of 3/4 and 2/3, and all of
    # them together a variance of 0.4375 x 0.5625 = 63/256, of which each stratum borrows two cases:
    # (3/4 + 63/128) / 5 = 159/640 and (2/3 + 63/128) / 4 = 445/1536, so that the variance is
    # 1/16 x 0.96 x 159/640/4 + 9/16 x 0.99 x 445/1536/3 = 0.0575046
    assert found.estimate == pytest.approx(0.4375)
    variance = 0.96 / 16 * 159 / 640 / 4 + 9 / 16 * 0.99 * 445 / 1536 / 3
    assert found.effective == pytest.approx(63 / 256 / variance)
    assert found.cases == 7
    # cases by a variance of 5 degrees of freedom say as much as (1.959964 / 2.570582)^2 of them;
    # Jeffreys' ends, R: qbeta(c(.025, .975), n * p + .5, n * (1 - p) + .5)
    n = 63 / 256 / variance * (1.9599639845 / 2.5705818356) ** 2
    ends = stats.beta.ppf([0.025, 0.975], n * 0.4375 + 0.5, n * 0.5625 + 0.5)
    assert [found.low, found.high] == pytest.approx(list(ends), rel=1e-8)


def test_equal_weights_give_the_plain_proportion() -> None:
    found = prevalence(sample((1_000, [1, 0, 0, 1]), (1_000, [1, 1, 1, 0])))
    assert found.estimate == pytest.approx(5 / 8)


def test_a_case_nobody_could_judge_is_stood_for_by_its_stratum() -> None:
    with_gap = prevalence(sample((100, [1, 0, None, None]), (300, [0, 0, 1])))
    without = prevalence(sample((100, [1, 0]), (300, [0, 0, 1])))
    assert with_gap == without


def test_a_stratum_with_one_judged_case_joins_its_neighbour() -> None:
    joined = prevalence(sample((100, [1]), (300, [0, 0, 1])))
    assert joined == prevalence(sample((400, [1, 0, 0, 1])))


def of_status(*strata: tuple[int, Scores, bool]) -> Cases:
    """Lay out strata that each hold one NFA status: referrals, judgements, NFA."""
    return cases_of(drawn(*((held, scores, [nfa] * len(scores)) for held, scores, nfa in strata)))


def test_a_thin_stratum_joins_one_of_its_own_nfa_status_only() -> None:
    # the flag is always followed: 150 + 90 of 2,400 referrals are inappropriate, 10%
    strata: list[tuple[int, Scores, bool]] = [
        (1_600, [0.0] * 20, False),
        (560, [0.0, None, None], False),
        (150, [1.0, None], True),
        (90, [1.0] * 12, True),
    ]
    cases = of_status(*strata)
    assert cases.in_stratum.tolist() == [2_160.0] * 21 + [240.0] * 13
    assert prevalence(cases).estimate == pytest.approx(0.1)
    found = accuracy(cases)
    assert (found.ppv.estimate, found.false_omission.estimate) == (1, 0)
    assert (found.sensitivity.estimate, found.specificity.estimate) == (1, 1)
    # the order in which strata are numbered says nothing
    assert prevalence(of_status(*strata[2:], *strata[:2])).estimate == pytest.approx(0.1)


def test_a_status_with_one_judged_case_is_one_line() -> None:
    with pytest.raises(
        ParametersError, match=r"1 cases with no further action judged in a period; need two"
    ):
        of_status((900, [0.0] * 20, False), (100, [1.0, None], True))
    with pytest.raises(ParametersError, match=r"1 cases without no further action judged"):
        of_status((900, [0.0], False), (100, [1.0, 1.0], True))


def test_strata_of_both_statuses_join_whatever_their_cases_are() -> None:
    frame = drawn((100, [1.0], [True]), (300, [0.0, 0.0, 1.0], [False, True, False]))
    assert prevalence(cases_of(frame)).estimate == pytest.approx(0.5)


def test_a_status_whose_cases_are_all_alike_is_not_known_for_all_that() -> None:
    found = prevalence(of_status((300, [1.0] * 30, True), (700, [0.0] * 30, False)))
    assert found.estimate == pytest.approx(0.3)
    # of 30 alike, less the part of all that were judged, by a variance of 29 degrees of freedom
    reach = (stats.norm.ppf(0.975) / stats.t.ppf(0.975, 29)) ** 2
    nfa, others = 30 / (1 - 30 / 300) * reach, 30 / (1 - 30 / 700) * reach
    below = 0.3 * (1 - stats.beta.ppf(0.025, nfa + 0.5, 0.5))
    above = 0.7 * stats.beta.ppf(0.975, 0.5, others + 0.5)
    assert (found.low, found.high) == pytest.approx((0.3 - below, 0.3 + above), rel=1e-6)


def test_cases_of_unequal_weight_that_are_alike_say_less() -> None:
    # Kish, of halves of a county with 90 cases and 10: 2^2 / (90 / 90^2 + 10 / 10^2) = 36
    cases = of_status((100_000_000, [0.0] * 90, False), (100_000_000, [0.0] * 10, False))
    assert prevalence(cases).effective == pytest.approx(36, rel=1e-5)


def test_a_stratum_that_nobody_judged_is_not_lost() -> None:
    found = sample((100, [None, None]), (300, [0, 0, 1]), (200, [1, 1]))
    assert found.in_stratum.tolist() == [400, 400, 400, 200, 200]


def test_judging_every_referral_leaves_nothing_to_chance() -> None:
    found = prevalence(sample((4, [1, 0, 1, 1]), (2, [0, 1])))
    assert [found.low, found.estimate, found.high] == pytest.approx([4 / 6] * 3)


def test_none_found_is_not_none_there() -> None:
    found = prevalence(sample((500, [0.0] * 20)))
    assert (found.estimate, found.low) == (0, 0)
    assert 0.1 < found.high < 0.25


def test_two_cases_are_needed() -> None:
    with pytest.raises(ParametersError, match="1 cases judged in a period; need two or more"):
        sample((100, [1, None]))


def test_a_difference_joins_both_intervals() -> None:
    # Newcombe (1998), table II, row (a), method 10: 56/70 - 48/80 = 0.2 (0.0524 to 0.3339)
    shares = []
    for seen, of in ((48, 80), (56, 70)):
        low, high = wilson_interval(seen / of, of, 0.95)
        shares.append(
            Share(
                estimate=seen / of,
                low=float(low),
                high=float(high),
                level=0.95,
                cases=of,
                effective=of,
            )
        )
    found = difference(*shares)
    assert found.estimate == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_intervals_of_stratified_shares_hold_the_truth() -> None:
    """600 samples of 60 from three strata: Monte-Carlo error 0.9 points."""
    rng = np.random.default_rng(3)
    held, truth = [200, 500, 1_000], [0.8, 0.4, 0.1]
    county = [(rng.permutation(n) < n * p).astype(float) for n, p in zip(held, truth, strict=True)]
    share = sum(stratum.sum() for stratum in county) / sum(held)
    covered = []
    for _ in range(600):
        took = [
            (n, rng.choice(c, 20, replace=False).tolist())
            for n, c in zip(held, county, strict=True)
        ]
        found = prevalence(sample(*took))
        covered.append(found.low <= share <= found.high)
    assert 0.92 <= np.mean(covered) <= 0.98


def flagged_sample(rng: np.random.Generator, cases: int = 4_000) -> tuple[Cases, float]:
    """Draw a sample by flag: PPV 0.8, FOR 0.2, a quarter of 8,000 flagged; the truth is 0.35."""
    half = cases // 2
    ill = [(rng.random(half) < p).astype(float).tolist() for p in (0.8, 0.2)]
    strata = ((2_000_000, ill[0], [True] * half), (6_000_000, ill[1], [False] * half))
    return cases_of(drawn(*strata)), 0.25


def test_accuracy_of_a_sample_drawn_by_flag() -> None:
    cases, _ = flagged_sample(np.random.default_rng(1))
    found = accuracy(cases)
    # sensitivity 0.25 x 0.8 / 0.35, specificity 0.75 x 0.8 / 0.65
    for one, truth in (
        (found.ppv, 0.8),
        (found.false_omission, 0.2),
        (found.sensitivity, 0.2 / 0.35),
        (found.specificity, 0.6 / 0.65),
    ):
        assert one.low < truth < one.high
        assert one.high - one.low < 0.06


def test_ends_of_sensitivity_and_specificity_are_those_of_what_was_drawn_by_flag() -> None:
    """Of 300 with the flag 24 of 30 judged so, of 700 without 8 of 40: by quadrature."""
    cases = of_status((300, [1.0] * 24 + [0.0] * 6, True), (700, [1.0] * 8 + [0.0] * 32, False))
    found = accuracy(cases)
    reach = {n: (stats.norm.ppf(0.975) / stats.t.ppf(0.975, n - 1)) ** 2 for n in (30, 40)}
    even = (np.arange(1_000) + 0.5) / 1_000
    ppv, false_omission = (
        stats.beta.ppf(even, n * share + 0.5, n * (1 - share) + 0.5)
        for share, n in (
            (0.8, found.ppv.effective * reach[30]),
            (0.2, found.false_omission.effective * reach[40]),
        )
    )
    seen, missed = 300 * ppv[:, None], 700 * false_omission
    sensitivity = np.quantile(seen / (seen + missed), [0.025, 0.975])
    right = 700 - missed
    specificity = np.quantile(right / (right + 300 - seen), [0.025, 0.975])
    # a thousand points spread evenly know a quantile of two shares to a few thousandths
    assert [found.sensitivity.low, found.sensitivity.high] == pytest.approx(sensitivity, abs=4e-3)
    assert [found.specificity.low, found.specificity.high] == pytest.approx(specificity, abs=4e-3)
    assert found.sensitivity.estimate == pytest.approx(240 / 380)
    assert found.specificity.estimate == pytest.approx(560 / 620)


def test_of_a_sample_not_drawn_by_flag_they_are_shares_of_their_own() -> None:
    flags = [True] * 12 + [False] * 18
    scores = [1.0] * 9 + [0.0] * 3 + [1.0] * 6 + [0.0] * 12
    cases = cases_of(drawn((400, scores, flags)))
    found = accuracy(cases)
    flag, judged = np.array(flags, dtype=float), np.array(scores)
    wanted = share(cases, judged * flag, judged, 0.95, finite=False)
    assert wanted.estimate == pytest.approx(9 / 15)
    assert found.sensitivity == wanted
    assert found.specificity == share(
        cases, (1 - judged) * (1 - flag), 1 - judged, 0.95, finite=False
    )
    # of the 12 with the flag 9 were judged so, and 6 of the 18 without it
    assert found.ppv.estimate == pytest.approx(9 / 12)
    assert found.false_omission.estimate == pytest.approx(6 / 18)
    assert (found.ppv.cases, found.false_omission.cases) == (12, 18)


def test_both_corrections_give_back_the_weighted_prevalence() -> None:
    cases, flagged = flagged_sample(np.random.default_rng(2))
    found = accuracy(cases)
    direct = prevalence(cases).estimate
    by_values = by_predictive_values(flagged, found.ppv.estimate, found.false_omission.estimate)
    by_rates = rogan_gladen(flagged, found.sensitivity.estimate, found.specificity.estimate)
    assert by_values == pytest.approx(direct, abs=1e-12)
    assert by_rates == pytest.approx(direct, abs=1e-12)


def test_a_flag_that_says_nothing_cannot_correct() -> None:
    with pytest.raises(ParametersError, match=r"add up to 1\.02; need more than 1\.05"):
        rogan_gladen(0.3, 0.5, 0.52)


def test_a_flag_that_may_say_nothing_has_no_interval() -> None:
    rng = np.random.default_rng(4)
    scores = (rng.random(60) < 0.4).astype(float).tolist()
    useless = drawn((300, scores[:30], [True] * 30), (900, scores[30:], [False] * 30))
    found = rogan_gladen_interval(0.25, accuracy(cases_of(useless)))
    assert math.isnan(found.estimate)
    assert math.isnan(found.high)


def test_a_corrected_share_holds_the_truth_in_its_interval() -> None:
    rng = np.random.default_rng(6)
    cases, flagged = flagged_sample(rng, 400)
    found = rogan_gladen_interval(flagged, accuracy(cases))
    assert found.low < 0.35 < found.high
    assert found.low < found.estimate < found.high


def test_cases_needed() -> None:
    # Cochran: 1.96^2 x 0.25 / 0.05^2 = 384.1; a change between two needs twice as many
    needed = cases_needed(0.05)
    assert (needed.one_share, needed.change) == (385, 769)
    # of 3,000 referrals: 384.1 / (1 + 383.1 / 3,000) = 340.6
    assert cases_needed(0.05, referrals=3_000).one_share == 341
    assert cases_needed(0.01, referrals=50).one_share == 50
    assert cases_needed(0.05, share=0.2).one_share == 246
    assert cases_needed(0.05, design_effect=1.5).one_share == 577


def test_the_cases_asked_for_give_the_precision_asked_for() -> None:
    n = cases_needed(0.06, share=0.4).one_share
    scores = [1.0] * round(0.4 * n) + [0.0] * (n - round(0.4 * n))
    found = prevalence(sample((10_000_000, scores)))
    # to within a third of a per cent of what was asked for, either way
    assert (found.high - found.low) / 2 == pytest.approx(0.06, rel=3e-3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"half_width": 0.0}, "half_width: 0.0; need a share between 0 and 0.5"),
        ({"share": 1.0}, "share: 1.0; need a share between 0 and 1"),
        ({"design_effect": 0.0}, "design_effect: 0.0; need a value above 0"),
    ],
)
def test_a_precision_that_cannot_be_had_is_one_line(change: dict[str, float], message: str) -> None:
    with pytest.raises(ParametersError, match=message):
        cases_needed(
            change.get("half_width", 0.05),
            share=change.get("share", 0.5),
            design_effect=change.get("design_effect", 1.0),
        )

"""What agreement coefficients do where examples in print do not lead."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from referral_analysis.errors import ParametersError
from referral_analysis.statistics.agreement import (
    FOR_ANY_NUMBER,
    Coefficient,
    Ratings,
    agreement,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    raw_agreement,
)


def test_full_agreement_is_one_by_every_coefficient() -> None:
    ratings = np.array([[0, 0], [1, 1], [0, 0], [1, 1]])
    assert [one.estimate for one in agreement(ratings, 2)] == [1, 1, 1, 1, 1]


def test_auditors_who_use_one_category_only_leave_kappa_undefined() -> None:
    ratings = np.zeros((10, 2), dtype=np.int64)
    found = {one.name: one for one in agreement(ratings, 3)}
    for name in ("Cohen's kappa", "Fleiss' kappa", "Krippendorff's alpha"):
        assert math.isnan(found[name].estimate)
        assert math.isnan(found[name].low)
    assert found["Gwet's AC1"].estimate == found["raw agreement"].estimate == 1
    # ten cases alike do not show that all are alike
    assert 0.6 < found["raw agreement"].low < 0.75


def exact_low(cases: int) -> float:
    """Return the lower end of Clopper and Pearson's interval where all of so many cases agree."""
    return float(stats.beta.ppf(0.025, cases, 1))


def test_auditors_who_always_agreed_are_not_known_to_always_agree() -> None:
    # 8 of one kind and 4 of the other: chance 5/9 by kappa, 4/9 by AC1
    found = {one.name: one for one in agreement(np.repeat([[0, 0], [1, 1]], [8, 4], axis=0), 2)}
    low = exact_low(12)
    assert low == pytest.approx(0.7353517)  # binom.test(12, 12) in R
    assert all((one.estimate, one.high) == (1, 1) for one in found.values())
    assert found["raw agreement"].low == pytest.approx(low)
    for name, chance in (("Cohen's kappa", 5 / 9), ("Fleiss' kappa", 5 / 9), ("Gwet's AC1", 4 / 9)):
        assert found[name].low == pytest.approx((low - chance) / (1 - chance)), name
    # alpha: 1 - (1 - 1/24) x disagreement / (1 - 5/9)
    of_alpha = 1 - 23 / 24 * (1 - low) / (4 / 9)
    assert found["Krippendorff's alpha"].low == pytest.approx(of_alpha)


def test_auditors_who_never_agreed_may_yet_agree() -> None:
    found = {one.name: one for one in agreement(np.array([[0, 1], [1, 0]] * 6), 2)}
    high = 1 - exact_low(12)
    assert (found["raw agreement"].low, found["raw agreement"].estimate) == (0, 0)
    assert found["raw agreement"].high == pytest.approx(high)
    # half of all ratings of each kind: chance is a half
    assert (found["Fleiss' kappa"].low, found["Fleiss' kappa"].estimate) == (-1, -1)
    assert found["Fleiss' kappa"].high == pytest.approx((high - 0.5) / 0.5)


def test_one_category_alone_leaves_ac1_the_range_of_raw_agreement() -> None:
    found = {one.name: one for one in agreement(np.zeros((30, 2), dtype=np.int64), 2)}
    assert found["Gwet's AC1"].low == found["raw agreement"].low == pytest.approx(exact_low(30))


def test_full_agreement_by_chance_holds_the_truth_in_its_range() -> None:
    """Auditors agree in 98 of 100 cases: of 40 cases often all; 2,000 samples, error 0.5 points."""
    rng = np.random.default_rng(77)
    kind = rng.random((2_000, 40)) < 0.3
    other = kind ^ (rng.random((2_000, 40)) < 0.02)
    ratings = np.stack([kind, other], axis=2).astype(np.int64)
    truth = {"raw agreement": 0.98, "Gwet's AC1": 1 - 0.02 / (1 - 2 * 0.304 * 0.696)}
    held: dict[str, list[bool]] = {name: [] for name in truth}
    for sample in ratings:
        for one in agreement(sample, 2):
            if one.name in truth:
                held[one.name].append(one.low <= truth[one.name] <= one.high)
    assert all(np.mean(inside) > 0.94 for inside in held.values())


def test_a_case_rated_once_adds_to_chance_but_not_to_agreement() -> None:
    twice = np.array([[0, 0], [1, 1], [0, 1], [1, 1]])
    with_singles = np.vstack([twice, [[0, -1], [-1, 0]]])
    assert raw_agreement(with_singles, 2).estimate == raw_agreement(twice, 2).estimate
    assert cohen_kappa(with_singles, 2) == cohen_kappa(twice, 2)
    assert krippendorff_alpha(with_singles, 2) == krippendorff_alpha(twice, 2)
    assert gwet_ac1(with_singles, 2).estimate != gwet_ac1(twice, 2).estimate


def test_cohen_is_left_out_for_three_auditors() -> None:
    ratings = np.array([[0, 0, 1], [1, 1, 1], [0, 1, 0]])
    assert "Cohen's kappa" not in [one.name for one in agreement(ratings, 2)]
    with pytest.raises(ParametersError, match=r"3 auditors; need two\. Use Fleiss"):
        cohen_kappa(ratings, 2)


def test_too_few_cases_judged_twice_are_one_line() -> None:
    with pytest.raises(ParametersError, match="1 cases that two auditors or more judged; need two"):
        agreement(np.array([[0, 0], [1, -1]]), 2)


def draw(rng: np.random.Generator, cases: int) -> Ratings:
    """Draw cases of two kinds and three auditors who see each aright nine times in ten."""
    truth = rng.random(cases) < 0.4
    seen = truth[:, None] ^ (rng.random((cases, 3)) < 0.1)
    missing = rng.random((cases, 3)) < 0.2
    return np.where(missing, -1, seen.astype(np.int64))


@pytest.mark.parametrize("measure", [raw_agreement, *FOR_ANY_NUMBER])
def test_intervals_hold_the_truth_about_as_often_as_they_say(
    measure: Callable[[Ratings, int], Coefficient],
) -> None:
    rng = np.random.default_rng(5)
    truth = measure(draw(rng, 200_000), 2).estimate
    found = [measure(draw(rng, 60), 2) for _ in range(600)]
    covered = np.mean([one.low <= truth <= one.high for one in found])
    # 600 samples: Monte-Carlo error 0.9 points
    assert 0.92 <= covered <= 0.98


def test_the_standard_error_of_alpha_is_near_that_of_the_jackknife() -> None:
    ratings = draw(np.random.default_rng(8), 120)
    ratings = ratings[(ratings >= 0).sum(axis=1) >= 2]
    n = len(ratings)
    left_out = [krippendorff_alpha(np.delete(ratings, i, 0), 2).estimate for i in range(n)]
    jackknife = np.sqrt((n - 1) * np.var(left_out))
    assert krippendorff_alpha(ratings, 2).standard_error == pytest.approx(jackknife, rel=0.03)

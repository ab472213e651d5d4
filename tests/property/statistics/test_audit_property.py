"""What must hold of the audit's statistics, whatever the judgements and the strata."""

from random import Random

import krippendorff
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from referral_analysis.statistics.accuracy import rogan_gladen
from referral_analysis.statistics.agreement import Ratings, agreement, krippendorff_alpha
from referral_analysis.statistics.prevalence import cases_of, prevalence

RATINGS = st.tuples(st.integers(2, 25), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(-1, 3))
)


def is_pairable(ratings: Ratings) -> bool:
    return int(((ratings >= 0).sum(axis=1) >= 2).sum()) >= 2


@given(RATINGS)
def test_alpha_agrees_with_the_krippendorff_package(ratings: Ratings) -> None:
    assume(is_pairable(ratings))
    paired = ratings[(ratings >= 0).sum(axis=1) >= 2]
    assume(len(np.unique(paired[paired >= 0])) > 1)
    theirs = krippendorff.alpha(
        reliability_data=np.where(ratings < 0, np.nan, ratings).T, level_of_measurement="nominal"
    )
    ours = krippendorff_alpha(ratings, 4).estimate
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(RATINGS, st.permutations(range(4)), st.randoms(use_true_random=False))
def test_names_of_categories_and_order_of_cases_and_auditors_do_not_matter(
    ratings: Ratings, names: list[int], random: Random
) -> None:
    assume(is_pairable(ratings))
    rows, columns = list(range(len(ratings))), list(range(ratings.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    renamed = np.where(ratings < 0, -1, np.array(names)[ratings])[rows][:, columns]
    for one, other in zip(agreement(ratings, 4), agreement(renamed, 4), strict=True):
        assert one.estimate == pytest.approx(other.estimate, abs=1e-9, nan_ok=True)
        assert one.low == pytest.approx(other.low, abs=1e-9, nan_ok=True)


STRATA = st.lists(
    st.tuples(st.integers(50, 500), st.lists(st.sampled_from([0.0, 0.5, 1.0]), max_size=8)),
    min_size=1,
    max_size=8,
)


def frame(strata: list[tuple[int, list[float]]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (number, held, score, True)
            for number, (held, scores) in enumerate(strata)
            for score in [*scores, *([] if scores else [None])]
        ],
        schema={
            "stratum": pl.Int64,
            "in_stratum": pl.Int64,
            "inappropriate": pl.Float64,
            "is_nfa": pl.Boolean,
        },
        orient="row",
    )


@given(STRATA)
def test_a_share_lies_in_its_interval_and_both_from_0_to_1(
    strata: list[tuple[int, list[float]]],
) -> None:
    assume(sum(len(scores) for _, scores in strata) >= 2)
    found = prevalence(cases_of(frame(strata)))
    assert 0 <= found.low <= found.estimate <= found.high <= 1


@given(STRATA)
def test_every_referral_of_every_stratum_is_stood_for(
    strata: list[tuple[int, list[float]]],
) -> None:
    assume(sum(len(scores) for _, scores in strata) >= 2)
    cases = cases_of(frame(strata))
    _, first, judged = np.unique(cases.stratum, return_index=True, return_counts=True)
    assert cases.in_stratum[first].sum() == sum(held for held, _ in strata)
    assert judged.min() >= 2


@given(st.floats(0, 1), st.floats(0.6, 1), st.floats(0.6, 1))
def test_rogan_and_gladen_undo_what_an_imperfect_flag_does(
    truth: float, sensitivity: float, specificity: float
) -> None:
    flagged = truth * sensitivity + (1 - truth) * (1 - specificity)
    assert rogan_gladen(flagged, sensitivity, specificity) == pytest.approx(truth, abs=1e-9)

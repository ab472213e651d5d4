"""Limits of a funnel plot: exact where chance is all, wider where segments differ anyway."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from referral_analysis.statistics.funnel import between_sd, binomial_limit, funnel


def counts(*rows: tuple[str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), ["segment", "part", "whole"], orient="row")


@pytest.mark.parametrize("chance", [0.001, 0.025, 0.975, 0.999])
def test_limits_lie_between_the_whole_counts_that_enclose_the_chance(chance: float) -> None:
    whole = np.array([10.0, 50.0, 333.0, 2000.0])
    limit = binomial_limit(whole, 0.3, chance) * whole
    assert (binom.cdf(np.ceil(limit), whole, 0.3) >= chance - 1e-12).all()
    assert (binom.cdf(np.floor(limit) - 1, whole, 0.3) <= chance).all()
    normal = whole * 0.3 + binom.std(whole, 0.3) * {
        0.001: -3.09, 0.025: -1.96, 0.975: 1.96, 0.999: 3.09
    }[chance]  # fmt: skip
    assert limit[-1] == pytest.approx(normal[-1], abs=1.0)


def test_limits_stay_within_none_and_all() -> None:
    assert binomial_limit(np.array([3.0]), 0.3, 0.001)[0] == 0
    assert 0.99 < binomial_limit(np.array([3.0]), 0.3, 0.9999)[0] <= 1
    assert binomial_limit(np.array([3.0]), 0.0, 0.999)[0] == 0


def test_the_interpolated_count_by_hand() -> None:
    # of two, mean a half: none 1/4, at most one 3/4; a chance of a half is halfway to one
    assert binomial_limit(np.array([2.0]), 0.5, 0.5)[0] == pytest.approx(0.25)


def test_segments_alike_stand_out_only_by_chance() -> None:
    rng = np.random.default_rng(2)
    rows = [(f"s{i}", int(rng.binomial(400, 0.3)), 400) for i in range(40)]
    found = funnel(counts(*rows))
    assert found["target"][0] == pytest.approx(0.3, abs=0.01)
    assert found["between_sd"][0] < 0.02
    assert found.filter(pl.col("verdict") != "as others").height <= 1


def test_one_far_out_does_not_hide_itself() -> None:
    rng = np.random.default_rng(4)
    rows = [(f"s{i}", int(rng.binomial(900, 0.3)), 900) for i in range(39)]
    found = funnel(counts(*rows, ("far", 500, 900)))
    verdicts = dict(found.select("segment", "verdict").rows())
    assert verdicts["far"] == "stands out"
    assert set(verdicts.values()) == {"as others", "stands out"}


def test_ordinary_differences_are_beyond_chance_but_do_not_stand_out() -> None:
    shares = np.linspace(0.2, 0.4, 10)
    found = funnel(counts(*((f"s{i}", int(2000 * p), 2000) for i, p in enumerate(shares))))
    assert "stands out" not in found["verdict"].to_list()
    assert "beyond chance" in found["verdict"].to_list()
    assert found["between_sd"][0] == pytest.approx(shares.std(), rel=0.2)
    assert (found["wide_low"] <= found["low_998"]).all()


def test_a_segment_without_referrals_has_no_place_in_the_plot() -> None:
    assert funnel(counts(("a", 3, 10), ("b", 0, 0)))["segment"].to_list() == ["a"]


def test_one_segment_alone_does_not_differ_from_others() -> None:
    assert between_sd(np.array([0.3]), np.array([50.0]), 0.3) == 0

"""Counties that foresee stay the same counties after their launch."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from benchmarks import foreseen, foreseen_thin
from benchmarks.quarters import WINDOW, prepared
from benchmarks.worlds_simulator import counted, drawn, means_drawn, months_of

PLAN = prepared("quarters").plan


def test_counts_are_those_of_means_drawn_first() -> None:
    world, months = foreseen_thin.thin(18), months_of(WINDOW)
    rng = np.random.default_rng(1)
    steady = replace(world, own=replace(world.own, sd=0.0), shared=replace(world.shared, sd=0.0))
    means = means_drawn(steady, months, 400, seed=3)
    found = counted(means, steady, months, rng)
    assert drawn(steady, months, 400, 3).inappropriate.shape == found.inappropriate.shape
    # families make a count's variance 2.15 times its mean
    error = np.sqrt(2.15 * np.exp(means.inappropriate[0]) / 400)
    away = found.inappropriate.mean(axis=0) - np.exp(means.inappropriate[0])
    assert (np.abs(away / error) < 4).all()


def since(pair: pl.DataFrame) -> float:
    """Return the inappropriate referrals since the launch."""
    return float(pair.filter(pl.col("period") > PLAN.phase_in_ends)["inappropriate"].sum())


def test_what_was_before_stays_and_the_fall_comes_after() -> None:
    counties = foreseen.counties_of(foreseen_thin.thin(18), WINDOW, PLAN, 40, 28)
    one, other = (foreseen.afterwards(counties, np.full(40, ratio)) for ratio in (1.0, 0.3))
    left, were = 0.0, 0.0
    for calm, fallen in zip(one, other, strict=True):
        before, after = (
            frame.filter(frame["period"] < PLAN.launch_month) for frame in (calm, fallen)
        )
        assert before.equals(after)
        were += since(calm)
        left += since(fallen)
    # 40 councils, a year of about 18 a month: 3% each way
    assert left / were == pytest.approx(0.3, rel=0.1)


def test_a_row_tells_of_those_that_foresee_a_fall() -> None:
    counties = foreseen.counties_of(foreseen_thin.thin(18), WINDOW, PLAN, 2, 28)
    row = foreseen.row(counties, 80)
    assert row["told_of"] + row["none_foreseen"] == 2
    assert 0 <= row["told"] <= 1
    assert 0.05 <= row["foreseen"] < 1
    assert row["sentence_told_of"] <= 2


def test_a_report_that_tells_names_no_fall() -> None:
    counties = foreseen.counties_of(foreseen_thin.thin(200), WINDOW, PLAN, 1, 28)
    (calm,), (fallen,) = (foreseen.afterwards(counties, np.array([one])) for one in (1.0, 0.1))
    assert 0.3 < (foreseen.named(calm, PLAN) or 0.0) < 0.95
    assert foreseen.named(fallen, PLAN) is None

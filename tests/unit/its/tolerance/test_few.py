"""What fewer events after an effect add to a range on a path that may drift."""

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from tests.unit.its.tolerance.months import BEFORE, MONTHS, PHASE_IN, fitted, odds

from referral_analysis import its
from referral_analysis.its.intervals.shipped import papers_design
from referral_analysis.its.model.spec import fourier
from referral_analysis.its.tolerance import Tolerances
from referral_analysis.its.tolerance.few import (
    Events,
    more_noise,
    noise_of_one,
    t_quantile,
    widened,
)
from referral_analysis.its.tolerance.interval import at_level, climb
from referral_analysis.its.tolerance.ladder import Ladder

Floats = NDArray[np.float64]
TOLERANCES = Tolerances(full=0.12, mild=0.05)
AFTER = np.arange(len(MONTHS)) >= BEFORE + PHASE_IN


def one(*values: float) -> tuple[Floats, ...]:
    return tuple(np.array([value]) for value in values)


def test_the_lower_end_moves_by_the_noise_of_what_is_left_there() -> None:
    """Half of it left, 10 a month in 5 months: 1/25 - 1/50 = .02 of variance more, by t squared."""
    estimate, low, high, noise = one(-0.3, -np.log(2), 0.1, 1 / 50)
    quantile = t_quantile(np.array([0.95]), 27)
    assert quantile[0] == pytest.approx(2.0518, abs=1e-4)  # qt(.975, 27) in R
    lower, higher = widened(estimate, (low, high), quantile**2 * noise)
    more = 2.0518**2 * 0.02
    assert lower[0] == pytest.approx(-0.3 - np.sqrt((np.log(2) - 0.3) ** 2 + more), abs=1e-4)
    assert higher[0] == 0.1


def test_the_upper_end_stands_where_its_own_noise_puts_it_short_of_no_change() -> None:
    estimate, low, high, added = one(-2.0, -2.6, -1.2, 0.3)
    _, found = widened(estimate, (low, high), added)
    assert -1.2 < found[0] < 0
    assert (found[0] + 2) ** 2 == pytest.approx(0.8**2 + 0.3 * (np.exp(-found[0]) - 1))


@pytest.mark.parametrize("seed", range(20))
def test_it_only_widens_and_excludes_no_change_just_where_it_did(seed: int) -> None:
    rng = np.random.default_rng(seed)
    middle = rng.normal(0, 1.5, (50, 3))
    low, high = middle - rng.exponential(0.7, middle.shape), middle + rng.exponential(0.7, (50, 3))
    lower, higher = widened(middle, (low, high), rng.exponential(0.4, (50, 1)))
    assert (lower <= low + 1e-12).all()
    assert (higher >= high - 1e-12).all()
    np.testing.assert_array_equal(lower > 0, low > 0)
    np.testing.assert_array_equal(higher < 0, high < 0)


def test_nothing_is_added_to_a_rise() -> None:
    estimate, low, high, added = one(0.5, 0.2, 0.9, 0.3)
    found = widened(estimate, (low, high), added)
    assert (found[0][0], found[1][0]) == (pytest.approx(0.2), 0.9)


@pytest.mark.parametrize(
    ("error", "phi"), [(0.01, 1.0), (np.sqrt(1.5 / 40), 1.5), (1.0, 2.0)], ids=["1", "1.5", "2"]
)
def test_the_noise_is_that_of_poisson_counts_to_twice_that(error: float, phi: float) -> None:
    events = Events(mean=np.array([40.0]), after=5)
    assert events.noise(np.array([error]))[0] == pytest.approx(phi / 200)


@pytest.mark.parametrize(("phi", "fall"), [(1.0, 0.5), (1.0, 0.2), (2.0, 0.5), (2.0, 0.2)])
def test_a_logarithm_of_fewer_counts_varies_by_so_much_more(phi: float, fall: float) -> None:
    """40,000 counts of 400, of children or of pairs, and as many of what is left of them."""
    rng = np.random.default_rng(18)
    before, after = (np.log(phi * rng.poisson(400 * left / phi, 40_000)) for left in (1.0, fall))
    noise = noise_of_one(np.sqrt(np.array([phi / 400])), np.array([400.0]))
    assert noise[0] == pytest.approx(phi / 400)
    # a variance of 40,000 is known to .7% (its standard error), of few a logarithm's is larger
    assert after.var() - before.var() == pytest.approx(
        more_noise(noise, np.log([fall]))[0], rel=0.06
    )


def test_more_events_are_no_noisier() -> None:
    np.testing.assert_array_equal(more_noise(np.array([0.1, 0.1]), np.array([0.0, 0.7])), 0.0)


def counted(seed: int, fall: float, a_month: float) -> pl.DataFrame:
    """Return months of odds with the events that they are of."""
    values = odds(seed, fall=fall)["value"].to_numpy()
    return pl.DataFrame({"period": MONTHS, "value": values, "events": a_month * values})


def test_effects_and_examination_agree_and_are_wider_for_few_events() -> None:
    frame = counted(4, 1.5, 20.0)
    plain = its.tolerance.examine(fitted(frame.drop("events")), "launch", TOLERANCES)
    found = its.tolerance.examine(fitted(frame), "launch", TOLERANCES)
    effects = its.effects(
        fitted(frame), "launch", interval="test_inversion", family="robust", tolerance=0.12
    )
    known = effects.filter(estimand="level_change", scale="ratio").row(0, named=True)
    assert known["low"] == pytest.approx(np.exp(found.full.low))
    assert known["high"] == pytest.approx(np.exp(found.full.high))
    assert found.full.low < plain.full.low - 0.05
    assert plain.full.high + 0.05 < found.full.high < 0
    assert found.full.estimate == plain.full.estimate
    assert found.drift_tip == plain.drift_tip


def test_a_series_of_counts_needs_no_column_of_events() -> None:
    frame = counted(4, 1.5, 20.0).select(
        "period", pl.col("events").round().clip(1).alias("count"), exposure=pl.lit(1.0)
    )
    timeline = its.Timeline(its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07"))
    spec = its.ItsSpec(timeline=timeline, seasonality=fourier(1), weighting="none")
    as_counts = its.effects(
        its.fit(frame, spec), "launch", interval="test_inversion", tolerance=0.1
    )
    as_values = its.effects(
        its.fit(frame.select("period", value="count"), spec),
        "launch",
        interval="test_inversion",
        tolerance=0.1,
    )
    assert its.level_ratios(as_counts)["low"][0] < its.level_ratios(as_values)["low"][0] * 0.99


def test_a_covariate_of_that_name_stays_a_covariate() -> None:
    frame = counted(4, 0.5, 20.0).with_columns(events=pl.Series(np.sin(np.arange(len(MONTHS)))))
    timeline = its.Timeline(its.Interruption("launch", starts="2011-08"))
    fit = its.fit(frame, its.ItsSpec(timeline=timeline, covariates=("events",)))
    assert "events" in fit.batches[0].design.names
    assert fit.batches[0].events is None


def test_ranges_of_a_fall_by_nine_tenths_hold_it_where_few_are_left() -> None:
    """25 a month, 2 or 3 left in three months: 400 counties; as before, under nine in ten did."""
    design = papers_design("2006-04", "2011-10", fourier(2))
    months = design.numbers[design.is_kept]
    after = design.full[design.is_kept][:, design.names.index("launch")] > 0
    ladder = Ladder(
        design=design.matrix,
        times=design.times,
        contrast=np.array([name == "launch" for name in design.names], dtype=float),
        family="robust",
        periods_a_year=12.0,
    )
    rng, truth = np.random.default_rng(17), np.log(0.1)
    events = rng.poisson(25 * np.exp(truth * after), size=(400, len(months)))
    others = rng.poisson(60, size=events.shape)
    series = np.log((events + 0.5) / (others + 0.5))
    before = events[:, ~after][:, -12:].mean(axis=1) + 0.5
    known = Events(mean=before, after=int(after.sum()))

    def held(given: Events | None) -> float:
        found = at_level(climb(ladder, series, np.array([0.2]), events=given), 0.95)
        return float(((found.low <= truth) & (truth <= found.high)).mean())

    assert held(None) < 0.9
    # three standard errors of 400 about a nominal 95%
    assert held(known) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 400)

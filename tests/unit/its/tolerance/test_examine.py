"""All that a report prints of an effect on a path that may drift."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.unit.its.tolerance.months import BEFORE, PHASE_IN, fitted, odds

from referral_analysis import its
from referral_analysis.errors import SeriesTooShortError, SpecError
from referral_analysis.its.intervals.correlation import searched
from referral_analysis.its.intervals.likelihood_ratio import correlation_matrix
from referral_analysis.its.tolerance import Examination, Tolerances, alarms, as_ratio, tolerance_for

TOLERANCES = Tolerances(full=0.12, mild=0.05)


def examined(frame: pl.DataFrame, **options: object) -> Examination:
    return its.tolerance.examine(fitted(frame), "launch", TOLERANCES, **options)  # type: ignore[arg-type]


def named(found: Examination, name: str) -> its.tolerance.Alarm:
    return next(alarm for alarm in found.alarms if alarm.name == name)


@pytest.fixture(scope="module")
def fell() -> Examination:
    return examined(odds(4, fall=0.4))


@pytest.mark.parametrize(("name", "tolerance"), [("full", 0.12), ("mild", 0.05), ("straight", 0.0)])
def test_each_range_is_what_effects_give(fell: Examination, name: str, tolerance: float) -> None:
    effects = its.effects(
        fitted(odds(4, fall=0.4)),
        "launch",
        interval="test_inversion",
        family="robust",
        tolerance=tolerance,
    )
    known = effects.filter(estimand="level_change", scale="ratio").row(0, named=True)
    found = as_ratio(getattr(fell, name))
    assert found.tolerance == tolerance
    for end in ("estimate", "low", "high"):
        assert getattr(found, end) == pytest.approx(known[end], rel=1e-9)


@pytest.mark.parametrize(("name", "tolerance"), [("full", 0.12), ("mild", 0.05), ("straight", 0.0)])
def test_an_estimate_by_itself_is_that_of_the_range(
    fell: Examination, name: str, tolerance: float
) -> None:
    found = its.tolerance.estimate(fitted(odds(4, fall=0.4)), "launch", tolerance)
    assert found == getattr(fell, name).estimate


def test_the_path_holds_the_ranges_and_goes_on_behind_the_tip(fell: Examination) -> None:
    path = fell.path
    assert path.columns == ["tolerance", "estimate", "low", "high"]
    np.testing.assert_allclose(np.diff(path["tolerance"].to_numpy()), 0.01, atol=1e-12)
    row = path.row(by_predicate=pl.col("tolerance") == 0.12, named=True)
    assert row["high"] == fell.full.high
    assert fell.drift_tip is not None
    assert path["tolerance"].max() > fell.drift_tip  # type: ignore[operator]
    excludes = (path["high"] < 0).to_numpy()
    np.testing.assert_array_equal(excludes, path["tolerance"].to_numpy() <= fell.drift_tip)


def test_the_drift_that_undoes_it_is_where_the_range_comes_to_hold_no_change(
    fell: Examination,
) -> None:
    assert fell.drift_tip is not None
    fit = fitted(odds(4, fall=0.4))
    high = [
        its.tolerance.examine(fit, "launch", Tolerances(full=tolerance, mild=0.0)).full.high
        for tolerance in (fell.drift_tip, fell.drift_tip + 0.001)
    ]
    assert high[0] < 0 <= high[1]
    assert not fell.is_drift_tip_open


def test_a_fall_too_large_for_the_tables_has_an_open_tip() -> None:
    found = examined(odds(4, fall=5.0))
    assert found.is_drift_tip_open
    assert found.drift_tip == pytest.approx(np.sqrt(32) * found.month_sd, abs=0.002)


def test_without_a_change_there_is_nothing_to_undo() -> None:
    found = examined(odds(4))
    assert found.straight.low < 0 < found.straight.high
    assert found.drift_tip is None
    assert found.bend_tip is None
    assert not found.is_drift_tip_open


def test_the_bend_that_undoes_it_by_generalised_least_squares(fell: Examination) -> None:
    """What a bend of one a year at the inspection does to the estimate, by the normal equations."""
    fit = fitted(odds(4, fall=0.4))
    design = fit.batches[0].design
    since = design.numbers[design.is_kept] - (2010 * 12 + 9 - 1970 * 12)
    bend = np.maximum(since, 0) / 12
    moved = []
    for structure in searched("robust"):
        inverse = np.linalg.inv(correlation_matrix(structure, design.times))
        normal = design.matrix.T @ inverse
        both = np.column_stack([fit.batches[0].response.values[0], bend])
        moved.append(np.linalg.solve(normal @ design.matrix, normal @ both)[-3:])
    column = design.names.index("launch") - len(design.names)
    estimates = np.array([row[column] for row in moved])
    own = int(np.abs(estimates[:, 0] - fell.straight.estimate).argmin())
    known = abs(fell.straight.high) / abs(estimates[own, 1])
    assert fell.bend_tip == pytest.approx(known, rel=1e-9)


def test_an_outlying_month_is_named_and_its_range_is_the_wider() -> None:
    plain = odds(4, fall=0.4)
    far = plain.with_columns(
        pl.when(pl.col("period") == dt.date(2009, 6, 1))
        .then(pl.col("value") * np.exp(0.6))
        .otherwise(pl.col("value"))
    )
    found, before = examined(far), examined(plain)
    assert before.outlying is None
    assert found.outlying is not None
    assert found.outlying.period == dt.date(2009, 6, 1)
    assert found.outlying.residual > 3.6
    assert found.largest == found.outlying
    assert named(found, "outlying period").is_raised
    assert not named(before, "outlying period").is_raised


def test_a_change_that_came_after_the_phase_in_raises_the_alarm_of_timing() -> None:
    periods = [dt.date(2011, month, 1) for month in (5, 6, 7)]
    dose = pl.DataFrame({"period": periods, "dose": [0.3, 0.6, 0.9]})
    launch = its.Interruption(
        "launch", starts="2011-05", phase_in_ends="2011-07", phase_in="dose", dose=dose
    )
    timeline = its.Timeline(its.Interruption("inspection", starts="2010-10"), launch)
    late = odds(4, fall=0.9)
    found = examined(late, timed=fitted(late, timeline))
    assert named(found, "timing").is_raised
    factor = np.interp(np.arange(38), [29, 30, 31, 32, 33], [0.0, 0.3, 0.6, 0.9, 1.0])
    followed = odds(4).with_columns(pl.col("value") * np.exp(-0.9 * factor))
    kept = examined(followed, timed=fitted(followed, timeline))
    assert not named(kept, "timing").is_raised


def test_months_that_come_to_vary_more_raise_the_alarm_of_spread() -> None:
    rng = np.random.default_rng(5)
    wild = np.where(np.arange(38) >= 18, 0.5, 0.0) * rng.standard_normal(38)
    found = examined(odds(4).with_columns(pl.col("value") * np.exp(wild)))
    assert named(found, "spread").is_raised
    assert not named(examined(odds(4)), "spread").is_raised


def test_an_earlier_change_that_faded_raises_the_alarm_of_its_shape() -> None:
    since = np.arange(38) - 23
    faded = np.where(since >= 0, 1.2 * 0.5 ** (np.maximum(since, 0) / 2), 0.0)
    found = examined(odds(4).with_columns(pl.col("value") * np.exp(faded)))
    assert named(found, "earlier shape").is_raised
    assert not named(examined(odds(4)), "earlier shape").is_raised


def test_a_series_without_an_earlier_interruption_has_no_bend_and_no_alarm_of_shape() -> None:
    alone = its.Timeline(its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07"))
    fit = fitted(odds(4, fall=0.9), alone)
    found = its.tolerance.examine(fit, "launch", TOLERANCES)
    assert found.bend_tip is None
    assert [alarm.name for alarm in found.alarms] == ["outlying period", "spread"]


def test_a_segment_is_asked_for_by_name() -> None:
    frame = pl.concat(
        odds(seed).with_columns(pl.lit(name).alias("segment"))
        for seed, name in ((4, "north"), (5, "south"))
    )
    with pytest.raises(SpecError, match="segment: none, of several"):
        examined(frame)
    with pytest.raises(SpecError, match="segment: one that was not fitted"):
        examined(frame, segment="west")
    found = examined(frame, segment="south")
    alone = examined(odds(5))
    assert found.segment == "south"
    assert (found.full.low, found.full.high) == pytest.approx((alone.full.low, alone.full.high))


def test_a_noisier_month_makes_the_drift_smaller_beside_it(fell: Examination) -> None:
    assert fell.drift_ratio == pytest.approx((0.12 / fell.month_sd) ** 2)
    assert not fell.is_beyond
    beyond = its.tolerance.examine(
        fitted(odds(4)), "launch", Tolerances(full=50 * fell.month_sd, mild=0.0)
    )
    assert beyond.is_beyond


@pytest.mark.parametrize(
    ("months", "full", "mild"),
    [(24, 0.125, 0.075), (37, 0.15, 0.1), (49, 0.175, 0.115), (61, 0.2, 0.125), (90, 0.2, 0.125)],
)
def test_the_rule_by_length(months: int, full: float, mild: float) -> None:
    assert tolerance_for(months) == Tolerances(full=full, mild=mild)


def test_the_rule_knows_no_tolerance_for_less_than_two_years() -> None:
    with pytest.raises(SeriesTooShortError, match="23 months before; need at least 24"):
        tolerance_for(23)


@pytest.mark.parametrize(
    ("full", "mild", "message"),
    [
        (0.1, 0.2, "mild 0.2 above full 0.1; need a mild tolerance"),
        (-0.1, 0.0, "-0.1; need a number of zero or more"),
        (float("inf"), 0.0, "inf; need a number"),
    ],
)
def test_tolerances_that_mean_nothing_are_refused(full: float, mild: float, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        Tolerances(full=full, mild=mild)


def test_weighted_small_counts_are_refused() -> None:
    rng = np.random.default_rng(2)
    counts = odds(4).select("period", pl.Series("count", rng.poisson(20, 38)))
    fit = its.fit(counts, replace(fitted(odds(4)).spec, model="ar1"))
    with pytest.raises(SpecError, match="all, whose small counts are weighted; need equal weights"):
        its.tolerance.examine(fit, "launch", TOLERANCES)


def test_the_months_are_as_the_tests_say() -> None:
    assert odds(1)["period"][BEFORE] == dt.date(2011, 5, 1)
    assert odds(1)["period"][BEFORE + PHASE_IN] == dt.date(2011, 8, 1)


@pytest.mark.parametrize(
    ("before", "after", "limit"),
    [(61, 5, 1.82), (61, 3, 1.94), (37, 5, 2.13), (24, 12, 2.77), (120, 40, 1.82), (6, 1, 2.83)],
)
def test_an_alarms_limit_goes_by_the_months(before: int, after: int, limit: float) -> None:
    assert alarms.limit_of(alarms.SPREAD, before, after) == pytest.approx(limit)
    halfway = alarms.limit_of(alarms.SPREAD, np.sqrt(37 * 61), 5)
    assert halfway == pytest.approx((2.13 + 1.82) / 2)

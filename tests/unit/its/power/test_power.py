"""Power: what theory gives, that batches agree with the engine's own intervals, and refusals."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy import special

from referral_analysis import its
from referral_analysis.errors import ParametersError, SpecError
from referral_analysis.its.kernels import ar1
from referral_analysis.its.power import (
    Detection,
    PowerScenario,
    minimum_detectable,
    periods_until_seen,
    power_curve,
    scenario_of,
)
from referral_analysis.its.power.errors_of_estimate import simulated_ends
from referral_analysis.its.power.scenario import design_of

LAUNCH = Detection(at="launch")


def rng() -> np.random.Generator:
    """Return the draws of every test."""
    return np.random.default_rng(20120208)


@pytest.fixture
def scenario(launch: its.Timeline) -> PowerScenario:
    """February's paper."""
    spec = its.ItsSpec(timeline=launch, seasonality=its.fourier(1))
    return PowerScenario(
        spec=spec, first="2008-04", last="2011-12", sd=0.1, rho=0.4, name="February"
    )


def test_the_design_is_the_analysts_own(scenario: PowerScenario) -> None:
    curve = power_curve([scenario], [0.8], LAUNCH, rng=rng())
    assert curve.select("scenario", "n_before", "n_after", "rho", "sd", "change").row(0) == (
        "February",
        37,
        5,
        0.4,
        0.1,
        0.8,
    )
    design = design_of(scenario)
    assert design.names[:4] == ("intercept", "trend", "inspection", "launch")
    # May to July 2011 are left out and keep their place
    assert list(design.times[-6:]) == [36, 40, 41, 42, 43, 44]


def test_power_without_correlation_is_near_that_of_the_t_test(scenario: PowerScenario) -> None:
    """With rho known to be 0 power is the non-central t's; not knowing rho can only cost."""
    plain = replace(scenario, rho=0.0)
    design = design_of(plain)
    contrast = np.array(design.names) == "launch"
    spread = 0.1 * np.sqrt(np.linalg.inv(design.matrix.T @ design.matrix)[contrast][:, contrast])
    df = len(design.times) - len(design.names)
    reach = special.stdtrit(df, 0.975)
    known = float(special.nctdtr(df, np.log(0.7) / spread[0, 0], -reach))
    found = power_curve([plain], [0.7], LAUNCH, rng=rng(), replicates=4000)["power"][0]
    assert known - 0.1 < found < known + 0.02


def test_a_fall_is_not_seen_by_a_rise(scenario: PowerScenario) -> None:
    curve = power_curve([replace(scenario, sd=0.001)], [0.5, 2.0], LAUNCH, rng=rng())
    assert curve["power"].to_list() == [1.0, 1.0]
    curve = power_curve([replace(scenario, sd=10.0)], [0.99], LAUNCH, rng=rng())
    assert curve["power"][0] < 0.05  # half of the two-sided 5%


def test_no_change_is_seen_as_often_as_the_level_leaves_room(scenario: PowerScenario) -> None:
    for interval in ("satterthwaite", "test_inversion"):
        detection = Detection(at="launch", interval=interval, family="ar1")
        row = power_curve([scenario], [1.0], detection, rng=rng(), replicates=4000).row(
            0, named=True
        )
        assert abs(row["power"] - 0.05) < 4 * row["monte_carlo_error"]


def test_the_smallest_change_has_the_power_asked_for(scenario: PowerScenario) -> None:
    detectable = minimum_detectable([scenario], LAUNCH, rng=rng(), power=0.8)
    smallest = [detectable["smallest_fall"][0], detectable["smallest_rise"][0]]
    powers = power_curve([scenario], smallest, LAUNCH, rng=rng())["power"]
    assert powers.to_list() == pytest.approx([0.8, 0.8], abs=0.002)
    assert smallest[0] < 1 < smallest[1]


def test_on_the_identity_scale_changes_are_differences(scenario: PowerScenario) -> None:
    spec = replace(scenario.spec, scale="identity")
    plain = replace(scenario, spec=spec)
    falls = minimum_detectable([plain], LAUNCH, rng=rng())
    logs = minimum_detectable([scenario], LAUNCH, rng=rng())
    assert falls["smallest_fall"][0] == pytest.approx(np.log(logs["smallest_fall"][0]))
    curve = power_curve([plain], [-0.2], LAUNCH, rng=rng())
    ratio = power_curve([scenario], [np.exp(-0.2)], LAUNCH, rng=rng())
    assert curve["power"][0] == ratio["power"][0]


def test_intervals_are_those_that_effects_gives(scenario: PowerScenario) -> None:
    design = design_of(scenario)
    normal = rng().standard_normal((3, 45))
    root = np.linalg.cholesky(0.4 ** np.abs(np.subtract.outer(np.arange(45), np.arange(45))))
    values = 5 + 0.1 * normal @ root.T
    days = pl.date_range(pl.date(2008, 4, 1), pl.date(2011, 12, 1), "1mo", eager=True)
    series = pl.concat(
        pl.DataFrame({"period": days, "value": row, "segment": [str(place)] * 45})
        for place, row in enumerate(values)
    )
    fit = its.fit(series, replace(scenario.spec, scale="identity"))
    for interval in ("satterthwaite", "test_inversion"):
        ends = simulated_ends(scenario, design, Detection(at="launch", interval=interval), normal)
        effects = its.effects(fit, "launch", interval=interval).filter(
            pl.col("estimand") == "mean_effect", pl.col("scale") == "absolute"
        )
        np.testing.assert_allclose(ends.low, effects["low"], rtol=1e-7)
        np.testing.assert_allclose(ends.high, effects["high"], rtol=1e-7)


def test_on_a_path_that_may_drift_intervals_are_those_that_effects_gives(
    scenario: PowerScenario,
) -> None:
    """Guarded against one outlying month too: the last series has one."""
    normal = rng().standard_normal((3, 45))
    normal[2, 20] = 12.0
    whole = simulated_ends(
        replace(scenario, rho=0.0),
        design_of(scenario),
        Detection(at="launch", interval="tolerance", tolerance=0.15),
        normal,
    )
    days = pl.date_range(pl.date(2008, 4, 1), pl.date(2011, 12, 1), "1mo", eager=True)
    series = pl.concat(
        pl.DataFrame({"period": days, "value": 5 + 0.1 * row, "segment": [str(place)] * 45})
        for place, row in enumerate(normal)
    )
    fit = its.fit(series, replace(scenario.spec, scale="identity"))
    effects = its.effects(
        fit, "launch", interval="test_inversion", family="robust", tolerance=0.15
    ).filter(pl.col("estimand") == "mean_effect", pl.col("scale") == "absolute")
    np.testing.assert_allclose(whole.low, effects["low"], rtol=1e-7)
    np.testing.assert_allclose(whole.high, effects["high"], rtol=1e-7)


def test_a_tolerance_makes_the_smallest_change_larger(scenario: PowerScenario) -> None:
    falls = [
        minimum_detectable(
            [scenario],
            Detection(at="launch", interval="tolerance", tolerance=tolerance),
            rng=rng(),
            replicates=200,
        )["smallest_fall"][0]
        for tolerance in (0.0, 0.1, 0.15)
    ]
    assert 1 > falls[0] > falls[1] > falls[2] > 0


@pytest.mark.parametrize(
    ("interval", "tolerance", "message"),
    [
        ("tolerance", None, "tolerance: None for interval 'tolerance'; need a tolerance"),
        ("test_inversion", 0.1, "tolerance: 0.1 for interval 'test_inversion'; need"),
        ("tolerance", -0.1, "tolerance: -0.1; need a number of zero or more"),
    ],
)
def test_a_tolerance_goes_with_its_interval(
    interval: str, tolerance: float | None, message: str
) -> None:
    with pytest.raises(SpecError, match=message):
        Detection(at="launch", interval=interval, tolerance=tolerance)  # type: ignore[arg-type]


def test_more_months_are_counted_from_the_last(scenario: PowerScenario) -> None:
    waiting = periods_until_seen(scenario, 0.75, LAUNCH, rng=rng(), most_more=12)
    assert waiting.height == 13
    assert waiting["last"].to_list()[:2] == ["2011-12", "2012-01"]
    assert waiting["n_after"].to_list() == list(range(5, 18))
    assert waiting["power"][-1] > waiting["power"][0]
    enough = waiting.filter("is_enough")
    assert not enough.is_empty()
    assert (enough["power"] >= 0.8).all()
    # once enough, always enough
    assert enough["more_periods"].to_list() == list(range(enough["more_periods"][0], 13))


def test_a_small_change_is_not_promised(scenario: PowerScenario) -> None:
    waiting = periods_until_seen(scenario, 0.98, LAUNCH, rng=rng(), most_more=3)
    assert not waiting["is_enough"].any()


def test_a_scenario_is_read_off_a_fit(launch: its.Timeline) -> None:
    noise = rng().standard_normal((1, 45))
    days = pl.date_range(pl.date(2008, 4, 1), pl.date(2011, 12, 1), "1mo", eager=True)
    series = pl.DataFrame({"period": days, "value": 5 + noise[0]})
    fit = its.fit(series, its.ItsSpec(timeline=launch, scale="identity"))
    found = scenario_of(fit)
    kernel = ar1.fit(
        design_of(found).matrix, noise[:, design_of(found).is_kept], times=design_of(found).times
    )
    assert (found.first, found.last, found.name) == ("2008-04", "2011-12", "all")
    assert found.sd == pytest.approx(np.sqrt(kernel.scale[0]))
    assert kernel.rho is not None
    assert found.rho == pytest.approx(kernel.rho[0])
    noisy = its.fit(series, its.ItsSpec(timeline=launch, scale="identity", model="ar1_noise"))
    assert 0 <= scenario_of(noisy, name="noisy").noise_share < 1


def test_a_fit_must_hold_the_segment_and_a_correlation(launch: its.Timeline) -> None:
    days = pl.date_range(pl.date(2008, 4, 1), pl.date(2011, 12, 1), "1mo", eager=True)
    series = pl.DataFrame({"period": days, "value": rng().standard_normal(45)})
    fit = its.fit(series, its.ItsSpec(timeline=launch, scale="identity", model="ols_hac"))
    with pytest.raises(SpecError, match=r"segment: a segment that was not fitted; need one of all"):
        scenario_of(fit, segment="Schools")
    with pytest.raises(SpecError, match=r"model: 'ols_hac', which estimates no correlation"):
        scenario_of(fit)


BAD: dict[str, tuple[dict[str, object], str]] = {
    "other periods": ({"first": "2008-W10"}, "periods of another length"),
    "wrong order": ({"first": "2012-04"}, "in the wrong order"),
    "no noise": ({"sd": 0.0}, "a number that no errors can have"),
    "rho": ({"rho": 1.0}, "a number that no errors can have"),
    "all noise": ({"noise_share": 1.0}, "a number that no errors can have"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_scenario_that_cannot_be_is_refused(case: str, scenario: PowerScenario) -> None:
    change, message = BAD[case]
    with pytest.raises(SpecError, match=message):
        replace(scenario, **change)  # type: ignore[arg-type]


def test_what_cannot_be_asked_is_refused(scenario: PowerScenario) -> None:
    with pytest.raises(SpecError, match="covariates or a control"):
        replace(scenario, spec=replace(scenario.spec, covariates=("contacts",)))
    with pytest.raises(SpecError, match="interval: 't'; need one of satterthwaite"):
        Detection(at="launch", interval="t")  # type: ignore[arg-type]
    with pytest.raises(ParametersError, match="change: a ratio that is not positive"):
        power_curve([scenario], [-0.2], LAUNCH, rng=rng())
    with pytest.raises(ParametersError, match="power: 80; need a chance between 0 and 1"):
        minimum_detectable([scenario], LAUNCH, rng=rng(), power=80)
    with pytest.raises(ParametersError, match="no scenario; need at least one"):
        power_curve([], [0.8], LAUNCH, rng=rng())
    with pytest.raises(SpecError, match="ends before the launch is phased in"):
        periods_until_seen(replace(scenario, last="2011-06"), 0.8, LAUNCH, rng=rng())
    with pytest.raises(SpecError, match="0 after; need a period after"):
        power_curve([replace(scenario, last="2011-06")], [0.8], LAUNCH, rng=rng())

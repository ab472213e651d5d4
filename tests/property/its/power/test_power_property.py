"""What must hold of power whatever the design."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_analysis import its
from referral_analysis.its.power import Detection, PowerScenario, minimum_detectable, power_curve

TIMELINE = its.Timeline(its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07"))
LAUNCH = Detection(at="launch")
SCENARIOS = st.builds(
    PowerScenario,
    spec=st.just(its.ItsSpec(timeline=TIMELINE, scale="identity")),
    first=st.sampled_from(["2007-01", "2009-06"]),
    last=st.sampled_from(["2011-10", "2012-07"]),
    sd=st.floats(0.01, 100),
    rho=st.floats(-0.5, 0.9),
    noise_share=st.floats(0, 0.8),
)


@settings(max_examples=20)
@given(scenario=SCENARIOS, size=st.floats(0.1, 5), factor=st.floats(0.01, 100))
def test_only_the_change_in_standard_deviations_counts(
    scenario: PowerScenario, size: float, factor: float
) -> None:
    larger = replace(scenario, sd=scenario.sd * factor)
    powers = [
        power_curve([one], [-size * one.sd], LAUNCH, rng=np.random.default_rng(1), replicates=50)[
            "power"
        ][0]
        for one in (scenario, larger)
    ]
    assert abs(powers[0] - powers[1]) <= 1 / 50  # an interval may end on the change itself


@settings(max_examples=20)
@given(scenario=SCENARIOS, size=st.floats(0.1, 5), more=st.floats(0, 5))
def test_a_larger_change_is_seen_at_least_as_often(
    scenario: PowerScenario, size: float, more: float
) -> None:
    falls = [-size * scenario.sd, -(size + more) * scenario.sd]
    curve = power_curve([scenario], falls, LAUNCH, rng=np.random.default_rng(1), replicates=50)
    assert curve["power"][1] >= curve["power"][0]


@settings(max_examples=20)
@given(scenario=SCENARIOS)
def test_more_power_asks_for_a_larger_change(scenario: PowerScenario) -> None:
    falls = [
        minimum_detectable(
            [scenario], LAUNCH, rng=np.random.default_rng(1), power=power, replicates=50
        )["smallest_fall"][0]
        for power in (0.5, 0.8, 0.9)
    ]
    assert falls[0] >= falls[1] >= falls[2]

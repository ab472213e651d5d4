"""A scenario refuses what cannot be drawn, and says which knob."""

import datetime as dt
from dataclasses import replace

import pytest

from referral_analysis.cli import simulate as command
from referral_analysis.errors import ParametersError
from referral_analysis.simulate import (
    SCENARIOS,
    THRESHOLDS_WORKED,
    Cafs,
    Contacts,
    CountyShocks,
    Ratios,
    ReturnPattern,
    Step,
)
from referral_analysis.simulate.kent import KENT, SOURCES


@pytest.mark.parametrize(
    ("knob", "value", "message"),
    [
        ("launch", Ratios(nfa=0.0), r"launch, steps is outside .* need ratios above 0"),
        (
            "steps",
            (Step(name="x", starts=dt.date(2010, 1, 1), ratios=Ratios(in_need=-1.0)),),
            r"launch, steps is outside .* need ratios above 0",
        ),
        (
            "steps",
            (
                Step(
                    name="x",
                    starts=dt.date(2010, 1, 1),
                    ratios=Ratios(nfa=1.1),
                    moves_to_contacts=True,
                ),
            ),
            r"steps is outside .* need ratios of at most 1 where referrals become contacts",
        ),
        (
            "contacts",
            Contacts(kept_per_referral=-1.0),
            r"contacts is outside .* 0 or more for each",
        ),
        ("contacts", Contacts(own_shock_sd=-0.1), r"contacts is outside .* need a standard deviat"),
        ("cafs", Cafs(launch=0.0), r"cafs is outside .* need values above 0"),
        ("last_month", dt.date(2006, 3, 1), r"last_month is outside .* need one after first_month"),
        ("dispersion", 0.9, r"dispersion is outside .* need 1 or more"),
        (
            "shocks",
            CountyShocks(county_sd=-0.1),
            r"shocks is outside .* need standard deviations of 0",
        ),
        ("shocks", CountyShocks(rho=1.0), r"shocks.rho is outside .* between -1 and 1"),
        (
            "shocks",
            CountyShocks(shared_correlation=1.1),
            r"shocks.shared_correlation is outside .* 0 to",
        ),
        (
            "returns",
            ReturnPattern(share=1.5),
            r"returns.share is outside .* need a share from 0 to 1",
        ),
        (
            "returns",
            ReturnPattern(mean_gap_days=0.0),
            r"returns.mean_gap_days is outside .* above 0",
        ),
        ("fault_shares", (("need_missing", 0.6),), r"fault_shares is outside .* a sum below 0.5"),
    ],
)
def test_a_knob_that_cannot_be_simulated_is_named(knob: str, value: object, message: str) -> None:
    with pytest.raises(ParametersError, match=rf"scenario thresholds_worked: {message}"):
        replace(THRESHOLDS_WORKED, **{knob: value})  # type: ignore[arg-type]


def test_named_scenarios_are_found_by_their_names() -> None:
    assert all(name == scenario.name for name, scenario in SCENARIOS.items())
    assert len(SCENARIOS) == 5


def test_the_command_offers_every_named_scenario() -> None:
    assert tuple(SCENARIOS) == command.SCENARIOS


def test_kent_has_its_12_districts_and_the_agencies_of_the_time() -> None:
    assert sum(district.children_2012 for district in KENT) == 323_021
    assert [d.gss_code for d in KENT] == [f"E07000{code}" for code in range(105, 117)]
    # 5D, early help, came in 2023
    assert len({source.code for source in SOURCES} - {"5D"}) == len(SOURCES) == 21
    assert sum(source.share for source in SOURCES) == pytest.approx(1)

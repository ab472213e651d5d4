"""Interruptions and timelines, and what they refuse."""

from collections.abc import Callable

import polars as pl
import pytest

from referral_analysis.errors import ParametersError, SpecError
from referral_analysis.its import Interruption, Timeline
from referral_analysis.its.model.timeline import interruption_named

DOSE = pl.DataFrame({"period": ["2011-05"], "dose": [0.5]})


def test_a_phase_in_counts_its_last_period() -> None:
    launch = Interruption("launch", starts="2011-05", phase_in_ends="2011-07")
    assert launch.phase_in_periods == 3
    assert launch.first_after == launch.start.number + 3
    assert Interruption("launch", starts="2011-05").phase_in_periods == 0


@pytest.mark.parametrize("starts", ["2011-05", "2011-W20", "2011-Q2", "2011"])
def test_a_timeline_has_its_interruptions_periods(starts: str) -> None:
    expected = {"2011-05": "month", "2011-W20": "week", "2011-Q2": "quarter", "2011": "year"}
    assert Timeline(Interruption("launch", starts=starts)).frequency == expected[starts]


def test_windows_are_numbered() -> None:
    timeline = Timeline(Interruption("launch", starts="2011-05"), left_out=[("2010-01", "2010-03")])
    (first, last), *rest = timeline.windows
    assert (last - first, rest) == (2, [])


def test_neither_can_be_changed() -> None:
    timeline = Timeline(Interruption("launch", starts="2011-05"))
    with pytest.raises(AttributeError):
        timeline.left_out = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        timeline.interruptions[0].starts = "2011-06"  # type: ignore[misc]


def test_a_dose_is_not_printed() -> None:
    dosed = Interruption(
        "launch", starts="2011-05", phase_in_ends="2011-05", phase_in="dose", dose=DOSE
    )
    assert "0.5" not in repr(dosed)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "empty name": (lambda: Interruption("", starts="2011-05"), "a name such as launch"),
    "reserved name": (lambda: Interruption("sin1", starts="2011-05"), "model's own columns"),
    "colon": (lambda: Interruption("a:slope", starts="2011-05"), "holds a colon"),
    "phase_in": (
        lambda: Interruption("a", starts="2011-05", phase_in="skip"),  # type: ignore[arg-type]
        r"a: phase_in: 'skip'; need one of exclude, ramp, dose",
    ),
    "shape": (
        lambda: Interruption("a", starts="2011-05", shape="wave"),  # type: ignore[arg-type]
        r"a: shape: 'wave'; need one of step, ramp, pulse, decay",
    ),
    "ends before": (
        lambda: Interruption("a", starts="2011-05", phase_in_ends="2011-04"),
        "a: phase_in_ends: a period before it starts",
    ),
    "mixed lengths": (
        lambda: Interruption("a", starts="2011-05", phase_in_ends="2011-Q3"),
        "a: phase_in_ends: a period of another length; need a month",
    ),
    "decay without": (
        lambda: Interruption("a", starts="2011-05", shape="decay"),
        "a: half_life_periods: no positive number",
    ),
    "half-life of a step": (
        lambda: Interruption("a", starts="2011-05", half_life_periods=2),
        "a: half_life_periods: ",
    ),
    "negative half-life": (
        lambda: Interruption("a", starts="2011-05", shape="decay", half_life_periods=-1),
        "a: half_life_periods: ",
    ),
    "end of a step": (
        lambda: Interruption("a", starts="2011-05", ends="2011-06"),
        "a: ends: an end for shape='step'",
    ),
    "slope of a pulse": (
        lambda: Interruption("a", starts="2011-05", shape="pulse", slope_change=True),
        "a: slope_change: ",
    ),
    "ramp without an end": (
        lambda: Interruption("a", starts="2011-05", phase_in="ramp"),
        "a: phase_in_ends: phase_in='ramp' without an end",
    ),
    "ramp of a pulse": (
        lambda: Interruption(
            "a", starts="2011-05", phase_in_ends="2011-06", phase_in="ramp", shape="pulse"
        ),
        "a: phase_in: phase_in='ramp' with shape='pulse'",
    ),
    "dose without": (
        lambda: Interruption("a", starts="2011-05", phase_in_ends="2011-06", phase_in="dose"),
        "a: dose: ",
    ),
    "dose of another": (
        lambda: Interruption("a", starts="2011-05", phase_in_ends="2011-06", dose=DOSE),
        "a: dose: ",
    ),
    "none": (Timeline, "timeline: no interruption"),
    "twice": (
        lambda: Timeline(Interruption("a", starts="2011-05"), Interruption("a", starts="2011-06")),
        "timeline: two interruptions of one name",
    ),
    "two lengths": (
        lambda: Timeline(Interruption("a", starts="2011-05"), Interruption("b", starts="2011-Q3")),
        "timeline: b: a period of another length",
    ),
    "window of quarters": (
        lambda: Timeline(Interruption("a", starts="2011-05"), left_out=[("2010-Q1", "2010-Q2")]),
        "timeline: left_out: a period of another length",
    ),
    "window backwards": (
        lambda: Timeline(Interruption("a", starts="2011-05"), left_out=[("2010-03", "2010-01")]),
        "timeline: left_out: a window that ends before it starts",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_sense_is_refused(case: str) -> None:
    make, message = REFUSED[case]
    with pytest.raises(SpecError, match=message):
        make()


def test_a_start_that_is_no_period_names_the_interruption() -> None:
    with pytest.raises(ParametersError, match="launch: starts: a value that is not a period"):
        Interruption("launch", starts="May 2011")


def test_an_unknown_name_lists_those_there_are() -> None:
    timeline = Timeline(Interruption("a", starts="2011-05"), Interruption("b", starts="2011-06"))
    assert interruption_named(timeline, "b").starts == "2011-06"
    with pytest.raises(SpecError, match="no interruption named c; need one of a, b"):
        interruption_named(timeline, "c")

"""The parameter `events`: how it is written, what is wrong with it in one line, and how it was."""

from pathlib import Path
from typing import Any

import pytest

from referral_analysis.analysis.events import Event
from referral_analysis.errors import ParametersError
from referral_analysis.periods import parse_month
from referral_analysis.runs.parameters import parameter_file
from referral_analysis.runs.parameters.checking import check
from referral_analysis.runs.parameters.describing import describe
from referral_analysis.runs.parameters.events import as_written_now, written

ROOT = Path(__file__).resolve().parents[4]
STEP = {"name": "inspection", "from": "2010-10", "shape": "step"}


@pytest.fixture
def values() -> dict[str, Any]:
    return parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")


def test_events_come_into_the_plan_in_the_order_of_their_months(values: dict[str, Any]) -> None:
    fading = {"name": "Baby P", "from": "2008-11", "shape": "decay", "half_life": 4}
    strike = {"name": "strike", "from": "2009-03", "to": "2009-05", "shape": "pulse"}
    plan = check("board_report", values | {"events": [STEP, fading, strike]}).plan()
    assert plan.events == (
        Event(name="Baby P", starts=parse_month("2008-11"), shape="decay", half_life=4.0),
        Event(
            name="strike", starts=parse_month("2009-03"), ends=parse_month("2009-05"), shape="pulse"
        ),
        Event(name="inspection", starts=parse_month("2010-10")),
    )
    assert [written(one) for one in plan.events] == [fading | {"half_life": 4.0}, strike, STEP]


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (7, "events: 7; need a list of events"),
        ([STEP] * 13, "events: 13 events; need 12 at most"),
        (
            ["inspection"],
            "events, the first: 'inspection'; need a mapping of name, from",
        ),
        ([STEP, {**STEP, "form": "step"}], "the second: the unknown name 'form'; .* mean from"),
        ([{**STEP, "colour": 1}], "the first: the unknown name 'colour'; .* Take it out"),
        ([{**STEP, "name": ""}], "the first: name ''; need `name`, text of up to 40"),
        ([{**STEP, "name": "x" * 41}], "the first: name 'x"),
        ([{**STEP, "name": "a\nb"}], "a name with control characters"),
        ([{**STEP, "from": "10/2010"}], "events, inspection: from '10/2010'; need `from`, a month"),
        ([{"name": "inspection", "shape": "step"}], "events, inspection: from None; need `from`"),
        ([{**STEP, "to": 2011}], "events, inspection: to 2011; need `to`, a month written"),
        ([{**STEP, "shape": "ramp"}], "shape 'ramp'; need one of step, pulse, decay, leave_out"),
        ([{**STEP, "half_life": "3"}], "half_life '3'; need months, a number above 0"),
        ([{**STEP, "half_life": True}], "half_life True; need months, a number above 0"),
        (
            [{**STEP, "to": "2010-09", "shape": "pulse"}],
            "`to` September 2010, before `from` October 2010; .*Swap the two",
        ),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_event(
    values: dict[str, Any], events: object, message: str
) -> None:
    with pytest.raises(ParametersError, match=message) as error:
        check("board_report", values | {"events": events})
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (
            {"inspection_month": "2010-10", "events": "events.csv"},
            {"events": [STEP], "timeline": "events.csv"},
        ),
        ({"inspection_month": None, "events": None}, {"events": [], "timeline": None}),
        (
            {"inspection_month": None, "events": "e.csv"},
            {"events": [], "timeline": "e.csv"},
        ),
        ({"inspection_month": "2010-10"}, {"events": [STEP]}),
        ({"events": None, "timeline": "t.csv"}, {"events": [], "timeline": "t.csv"}),
        ({"events": [STEP], "inspection_month": None}, {"events": []}),
        (
            {"events": [{**STEP, "from": "2009-01"}], "inspection_month": "2010-10"},
            {"events": [STEP]},
        ),
        ({"events": "FILL-IN"}, {"events": "FILL-IN"}),
        ({"launch_month": "2011-05"}, {"launch_month": "2011-05"}),
    ],
)
def test_what_was_written_before_means_what_it_meant(
    before: dict[str, Any], now: dict[str, Any]
) -> None:
    assert as_written_now(before) == now


@pytest.mark.parametrize(
    ("setting", "events", "timeline"),
    [
        ("inspection_month=null", [], "data_samples/events.csv"),
        ("inspection_month=2010-09", [STEP | {"from": "2010-09"}], "data_samples/events.csv"),
        ("events=[]", [], "data_samples/events.csv"),
        ("events=other.csv", [STEP], "other.csv"),
        ("timeline=null", [STEP], None),
        (
            "events=[{name: Covid, from: 2020-04, to: 2021-03, shape: leave_out}]",
            [{"name": "Covid", "from": "2020-04", "to": "2021-03", "shape": "leave_out"}],
            "data_samples/events.csv",
        ),
    ],
)
def test_settings_take_either_way_of_writing(
    values: dict[str, Any], setting: str, events: list[object], timeline: str | None
) -> None:
    changed = parameter_file.override(values, (setting,))
    assert (changed["events"], changed["timeline"]) == (events, timeline)


def test_a_file_of_before_is_the_same_plan(values: dict[str, Any]) -> None:
    before = {name: value for name, value in values.items() if name not in ("events", "timeline")}
    before |= {"inspection_month": "2010-10", "events": values["timeline"]}
    assert check("board_report", before) == check("board_report", values)


def test_the_list_of_parameters_says_how_an_event_is_written() -> None:
    told = next(one for one in describe("board_report") if one.name == "events")
    assert told.allowed == (
        "[{name: text, from: month YYYY-MM, to: month YYYY-MM, shape: step or pulse or decay or "
        "leave_out, half_life: number}, ...]"
    )
    assert told.default == "[]"

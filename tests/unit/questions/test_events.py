"""Events by name: with an article where one needs it, and nothing said of one that is another's."""

import datetime as dt
from dataclasses import replace

import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.events import Event, EventShape
from referral_analysis.questions import events
from referral_analysis.report.charts.layout import Marker, Span

LAUNCH = dt.date(2021, 9, 1)
INSPECTION = Event(name="inspection", starts=dt.date(2018, 10, 1))
COVID = Event(name="covid", starts=dt.date(2020, 4, 1), ends=dt.date(2021, 3, 1), shape="leave_out")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("inspection", "the inspection"),
        ("the flood", "the flood"),
        ("Ofsted's visit", "Ofsted's visit"),
        ("covid-19", "covid-19"),
        ("lockdowns", "lockdowns"),
        ("2019 merger", "2019 merger"),
    ],
)
def test_a_name_has_an_article_where_it_needs_one(name: str, told: str) -> None:
    assert events.the(Event(name=name, starts=LAUNCH)) == told


def labels(event: Event) -> list[str]:
    return [label for label, _ in events.otherwise(event, before=LAUNCH)]


def test_an_inspection_is_said_to_have_brought_more_and_nothing_else_is() -> None:
    assert labels(INSPECTION) == [
        "The inspection's rise fading away",
        "The inspection's rise ending at the launch",
        "No rise at the inspection",
    ]
    system = Event(name="new system", starts=dt.date(2019, 4, 1))
    assert labels(system) == [
        "The new system's change fading away",
        "The new system's change ending at the launch",
        "No change at the new system",
    ]


def test_months_left_out_may_be_kept_instead() -> None:
    assert labels(COVID) == [
        "Covid's change staying for good",
        "The months of covid kept, at a level of their own",
        "The months of covid kept, as any others",
    ]


@pytest.mark.parametrize(
    ("shape", "instead"),
    [
        ("step", [("decay", None), ("pulse", dt.date(2021, 8, 1)), None]),
        ("pulse", [("step", None), ("leave_out", COVID.ends), None]),
        ("decay", [("step", None), None]),
        ("leave_out", [("step", None), ("pulse", COVID.ends), None]),
    ],
)
def test_each_shape_is_tried_against_the_others(
    shape: EventShape, instead: list[tuple[str, dt.date | None] | None]
) -> None:
    ends = COVID.ends if shape in ("pulse", "leave_out") else None
    half_life = 2.0 if shape == "decay" else None
    planned = Event(name="x", starts=COVID.starts, ends=ends, shape=shape, half_life=half_life)
    tried = [made for _, made in events.otherwise(planned, before=LAUNCH)]
    assert [(one[0].shape, one[0].ends) if one else None for one in tried] == instead


def test_a_step_after_the_launch_cannot_have_ended_at_it() -> None:
    after = Event(name="merger", starts=dt.date(2022, 4, 1))
    assert labels(after) == ["The merger's change fading away", "No change at the merger"]


def test_a_model_names_the_terms_and_the_months_left_out() -> None:
    fading = Event(name="Baby P", starts=dt.date(2008, 11, 1), shape="decay", half_life=4.0)
    every = (fading, INSPECTION, COVID)
    assert events.terms(every) == (
        "a change at Baby P that fades (November 2008), a step at the inspection (October 2018), "
    )
    assert events.months_left_out(every) == (
        "Left out of the model: April 2020 to March 2021 (Covid). "
    )
    assert (events.terms(()), events.months_left_out(())) == ("", "")


def test_charts_mark_what_began_and_band_what_passed() -> None:
    every = (INSPECTION, COVID)
    assert [(one.date, one.label) for one in events.markers(every)] == [
        (dt.date(2018, 10, 1), "Inspection")
    ]
    assert [(one.start, one.end, one.label) for one in events.bands(every)] == [
        (dt.date(2020, 4, 1), dt.date(2021, 3, 31), "Covid")
    ]
    assert [one.label for one in events.begins(every)] == ["Inspection", "Covid"]


def test_names_in_a_row() -> None:
    assert events.in_a_row(["a"]) == "a"
    assert events.in_a_row(["a", "b", "c"]) == "a, b and c"


def test_a_pandemic_that_no_event_names_is_said_on_the_first_screen() -> None:
    assert events.pandemic_unnamed(FEBRUARY) == ()
    later = replace(
        FEBRUARY,
        series_starts=dt.date(2017, 4, 1),
        last_month=dt.date(2022, 8, 1),
        launch_month=LAUNCH,
        phase_in_ends=LAUNCH,
        extract_drawn_on=dt.date(2022, 12, 1),
        events=(),
    )
    (line,) = events.pandemic_unnamed(later)
    assert line.startswith("Months of the pandemic, April 2020 to March 2021, when fewer children")
    assert events.pandemic_unnamed(replace(later, events=(COVID,))) == ()


def test_the_months_that_a_launch_took_are_a_band_and_one_at_once_is_a_mark() -> None:
    band = Span(start=dt.date(2011, 5, 1), end=dt.date(2011, 7, 31), label="Workshops")
    inspected = Marker(date=dt.date(2010, 10, 1), label="Inspection")
    assert events.phase_in(FEBRUARY) == band
    assert events.marked(FEBRUARY) == (inspected,)
    at_once = replace(FEBRUARY, phase_in_ends=dt.date(2011, 4, 1), is_at_once=True)
    assert events.phase_in(at_once) is None
    assert events.marked(at_once) == (inspected, Marker(date=dt.date(2011, 5, 1), label="Launch"))

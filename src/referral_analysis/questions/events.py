"""Events and seasons, as charts, methods and choices of model name them.

A name that begins with a capital letter or a figure, or is one of `WITHOUT_ARTICLE`, stands as it
is; any other has "the" before it: the inspection, Covid, covid, 2015's new system.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from referral_analysis.analysis.events import PANDEMIC, Event, is_pandemic_unnamed
from referral_analysis.analysis.plan import MONTHS_FOR_CALENDAR, Plan
from referral_analysis.periods import add_months, month_name
from referral_analysis.report.charts.layout import Marker, Span


class Launched(Protocol):
    """A plan of any report: when the launch came, and what else happened."""

    @property
    def launch_month(self) -> dt.date: ...  # noqa: D102
    @property
    def first_after(self) -> dt.date: ...  # noqa: D102
    @property
    def events(self) -> tuple[Event, ...]: ...  # noqa: D102


WITHOUT_ARTICLE = ("covid", "lockdown")
"""How names begin that take no article."""
HALF_LIFE = 3.0
"""Months in which a change that is taken to fade, and was planned to stay, halves."""


def markers(events: Sequence[Event]) -> tuple[Marker, ...]:
    """Return the mark of each event that begins and is not said to end."""
    return tuple(
        Marker(date=one.starts, label=label(one)) for one in events if not one.is_temporary
    )


def begins(events: Sequence[Event]) -> tuple[Marker, ...]:
    """Return a mark at the beginning of each event, for charts without bands."""
    return tuple(Marker(date=one.starts, label=label(one)) for one in events)


def bands(events: Sequence[Event]) -> tuple[Span, ...]:
    """Return the band of each event that passes, its last day included."""
    return tuple(
        Span(
            start=one.starts,
            end=add_months(one.ends, 1) - dt.timedelta(days=1),
            label=label(one),
            is_left_out=not one.has_term,
        )
        for one in events
        if one.ends is not None
    )


def phase_in(plan: Launched, label: str = "Workshops") -> Span | None:
    """Return the band of the months that the launch took, the last day included; None at once."""
    if plan.first_after == plan.launch_month:
        return None
    last_day = plan.first_after - dt.timedelta(days=1)
    return Span(start=plan.launch_month, end=last_day, label=label)


def marked(plan: Launched) -> tuple[Marker, ...]:
    """Return the marks of a chart with bands: of events, and of a launch that has no band."""
    if plan.first_after > plan.launch_month:
        return markers(plan.events)
    return (*markers(plan.events), Marker(date=plan.launch_month, label="Launch"))


def label(event: Event) -> str:
    """Write an event's name at the beginning of a line."""
    return event.name[:1].upper() + event.name[1:]


def the(event: Event) -> str:
    """Write an event's name within a sentence, with an article where it needs one."""
    name = event.name
    stands_alone = not name[0].islower() or name.casefold().startswith(WITHOUT_ARTICLE)
    return name if stands_alone or name.startswith("the ") else f"the {name}"


def months_of(event: Event) -> str:
    """Name an event's month, or its first and last."""
    if event.ends is None or event.ends == event.starts:
        return month_name(event.starts)
    return f"{month_name(event.starts)} to {month_name(event.ends)}"


def dated(event: Event) -> str:
    """Name an event with its months: the inspection of October 2010."""
    months = months_of(event)
    return f"{the(event)} ({months})" if event.is_temporary else f"{the(event)} of {months}"


def in_a_row(names: Sequence[str]) -> str:
    """Join names by commas, the last by "and"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def terms(events: Sequence[Event]) -> str:
    """Name what events add to a model's terms, a comma after each; nothing where there is none."""
    named = ((_TERMS[one.shape].format(the=the(one)), one) for one in events if one.has_term)
    return "".join(f"{name} ({months_of(one)}), " for name, one in named)


_TERMS = {
    "step": "a step at {the}",
    "pulse": "a level of its own for {the}",
    "decay": "a change at {the} that fades",
}


def months_left_out(events: Sequence[Event]) -> str:
    """Say which months are left out for which events, as a sentence; nothing where none are."""
    named = [f"{months_of(one)} ({label(one)})" for one in events if not one.has_term]
    return f"Left out of the model: {', '.join(named)}. " if named else ""


def otherwise(event: Event, *, before: dt.date) -> Iterator[tuple[str, tuple[Event, ...]]]:
    """Yield what might have been chosen instead of an event: in words, and the events in its place.

    before: the launch's month, at which a change that is taken to pass ends where it came earlier.
    """
    if event.shape == "step":
        yield (
            f"{_changes(event)} fading away",
            (replace(event, shape="decay", half_life=HALF_LIFE),),
        )
        if event.starts < before:
            ended = replace(event, shape="pulse", ends=add_months(before, -1))
            yield f"{_changes(event)} ending at the launch", (ended,)
    else:
        stays = replace(event, shape="step", ends=None, half_life=None)
        yield f"{_changes(event)} staying for good", (stays,)
    if event.shape == "pulse":
        yield f"The months of {the(event)} left out", (replace(event, shape="leave_out"),)
    if event.shape == "leave_out":
        kept = replace(event, shape="pulse")
        yield f"The months of {the(event)} kept, at a level of their own", (kept,)
        yield f"The months of {the(event)} kept, as any others", ()
        return
    yield f"No {_moved(event)} at {the(event)}", ()


def _changes(event: Event) -> str:
    """Write what an event did, at a line's beginning: The inspection's rise, Covid's change."""
    whose = the(event)
    return f"{whose[:1].upper()}{whose[1:]}'s {_moved(event)}"


def _moved(event: Event) -> str:
    """Say which way an event moved referrals, where it is known: an inspection brings more."""
    return "rise" if "inspection" in event.name.casefold() else "change"


def pandemic_unnamed(plan: Plan) -> tuple[str, ...]:
    """Say that the pandemic's months are analysed as any others; nothing where they are not."""
    if not is_pandemic_unnamed(plan.events, plan.series_starts, plan.last_month):
        return ()
    first, last = map(month_name, PANDEMIC)
    return (
        f"Months of the pandemic, {first} to {last}, when fewer children were seen, are analysed "
        "as any others: no event of the plan names them, so what is expected runs through them.",
    )


def seasons_alone(plan: Plan) -> str:
    """Name the terms for the seasons of a measure, a district or an agency by itself."""
    if not plan.fourier_pairs:
        return "no seasons"
    if plan.analysed_before >= MONTHS_FOR_CALENDAR and plan.step == 1:
        return "a term for each calendar month"
    return waves(plan)


def waves(plan: Plan) -> str:
    """Name the seasonal waves of a plan, as a term of a model."""
    number = plan.fourier_pairs
    return f"{number} seasonal wave{'' if number == 1 else 's'} a year"

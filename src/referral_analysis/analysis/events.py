"""What moved the county's referrals beside the launch: when, for how long, in what shape.

Rules, the same in every report: an event lies within the months of the analysis and apart from the
launch; one that takes a term in the model is told from `LEAST_TOLD` months at least, in which it is
on and nothing that came later is; and before the launch there are `LEAST_USUAL` usual months, and
`MONTHS_A_TERM` more for each term after the first.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from referral_analysis.errors import ParametersError
from referral_analysis.its.model.spec import LEAST_BEFORE
from referral_analysis.its.model.timeline import is_taken
from referral_analysis.periods import month_name, month_range

EventShape = Literal["step", "pulse", "decay", "leave_out"]
ENDED: frozenset[EventShape] = frozenset({"pulse", "leave_out"})
"""Shapes that have a last month; the others stay, or fade by themselves."""
LAUNCH = "launch"
LEAST_TOLD = 3
"""Months that tell an event's term: as many as EPOC asks for on each side of an interruption."""
LEAST_USUAL, MONTHS_A_TERM = LEAST_BEFORE["month"], 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that moved the county's referrals in months that are known.

    starts, ends: first days of the first and last month, both included. shape: "step" moves the
    level for good; "pulse" from `starts` to `ends`; "decay" at once, and halves every `half_life`
    months; "leave_out" says nothing of how, and those months are not in the model.
    """

    name: str
    starts: dt.date
    ends: dt.date | None = None
    shape: EventShape = "step"
    half_life: float | None = None

    def __post_init__(self) -> None:
        if not self.name.strip() or is_taken(self.name) or self.name.casefold() == LAUNCH:
            raise ParametersError(
                "events",
                found=f"the name {self.name!r}",
                needed="a name such as inspection: not launch, nor a column of the model's own",
                do="Rename it.",
            )
        if (self.shape in ENDED) != (self.ends is not None):
            raise _wrong(
                self,
                found=f"shape {self.shape} {'without' if self.ends is None else 'with'} `to`",
                needed="`to`, the last month, for pulse and leave_out only",
                do="Correct one of the two.",
            )
        if self.ends is not None and self.ends < self.starts:
            raise _wrong(
                self,
                found=f"`to` {month_name(self.ends)}, before `from` {month_name(self.starts)}",
                needed="the first month, then the last",
                do="Swap the two.",
            )
        is_fading = self.half_life is not None and self.half_life > 0
        if (self.shape == "decay") != is_fading or (self.half_life is not None and not is_fading):
            raise _wrong(
                self,
                found=f"shape {self.shape} with half_life {self.half_life}",
                needed="the months in which a decay halves, above 0, for shape decay only",
                do="Correct one of the two.",
            )

    @property
    def has_term(self) -> bool:
        """Whether the model has a term for it; else its months are left out."""
        return self.shape != "leave_out"

    @property
    def is_temporary(self) -> bool:
        """Whether it has a last month."""
        return self.ends is not None


def touches(event: Event, month: dt.date) -> bool:
    """Claim that an event is on in a month: from its first to its last, if it has one."""
    return event.starts <= month and (event.ends is None or month <= event.ends)


def is_temporary_in(event: Event, first: dt.date, last: dt.date) -> bool:
    """Claim that an event which passes touches a month from `first` to `last`."""
    return event.ends is not None and event.starts <= last and event.ends >= first


def left_out(events: Sequence[Event], month: dt.date) -> bool:
    """Claim that a month is left out of the model for an event."""
    return any(touches(one, month) for one in events if not one.has_term)


def within(events: Sequence[Event], first: dt.date, last: dt.date) -> tuple[Event, ...]:
    """Keep the events that a series from `first` to `last` knows of.

    One that came before it and stays is in all of its months; one that passed before it, or came
    after it, in none.
    """
    return tuple(
        one
        for one in events
        if one.starts <= last and (one.starts > first if one.ends is None else one.ends >= first)
    )


def can_tell(
    events: Sequence[Event], *, months: tuple[dt.date, dt.date], launch: tuple[dt.date, dt.date]
) -> bool:
    """Claim that a series of these months tells each event that it knows of; see `require_told`."""
    try:
        require_told(within(events, *months), months=months, launch=launch)
    except ParametersError:
        return False
    return True


PANDEMIC = dt.date(2020, 4, 1), dt.date(2021, 3, 1)
"""The months from the first lockdown's first whole one to that in which schools opened for good."""


def is_pandemic_unnamed(events: Sequence[Event], first: dt.date, last: dt.date) -> bool:
    """Claim that months from `first` to `last` are in the pandemic, and no event touches it."""
    if last < PANDEMIC[0] or first > PANDEMIC[1]:
        return False
    return not any(
        one.starts <= PANDEMIC[1] and (one.ends or one.starts) >= PANDEMIC[0] for one in events
    )


def require_placed(
    events: Sequence[Event], *, months: tuple[dt.date, dt.date], launch: tuple[dt.date, dt.date]
) -> None:
    """Raise ParametersError unless each event has its own name, and its place.

    months: the first and last of the analysis. launch: the first and last of its phase-in, or,
    where it came all at once, its month and the one before.
    """
    launch = launch[0], max(launch)
    names = [one.name.casefold() for one in events]
    for event in events:
        if names.count(event.name.casefold()) > 1:
            raise _wrong(event, found="two of that name", needed="a name each", do="Rename one.")
        _require_inside(event, months)
        last = event.ends or event.starts
        if event.starts <= launch[1] and last >= launch[0]:
            raise _wrong(
                event,
                found=f"months that overlap the launch, {_span(*launch)}",
                needed="an event that ends before the launch, or begins after its phase-in",
                do="Correct its months; or, to leave more months out around the launch, set "
                "phase_in_ends to the last of them.",
            )


def require_told(
    events: Sequence[Event], *, months: tuple[dt.date, dt.date], launch: tuple[dt.date, dt.date]
) -> None:
    """Raise ParametersError unless the months can tell each event from all else; as the rules say.

    months, launch: as in `require_placed`, which has passed.
    """
    kept = [
        month
        for month in month_range(*months)
        if not launch[0] <= month <= launch[1] and not left_out(events, month)
    ]
    terms = [one for one in events if one.has_term]
    for event in terms:
        if sum(month < event.starts for month in kept) < LEAST_TOLD:
            raise _wrong(
                event,
                found=f"fewer than {LEAST_TOLD} months before it",
                needed=f"at least {LEAST_TOLD} that are analysed",
                do="Extend the series backwards, or start it after the event.",
            )
        told = _told(event, kept, terms, launch[0])
        if told < LEAST_TOLD:
            raise _wrong(
                event,
                found=f"{told} months that tell it from what came next",
                needed=f"at least {LEAST_TOLD} in which nothing later is on",
                do="Write it as shape leave_out, with `to`, or leave out one of the two.",
            )
    _require_launch_told(kept, terms, launch[1])
    _require_usual(events, kept, launch[0])


def _require_inside(event: Event, months: tuple[dt.date, dt.date]) -> None:
    is_late = event.starts > months[1] or (event.ends is not None and event.ends > months[1])
    if event.starts <= months[0] or is_late:
        last = event.ends or event.starts
        raise _wrong(
            event,
            found=f"{_span(event.starts, last)}, not inside the months of the analysis",
            needed=f"months after {month_name(months[0])}, up to {month_name(months[1])}",
            do="Correct it, or take it out of events.",
        )


def _told(event: Event, kept: list[dt.date], terms: list[Event], launch: dt.date) -> int:
    """Count the kept months in which an event is on, and no term that came later, nor the launch.

    A pulse that came later takes its own months only; what stays takes all that follow.
    """
    later = [one for one in terms if one is not event and one.starts >= event.starts]
    return sum(
        touches(event, month)
        and not (event.starts < launch <= month)
        and not any(touches(one, month) for one in later)
        for month in kept
    )


def _require_launch_told(kept: list[dt.date], terms: list[Event], phase_in_ends: dt.date) -> None:
    """Raise unless months after the phase-in show the launch alone, of all that came after it."""
    later = [one for one in terms if one.starts > phase_in_ends]
    if not later:
        return
    told = sum(
        month > phase_in_ends and not any(touches(one, month) for one in later) for month in kept
    )
    if told < LEAST_TOLD:
        raise _wrong(
            later[0],
            found=f"{told} months after the launch that show the launch without it",
            needed=f"at least {LEAST_TOLD}",
            do="End the analysis before it, or correct its months.",
        )


def _require_usual(events: Sequence[Event], kept: list[dt.date], launch: dt.date) -> None:
    """Raise unless enough months before the launch are neither left out nor within a pulse."""
    before = [one for one in events if one.starts < launch]
    terms = sum(one.has_term for one in before)
    temporary = [one for one in before if one.is_temporary]
    if terms < 2 and not temporary:
        return  # the engine asks for as many itself
    least = LEAST_USUAL + MONTHS_A_TERM * max(terms - 1, 0)
    usual = sum(
        month < launch and not any(touches(one, month) for one in temporary) for month in kept
    )
    if usual < least:
        raise ParametersError(
            "events",
            found=f"{usual} months before the launch outside the events that pass, for "
            f"{len(before)} event{'' if len(before) == 1 else 's'}",
            needed=f"at least {LEAST_USUAL}, and {MONTHS_A_TERM} more for each step, pulse or "
            f"decay after the first: {least}",
            do="Extend the series backwards, or name fewer events.",
        )


def _wrong(event: Event, *, found: str, needed: str, do: str) -> ParametersError:
    return ParametersError(f"events, {event.name}", found=found, needed=needed, do=do)


def _span(first: dt.date, last: dt.date) -> str:
    return month_name(first) if first == last else f"{month_name(first)} to {month_name(last)}"

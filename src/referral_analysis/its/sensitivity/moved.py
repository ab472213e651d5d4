"""One interruption of a timeline at another date, later in its effect, or phased in otherwise."""

from dataclasses import replace
from typing import Literal

from referral_analysis.errors import SpecError
from referral_analysis.its.model.timeline import Interruption, Timeline
from referral_analysis.periods import Period, period_label

PhaseInChoice = Literal["exclude", "ramp", "dose", "none"]


def with_interruption(timeline: Timeline, changed: Interruption) -> Timeline:
    """Return the timeline with the interruption of the same name replaced."""
    kept = (changed if one.name == changed.name else one for one in timeline.interruptions)
    return Timeline(*kept, left_out=timeline.left_out)


def shifted(interruption: Interruption, periods: int) -> Interruption:
    """Return the interruption at another date: start, phase-in and end move together.

    SpecError for a dose, which belongs to its own dates.
    """
    if periods == 0:
        return interruption
    if interruption.dose is not None:
        raise SpecError(
            f"{interruption.name}: phase_in",
            found="a dose, which belongs to its own dates",
            needed="'exclude' or 'ramp' where other dates are tried",
            do="Take the shifts out, or change phase_in.",
        )
    ends = interruption.ends
    return replace(
        interruption,
        starts=_label(interruption, interruption.start.number + periods),
        phase_in_ends=_moved(interruption, periods),
        ends=None if ends is None else _label(interruption, interruption.last_pulse + periods),
    )


def lagged(interruption: Interruption, periods: int) -> Interruption:
    """Return the interruption taking full effect so many periods later; its phase-in lengthens."""
    if periods == 0:
        return interruption
    if periods < 0 or interruption.dose is not None:
        raise SpecError(
            f"{interruption.name}: lag",
            found="a lag below zero, or a lag of a dose",
            needed="a whole number of periods from 0, for 'exclude' or 'ramp'",
            do="Correct the lags, or change phase_in.",
        )
    last = interruption.first_after + periods - 1
    return replace(interruption, phase_in_ends=_label(interruption, last))


def phased(interruption: Interruption, choice: PhaseInChoice) -> Interruption:
    """Return the interruption phased in by another rule; "none" is a full change at its start."""
    if choice == phase_in_of(interruption):
        return interruption
    if choice == "none":
        return replace(interruption, phase_in_ends=None, phase_in="exclude", dose=None)
    if choice == "dose":
        raise SpecError(
            f"{interruption.name}: phase_in",
            found="'dose' among the alternatives",
            needed="a frame of doses, which only the planned interruption can hold",
            do="Plan with the dose, or take it out.",
        )
    return replace(interruption, phase_in=choice, dose=None)


def phase_in_of(interruption: Interruption) -> PhaseInChoice:
    """Name the phase-in of an interruption."""
    return "none" if interruption.phase_in_ends is None else interruption.phase_in


def _moved(interruption: Interruption, periods: int) -> str | None:
    if interruption.phase_in_ends is None:
        return None
    return _label(interruption, interruption.first_after - 1 + periods)


def _label(interruption: Interruption, number: int) -> str:
    return period_label(Period(interruption.start.frequency, number))

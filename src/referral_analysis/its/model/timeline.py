"""Interruptions: when each starts, how it is phased in, what shape it takes, what is left out."""

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal, get_args

import polars as pl

from referral_analysis.errors import SpecError
from referral_analysis.periods import Frequency, Period, parse_period

PhaseIn = Literal["exclude", "ramp", "dose"]
Shape = Literal["step", "ramp", "pulse", "decay"]
INTERCEPT, TREND, CONTROL = "intercept", "trend", "control"
"""The design's own columns, beside those of interruptions and of the season."""
RESERVED = frozenset({INTERCEPT, TREND, CONTROL})


@dataclass(frozen=True, slots=True, eq=False)
class Interruption:
    """Something that happened to a series at a known date.

    Periods are written 2011-05, 2011-W20, 2011-Q2 or 2011. `starts`: the first period touched.
    `phase_in_ends`: the last period of the phase-in, inclusive; those periods are left out
    ("exclude"), rise in equal steps ("ramp"), or follow `dose` ("dose"): a frame of period, dose
    (0 to 1) and perhaps segment, one row each phase-in period.
    `shape`, from the first period after the phase-in: "step" stays; "ramp" grows by its coefficient
    a year, from nothing; "pulse" lasts until `ends` (inclusive; the first period alone if not
    given); "decay" halves every `half_life_periods`. `slope_change` adds a change of slope a year,
    0 in the first period after the phase-in, to a step.
    """

    name: str
    _: KW_ONLY
    starts: str
    phase_in_ends: str | None = None
    phase_in: PhaseIn = "exclude"
    shape: Shape = "step"
    slope_change: bool = False
    ends: str | None = None
    half_life_periods: float | None = None
    dose: pl.DataFrame | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        _check_option(self, "phase_in", self.phase_in, get_args(PhaseIn))
        _check_option(self, "shape", self.shape, get_args(Shape))
        _check_periods(self)
        _check_shape(self)
        _check_phase_in(self)

    @property
    def start(self) -> Period:
        """The first period touched."""
        return parse_period(self.starts, where=f"{self.name}: starts")

    @property
    def phase_in_periods(self) -> int:
        """How many periods the phase-in lasts; 0 without one."""
        return self.first_after - self.start.number

    @property
    def first_after(self) -> int:
        """The number of the first period after the phase-in."""
        if self.phase_in_ends is None:
            return self.start.number
        return parse_period(self.phase_in_ends, where=f"{self.name}: phase_in_ends").number + 1

    @property
    def last_pulse(self) -> int:
        """The number of the last period of a pulse."""
        if self.ends is None:
            return self.first_after
        return parse_period(self.ends, where=f"{self.name}: ends").number


@dataclass(frozen=True, slots=True, init=False, eq=False)
class Timeline:
    """The interruptions of a series, and the windows of periods left out beside them.

    `left_out`: (first, last) pairs of periods, inclusive. Left-out periods keep their place in time
    and may be missing from the series.
    """

    interruptions: tuple[Interruption, ...]
    left_out: tuple[tuple[str, str], ...]

    def __init__(
        self, *interruptions: Interruption, left_out: Sequence[tuple[str, str]] = ()
    ) -> None:
        object.__setattr__(self, "interruptions", interruptions)
        object.__setattr__(self, "left_out", tuple((first, last) for first, last in left_out))
        _check_timeline(self)

    @property
    def frequency(self) -> Frequency:
        """What one period is: a month, an ISO week, a quarter or a year."""
        return self.interruptions[0].start.frequency

    @property
    def windows(self) -> tuple[tuple[int, int], ...]:
        """The numbers of the first and last period of each window left out."""
        pairs = ((parse_period(first), parse_period(last)) for first, last in self.left_out)
        return tuple((first.number, last.number) for first, last in pairs)

    @property
    def names(self) -> tuple[str, ...]:
        """The interruptions' names in the order given."""
        return tuple(interruption.name for interruption in self.interruptions)


def interruption_named(timeline: Timeline, name: str) -> Interruption:
    """Return the interruption of that name; SpecError lists the names there are."""
    for interruption in timeline.interruptions:
        if interruption.name == name:
            return interruption
    raise SpecError(
        "interruption",
        found=f"no interruption named {name}",
        needed=f"one of {', '.join(timeline.names)}",
        do="Correct `at`, or add it to the timeline.",
    )


def is_taken(name: str) -> bool:
    """Claim that a name is, or may be, that of one of the design's own columns."""
    return name in RESERVED or bool(re.fullmatch(r"(sin|cos|month_)\d+", name)) or ":" in name


def _check_name(name: str) -> None:
    if not name or is_taken(name):
        raise SpecError(
            "interruption",
            found="a name that is empty, holds a colon or is kept for the model's own columns",
            needed="a name such as launch",
            do="Rename it.",
        )


def _check_option(
    interruption: Interruption, option: str, given: str, allowed: tuple[str, ...]
) -> None:
    if given not in allowed:
        raise SpecError(
            f"{interruption.name}: {option}",
            found=f"{given!r}",
            needed=f"one of {', '.join(allowed)}",
            do="Correct it.",
        )


def _check_periods(interruption: Interruption) -> None:
    name, start = interruption.name, interruption.start
    for option in ("phase_in_ends", "ends"):
        text = getattr(interruption, option)
        if text is None:
            continue
        period = parse_period(text, where=f"{name}: {option}")
        if period.frequency != start.frequency:
            raise _mixed(f"{name}: {option}", start.frequency)
        if period.number < start.number:
            raise SpecError(
                f"{name}: {option}",
                found="a period before it starts",
                needed="the last period, inclusive",
                do="Correct one of the two.",
            )


def _check_shape(interruption: Interruption) -> None:
    name, shape = interruption.name, interruption.shape
    half_life = interruption.half_life_periods
    if (shape == "decay") != (half_life is not None) or (half_life is not None and half_life <= 0):
        raise SpecError(
            f"{name}: half_life_periods",
            found="no positive number for a decay, or one for another shape",
            needed="the periods in which a decay halves, for shape='decay' only",
            do="Correct one of the two.",
        )
    if interruption.ends is not None and shape != "pulse":
        raise SpecError(
            f"{name}: ends",
            found=f"an end for shape={shape!r}",
            needed="an end for shape='pulse' only",
            do="Take it out, or change the shape.",
        )
    if interruption.slope_change and shape != "step":
        raise SpecError(
            f"{name}: slope_change",
            found=f"a change of slope beside shape={shape!r}",
            needed="slope_change with shape='step' only",
            do="Take one of the two out.",
        )


def _check_phase_in(interruption: Interruption) -> None:
    name, phase_in = interruption.name, interruption.phase_in
    if phase_in != "exclude" and interruption.phase_in_ends is None:
        raise SpecError(
            f"{name}: phase_in_ends",
            found=f"phase_in={phase_in!r} without an end",
            needed="the last period of the phase-in",
            do="Add phase_in_ends.",
        )
    if phase_in != "exclude" and interruption.shape != "step":
        raise SpecError(
            f"{name}: phase_in",
            found=f"phase_in={phase_in!r} with shape={interruption.shape!r}",
            needed="shape='step' for a ramp or a dose",
            do="Leave the phase-in out, or change the shape.",
        )
    if (phase_in == "dose") != (interruption.dose is not None):
        raise SpecError(
            f"{name}: dose",
            found="a dose without phase_in='dose', or that without a dose",
            needed="both, or neither",
            do="Correct one of the two.",
        )


def _check_timeline(timeline: Timeline) -> None:
    if not timeline.interruptions:
        raise SpecError(
            "timeline",
            found="no interruption",
            needed="at least one",
            do="Add an Interruption.",
        )
    if len(set(timeline.names)) != len(timeline.names):
        raise SpecError(
            "timeline",
            found="two interruptions of one name",
            needed="a name each",
            do="Rename one of them.",
        )
    for interruption in timeline.interruptions:
        if interruption.start.frequency != timeline.frequency:
            raise _mixed(f"timeline: {interruption.name}", timeline.frequency)
    for first, last in timeline.left_out:
        start, end = parse_period(first, where="left_out"), parse_period(last, where="left_out")
        if {start.frequency, end.frequency} != {timeline.frequency}:
            raise _mixed("timeline: left_out", timeline.frequency)
        if end.number < start.number:
            raise SpecError(
                "timeline: left_out",
                found="a window that ends before it starts",
                needed="the first and the last period left out, in this order",
                do="Swap the two.",
            )


def _mixed(where: str, frequency: Frequency) -> SpecError:
    return SpecError(
        where,
        found="a period of another length",
        needed=f"a {frequency}, as the first interruption's start is",
        do="Write every period of the timeline in the same form.",
    )

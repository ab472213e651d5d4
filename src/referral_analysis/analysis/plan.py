"""The analysis plan: everything that is decided before the months after the launch are seen."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from referral_analysis.analysis.events import (
    Event,
    is_temporary_in,
    left_out,
    require_placed,
    require_told,
)
from referral_analysis.errors import ParametersError
from referral_analysis.its.looks import spend
from referral_analysis.periods import QUARTER, add_months, month_name, month_range, months_between
from referral_analysis.series import last_ripe_month
from referral_analysis.series.outcome import NFA, Outcome

LEAST_AFTER = 3
"""Months after the launch below which nothing is said: EPOC asks for three points each side."""
QUARTERS_AFTER = 2
"""The same in quarters: of one alone it could not be asked whether it lies far from the others."""
CountedBy = Literal["rule", "months", "quarters"]
"""What a council's counts are added up to: by the rule of `analysis.step`, or as whoever asks."""
MONTHS_FOR_CALENDAR = 36
"""Months before the launch from which a series by itself has a term for each calendar month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When the series runs, what happened when, and how sure the report wants to be.

    Months are first days of months. `phase_in_ends` is the last month left out; the launch's effect
    is read from the months after it. A launch that comes all at once (`is_at_once`) has no
    phase-in: its own month is the first after it, and `phase_in_ends` the month before. `events`
    are what else moved referrals, in order of their months (see `analysis.events`). `fourier_pairs`
    are the seasonal waves a year of the headline, and of series by themselves that are too short
    for calendar months; 0 for no seasons anywhere. `level` is the confidence level.
    `guardrail_margin` is the largest relative fall in appropriate referrals that would still count
    as holding up. `looks` are the last months of all reports that were planned beforehand, this
    one's among them; the ranges of their answers then hold all at once at `level`, and without any
    each holds by itself. An interim report is followed by another with more months. Outcomes ripen:
    decisions on a month's referrals are taken as settled `nfa_ripens_in_days` after it, closures
    `closure_ripens_in_days` after it. `outcome` says which referrals are inappropriate;
    `last_asked` is the last month that was asked for, where months were left out because that is
    not known of them yet. `counted_by` is what was asked of `analysis.step`, whose rule calls a
    month before the launch thin with fewer than `thin_below` of either count that the headline sets
    against each other. `step` is what it decided: how many months each count is of. With 3 all
    months of the plan are of whole quarters from `first_after` on, or back from it, and `as_asked`
    is the plan before it was so cut.
    """

    series_starts: dt.date
    last_month: dt.date
    launch_month: dt.date
    phase_in_ends: dt.date
    fourier_pairs: int
    is_interim: bool
    level: float
    guardrail_margin: float
    looks: tuple[dt.date, ...] = ()
    extract_drawn_on: dt.date
    nfa_ripens_in_days: int
    closure_ripens_in_days: int
    events: tuple[Event, ...] = ()
    outcome: Outcome = NFA
    last_asked: dt.date | None = None
    is_at_once: bool = False
    counted_by: CountedBy = "rule"
    thin_below: int | None = None
    step: Literal[1, 3] = 1
    as_asked: "Plan | None" = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.series_starts >= self.launch_month:
            raise _out_of_order("series_starts", "launch_month")
        require_phase_in(self.launch_month, self.phase_in_ends, is_at_once=self.is_at_once)
        if self.last_month <= self.phase_in_ends:
            raise ParametersError(
                "last_month",
                found=f"no months {self._since_when}",
                needed="at least three whole months after it",
                do="Draw a later extract, or correct last_month or phase_in_ends.",
            )
        months, launch = (self.series_starts, self.last_month), self.launch
        require_placed(self.events, months=months, launch=launch)
        if self.analysed_after < self.least_after:
            raise ParametersError(
                "last_month",
                found=f"{self.analysed_after} months {self._since_when}"
                + ("" if self.analysed_after == self.months_after else ", events left out"),
                needed=f"at least {self.least_after} whole months after it",
                do="Wait for a later extract: so few months say nothing yet.",
            )
        require_told(self.events, months=months, launch=launch)
        self._check_looks()
        ripe = last_ripe_month(self.extract_drawn_on, self.outcome_ripens_in_days)
        if self.last_month > ripe:
            what, by = (
                ("decisions", "nfa_ripens_in_days")
                if self.outcome.is_nfa
                else ("closures", "closure_ripens_in_days")
            )
            raise ParametersError(
                "last_month",
                found=f"{month_name(self.last_month)}, whose {what} have not settled",
                needed=f"{month_name(ripe)} or earlier, by {by}",
                do="Draw a later extract, or end the analysis earlier.",
            )

    @property
    def answer_level(self) -> float:
        """The level of the answer's own range: its share, where it is one of several looks."""
        if not self.looks:
            return self.level
        return spend(len(self.looks), level=self.level)[self.looks.index(self.last_month)]

    @property
    def launch(self) -> tuple[dt.date, dt.date]:
        """The first and last month of the launch's phase-in; without one the last is before it."""
        return self.launch_month, self.phase_in_ends

    @property
    def outcome_ripens_in_days(self) -> int:
        """The days after which it is known of a month's referrals which are inappropriate.

        Of contacts, for which both are the days within which a referral comes, either.
        """
        return self.nfa_ripens_in_days if self.outcome.is_nfa else self.closure_ripens_in_days

    @property
    def first_after(self) -> dt.date:
        """The first month after the phase-in; the launch's own where there is none."""
        return add_months(self.phase_in_ends, 1)

    @property
    def least_after(self) -> int:
        """The months after the launch below which nothing is said of a measure."""
        return LEAST_AFTER if self.step == 1 else QUARTERS_AFTER * QUARTER

    @property
    def left_out_from(self) -> dt.date:
        """The first month that is not counted as before: the launch's, or its quarter's first."""
        return self.first_of(self.launch_month)

    def first_of(self, month: dt.date) -> dt.date:
        """Return the first month of the count that a month is in: itself, or its quarter's."""
        return add_months(month, -(months_between(self.first_after, month) % self.step))

    def last_of(self, month: dt.date) -> dt.date:
        """Return the last month of the count that a month is in."""
        return add_months(self.first_of(month), self.step - 1)

    @property
    def same_months_before(self) -> tuple[dt.date, dt.date]:
        """The first and last of the latest calendar-matched months that end before the launch.

        They are those of the year before while the months after are few, of two years before once
        those would run into the launch, and so on; and of a year earlier where an event that
        passed touches them, if the series has one that none touches.
        """
        nearest = 12 * (months_between(self.launch_month, self.last_month) // 12 + 1)
        farthest = months_between(self.series_starts, self.first_after)
        for back in range(nearest, farthest + 1, 12):
            spans = add_months(self.first_after, -back), add_months(self.last_month, -back)
            if not any(is_temporary_in(one, *spans) for one in self.events):
                return spans
        return add_months(self.first_after, -nearest), add_months(self.last_month, -nearest)

    @property
    def last_settled_month(self) -> dt.date:
        """The last month of the analysis whose closures have settled."""
        ripe = last_ripe_month(self.extract_drawn_on, self.closure_ripens_in_days)
        settled = min(self.last_month, ripe)
        return (
            settled if self.last_of(settled) == settled else add_months(self.first_of(settled), -1)
        )

    @property
    def months_before(self) -> int:
        """How many months the series has before the phase-in."""
        return months_between(self.series_starts, self.left_out_from)

    @property
    def months_after(self) -> int:
        """How many months the series has after the phase-in."""
        return months_between(self.first_after, self.last_month) + 1

    @property
    def analysed_before(self) -> int:
        """How many of the months before the phase-in are not left out for an event."""
        return self._analysed(self.series_starts, add_months(self.left_out_from, -1))

    @property
    def analysed_after(self) -> int:
        """How many of the months after the phase-in are not left out for an event."""
        return self._analysed(self.first_after, self.last_month)

    def _analysed(self, first: dt.date, last: dt.date) -> int:
        return sum(not left_out(self.events, month) for month in month_range(first, last))

    @property
    def _since_when(self) -> str:
        if self.is_at_once:
            return f"from the launch in {month_name(self.launch_month)}"
        return f"after the phase-in ends in {month_name(self.phase_in_ends)}"

    def _check_looks(self) -> None:
        """Raise ParametersError unless looks go on in time and this report is one of them."""
        if not self.looks:
            return
        if any(later <= earlier for earlier, later in pairwise(self.looks)):
            raise ParametersError(
                "looks",
                found="months out of order, or one twice",
                needed="the last month of each planned report, the earliest first",
                do="Put them in order.",
            )
        if self.last_month not in self.looks:
            raise ParametersError(
                "looks",
                found=f"{', '.join(month_name(one) for one in self.looks)}, and last_month "
                f"{month_name(self.last_month)}",
                needed="the last month of every planned report, this one's among them",
                do="Add it only if it was planned beforehand; else leave looks empty.",
            )
        spend(len(self.looks), level=self.level)


def require_phase_in(
    launch_month: dt.date, phase_in_ends: dt.date, *, is_at_once: bool = False
) -> None:
    """Raise ParametersError unless the phase-in ends in the launch's month or later.

    is_at_once: there is no phase-in, which is written as one that ends the month before.
    """
    least = add_months(launch_month, -1) if is_at_once else launch_month
    if phase_in_ends < least or (is_at_once and phase_in_ends > least):
        raise _out_of_order("launch_month", "phase_in_ends")


def _out_of_order(earlier: str, later: str) -> ParametersError:
    return ParametersError(
        f"{earlier} and {later}",
        found="they are out of order",
        needed=f"{earlier} to come before {later}",
        do="Correct one of them in the parameters.",
    )

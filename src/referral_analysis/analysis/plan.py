"""The analysis plan: everything that is decided before the months after the launch are seen."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from referral_analysis.errors import ParametersError
from referral_analysis.its.looks import spend
from referral_analysis.periods import add_months, month_name, months_between
from referral_analysis.series import last_ripe_month

LEAST_AFTER = 3
"""Months after the launch below which nothing is said: EPOC asks for three points each side."""
MONTHS_FOR_CALENDAR = 36
"""Months before the launch from which a series by itself has a term for each calendar month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When the series runs, what happened when, and how sure the report wants to be.

    Months are first days of months. `phase_in_ends` is the last month left out; the launch's effect
    is read from the months after it; `inspection_month`, None where nothing of the kind happened,
    is that of an earlier shock, a step. `fourier_pairs` are the seasonal waves a year of the
    headline, and of series by themselves that are too short for calendar months; 0 for no seasons
    anywhere. `level` is the confidence level. `guardrail_margin` is the largest relative fall in
    appropriate referrals that would still count as holding up. `looks` are the last months of all
    reports that were planned beforehand, this one's among them; the ranges of their answers then
    hold all at once at `level`, and without any each holds by itself. An interim report is followed
    by another with more months. Outcomes ripen: decisions on a month's referrals are taken as
    settled `nfa_ripens_in_days` after it, closures `closure_ripens_in_days` after it.
    """

    series_starts: dt.date
    last_month: dt.date
    inspection_month: dt.date | None
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

    def __post_init__(self) -> None:
        names = ("series_starts", "inspection_month", "launch_month")
        for earlier, later in pairwise(n for n in names if getattr(self, n) is not None):
            if getattr(self, earlier) >= getattr(self, later):
                raise _out_of_order(earlier, later)
        if self.launch_month > self.phase_in_ends:
            raise _out_of_order("launch_month", "phase_in_ends")
        if self.last_month <= self.phase_in_ends:
            raise ParametersError(
                "last_month",
                found=f"no months after the phase-in ends in {month_name(self.phase_in_ends)}",
                needed="at least three whole months after it",
                do="Draw a later extract, or correct last_month or phase_in_ends.",
            )
        if self.months_after < LEAST_AFTER:
            raise ParametersError(
                "last_month",
                found=f"{self.months_after} months after the phase-in ends in "
                f"{month_name(self.phase_in_ends)}",
                needed=f"at least {LEAST_AFTER} whole months after it",
                do="Wait for a later extract: so few months say nothing yet.",
            )
        self._check_looks()
        ripe = last_ripe_month(self.extract_drawn_on, self.nfa_ripens_in_days)
        if self.last_month > ripe:
            raise ParametersError(
                "last_month",
                found=f"{month_name(self.last_month)}, whose decisions have not settled",
                needed=f"{month_name(ripe)} or earlier, by nfa_ripens_in_days",
                do="Draw a later extract, or end the analysis earlier.",
            )

    @property
    def answer_level(self) -> float:
        """The level of the answer's own range: its share, where it is one of several looks."""
        if not self.looks:
            return self.level
        return spend(len(self.looks), level=self.level)[self.looks.index(self.last_month)]

    @property
    def first_after(self) -> dt.date:
        """The first month after the phase-in."""
        return add_months(self.phase_in_ends, 1)

    @property
    def same_months_before(self) -> tuple[dt.date, dt.date]:
        """The first and last of the latest calendar-matched months that end before the launch.

        They are those of the year before while the months after are few, of two years before once
        those would run into the launch, and so on.
        """
        back = 12 * (months_between(self.launch_month, self.last_month) // 12 + 1)
        return add_months(self.first_after, -back), add_months(self.last_month, -back)

    @property
    def last_settled_month(self) -> dt.date:
        """The last month of the analysis whose closures have settled."""
        ripe = last_ripe_month(self.extract_drawn_on, self.closure_ripens_in_days)
        return min(self.last_month, ripe)

    @property
    def months_before(self) -> int:
        """How many months the series has before the phase-in."""
        return months_between(self.series_starts, self.launch_month)

    @property
    def months_after(self) -> int:
        """How many months the series has after the phase-in."""
        return months_between(self.first_after, self.last_month) + 1

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


def _out_of_order(earlier: str, later: str) -> ParametersError:
    return ParametersError(
        f"{earlier} and {later}",
        found="they are out of order",
        needed=f"{earlier} to come before {later}",
        do="Correct one of them in the parameters.",
    )

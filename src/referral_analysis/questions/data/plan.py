"""What the data-quality report is to look at, and when what happened."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from referral_analysis.analysis.events import Event, require_placed
from referral_analysis.analysis.plan import require_phase_in
from referral_analysis.errors import ParametersError
from referral_analysis.periods import add_months, month_name, month_range
from referral_analysis.series import last_ripe_month
from referral_analysis.series.outcome import NFA, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPlan:
    """The months to look at, the events beside them, and where the XmR chart begins anew.

    Months are first days of months; `events` are what moved referrals beside the launch.
    Without a phase-in (`is_at_once`) it ends the month before. `rebase_months` are fixed before the
    months are looked at.
    Outcomes ripen as in the Board report's plan, so that both speak of the same months.
    """

    series_starts: dt.date
    last_month: dt.date
    launch_month: dt.date
    phase_in_ends: dt.date
    rebase_months: tuple[dt.date, ...]
    is_interim: bool
    extract_drawn_on: dt.date
    nfa_ripens_in_days: int
    closure_ripens_in_days: int
    events: tuple[Event, ...] = ()
    outcome: Outcome = NFA
    is_at_once: bool = False

    def __post_init__(self) -> None:
        require_phase_in(self.launch_month, self.phase_in_ends, is_at_once=self.is_at_once)
        for earlier, later in (("series_starts", "launch_month"), ("phase_in_ends", "last_month")):
            if getattr(self, earlier) >= getattr(self, later):
                raise ParametersError(
                    f"{earlier} and {later}",
                    found="they are out of order",
                    needed=f"{earlier} to come before {later}",
                    do="Correct one of them in the parameters.",
                )
        require_placed(
            self.events,
            months=(self.series_starts, self.last_month),
            launch=(self.launch_month, self.phase_in_ends),
        )
        whole = last_ripe_month(self.extract_drawn_on)
        if self.last_month > whole:
            raise ParametersError(
                "last_month",
                found=f"{month_name(self.last_month)}, which was not over when it was drawn",
                needed=f"{month_name(whole)} or earlier, by extract_drawn_on",
                do="Draw a later extract, or end the report earlier.",
            )
        self._require_rebasing_inside()

    def _require_rebasing_inside(self) -> None:
        first = add_months(self.series_starts, 1)
        outside = [m for m in self.rebase_months if not first <= m <= self.last_month]
        if outside:
            raise ParametersError(
                "rebase_months",
                found=f"{month_name(outside[0])}, which is not inside the series",
                needed=f"months from {month_name(first)} to {month_name(self.last_month)}",
                do="Correct it, or leave it out.",
            )

    @property
    def months(self) -> Sequence[dt.date]:
        """Every month to look at, in order."""
        return month_range(self.series_starts, self.last_month)

    @property
    def quarters(self) -> Sequence[dt.date]:
        """The first months of the quarters that lie wholly within the months."""
        months = set(self.months)
        return [
            month
            for month in self.months
            if month.month % 3 == 1 and {add_months(month, 1), add_months(month, 2)} <= months
        ]

    @property
    def first_after(self) -> dt.date:
        """The first month after the phase-in; the launch's own where there is none."""
        return add_months(self.phase_in_ends, 1)

    @property
    def last_settled_month(self) -> dt.date:
        """The last of the months whose closures have settled."""
        ripe = last_ripe_month(self.extract_drawn_on, self.closure_ripens_in_days)
        return min(self.last_month, ripe)

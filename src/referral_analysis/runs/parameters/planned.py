"""What the reports share that follow the analysis plan."""

import datetime as dt
from typing import ClassVar

from pydantic import Field

from referral_analysis.analysis.plan import MONTHS_FOR_CALENDAR, CountedBy, Plan
from referral_analysis.analysis.step import thin_below
from referral_analysis.disclosure import POLICIES, Policy
from referral_analysis.periods import parse_month
from referral_analysis.runs.parameters.contract import ExtractReport
from referral_analysis.runs.parameters.events import planned
from referral_analysis.runs.parameters.values import Preset, Text
from referral_analysis.series import last_ripe_month
from referral_analysis.series.measures import TAKEN_WITHIN_DAYS
from referral_analysis.series.outcome import parsed

CONTACTS = "path of the contacts file: contacted_on, child_id; null if none"


class PlannedReport(ExtractReport):
    """The parameters of every report whose months are analysed by the plan."""

    fourier_pairs: int = Field(
        ge=0,
        le=5,
        description="seasonal waves a year of the headline, and of series with fewer than "
        f"{MONTHS_FOR_CALENDAR} months before the launch; the others have a term for each calendar "
        "month. 0: no seasons",
    )
    confidence_percent: int = Field(ge=80, le=99, description="confidence level of the intervals")
    guardrail_margin_percent: int = Field(
        ge=1, le=50, description="largest fall in appropriate referrals that would still be small"
    )
    disclosure_preset: Preset
    counted_by: CountedBy = Field(
        default="rule",
        description="what counts are added up to: months or quarters; rule: quarters where a month "
        "before the launch holds fewer than twice the smallest count shown",
    )

    @property
    def policy(self) -> Policy:
        """Return the rules of disclosure control that the report asks for."""
        return POLICIES[self.disclosure_preset]

    def plan(self) -> Plan:
        """Return the analysis plan that these parameters fix; ParametersError if out of order."""
        asked, last = parse_month(self.last_month), self._last_month()
        nfa_days, closure_days = self._ripening
        return Plan(
            series_starts=parse_month(self.series_starts),
            last_month=last,
            events=planned(self.events),
            launch_month=parse_month(self.launch_month),
            phase_in_ends=self.left_out_until,
            is_at_once=self.is_at_once,
            fourier_pairs=self.fourier_pairs,
            is_interim=self.is_interim,
            level=self.confidence_percent / 100,
            guardrail_margin=self.guardrail_margin_percent / 100,
            extract_drawn_on=dt.date.fromisoformat(self.extract_drawn_on),
            nfa_ripens_in_days=nfa_days,
            closure_ripens_in_days=closure_days,
            outcome=parsed(self.inappropriate),
            last_asked=None if last == asked else asked,
            counted_by=self.counted_by,
            thin_below=thin_below(self.policy),
        )

    def _last_month(self) -> dt.date:
        """Return the last month whose outcomes have settled, not beyond the one asked for.

        Of no further action it is the one asked for, or the plan refuses it: months without
        closures are many, and are left out as those of every measure that rests on closures are.
        """
        asked = parse_month(self.last_month)
        if parsed(self.inappropriate).is_nfa:
            return asked
        drawn_on = dt.date.fromisoformat(self.extract_drawn_on)
        return min(asked, last_ripe_month(drawn_on, self._ripening[1]))

    @property
    def _ripening(self) -> tuple[int, int]:
        """The days after which decisions and closures are settled; of contacts, what they led to.

        A contact has neither: within `TAKEN_WITHIN_DAYS` days it led to a referral, or to none.
        """
        if parsed(self.inappropriate).is_of_contacts:
            return TAKEN_WITHIN_DAYS, TAKEN_WITHIN_DAYS
        return self.nfa_ripens_in_days, self.closure_ripens_in_days


class CountyReport(PlannedReport):
    """The parameters of the planned reports that look beside referrals too."""

    inputs: ClassVar[tuple[str, ...]] = (*PlannedReport.inputs, "contacts", "cafs")

    contacts: Text | None = Field(default=None, description=CONTACTS)
    cafs: Text | None = Field(
        default=None, description="path of the CAF file: opened_on, district; null if none"
    )

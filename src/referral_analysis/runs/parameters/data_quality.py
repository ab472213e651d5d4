"""The parameters of notebooks/data_quality.ipynb."""

import datetime as dt
from typing import ClassVar

from pydantic import Field

from referral_analysis.disclosure import POLICIES, Policy
from referral_analysis.periods import parse_month
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.runs.parameters.contract import ExtractReport, PrivateFile
from referral_analysis.runs.parameters.events import planned
from referral_analysis.runs.parameters.values import Month, Preset
from referral_analysis.series.outcome import parsed


class DataQuality(ExtractReport):
    """The parameters of notebooks/data_quality.ipynb."""

    asks: ClassVar[str] = "Can these data carry the answer?"
    private_files: ClassVar[tuple[PrivateFile, ...]] = ("failed_rows",)

    rebase_months: list[Month] = Field(
        default_factory=list,
        description="months at which the chart of volumes begins anew, fixed beforehand",
    )
    disclosure_preset: Preset

    @property
    def policy(self) -> Policy:
        """Return the rules of disclosure control that the report asks for."""
        return POLICIES[self.disclosure_preset]

    def plan(self) -> QualityPlan:
        """Return what the report is to look at; ParametersError if its months are out of order."""
        return QualityPlan(
            series_starts=parse_month(self.series_starts),
            last_month=parse_month(self.last_month),
            events=planned(self.events),
            launch_month=parse_month(self.launch_month),
            phase_in_ends=self.left_out_until,
            is_at_once=self.is_at_once,
            rebase_months=tuple(parse_month(month) for month in self.rebase_months),
            is_interim=self.is_interim,
            extract_drawn_on=dt.date.fromisoformat(self.extract_drawn_on),
            nfa_ripens_in_days=self.nfa_ripens_in_days,
            closure_ripens_in_days=self.closure_ripens_in_days,
            outcome=parsed(self.inappropriate),
        )

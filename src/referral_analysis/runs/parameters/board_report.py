"""The parameters of notebooks/board_report.ipynb."""

from dataclasses import replace
from typing import Annotated, ClassVar, TypeAlias

from pydantic import AfterValidator, Field

from referral_analysis.analysis.plan import Plan
from referral_analysis.periods import parse_month
from referral_analysis.runs.parameters.planned import CountyReport
from referral_analysis.runs.parameters.values import Files, Month, Text

Hours: TypeAlias = Annotated[float, Field(gt=0, le=1_000)]


def _in_order(hours: list[float]) -> list[float]:
    if len(hours) != 2 or hours[0] > hours[1]:
        raise ValueError("two numbers, the least hours and the most")
    return hours


class BoardReport(CountyReport):
    """The parameters of notebooks/board_report.ipynb."""

    asks: ClassVar[str] = "Did inappropriate referrals fall after the new thresholds?"
    may_count_contacts: ClassVar[bool] = True
    inputs: ClassVar[tuple[str, ...]] = (
        *CountyReport.inputs,
        "earlier_extract",
        "audit_key",
        "audit_judgements",
        "comparators",
        "plan_file",
    )

    earlier_extract: Files | None = Field(
        default=None,
        description="path of the extract of the last of earlier_runs, to say what changed since",
    )
    audit_key: Text | None = Field(
        default=None, description="path of the key that audit-sample wrote; null if no audit"
    )
    audit_judgements: Text | None = Field(
        default=None, description="path of the judgements: referral_id, auditor, judgement"
    )
    comparators: Text | None = Field(
        default=None,
        description="path of a table of what councils have published: the Department for "
        "Education's referrals by local authority, or council, year, referrals, nfa, not_in_need; "
        "null if none",
    )
    comparators_council: Text | None = Field(
        default=None, description="this council, as the table of comparators spells it"
    )
    neighbours: list[Text] = Field(
        default_factory=list,
        description="councils of that table to be set beside it; all of them where none is named",
    )
    plan_file: Text | None = Field(
        default=None,
        description="path of the plan that referral-analysis plan wrote before; null if none",
    )
    hours_a_referral: Annotated[list[Hours], AfterValidator(_in_order)] | None = Field(
        default=None,
        description="least and most hours of work that an inappropriate referral takes, such as "
        "[2, 5]: what the change comes to is then said in hours too; null: it is not",
    )
    looks: list[Month] = Field(
        default_factory=list,
        description="last month of every report that was planned beforehand, this one's among "
        "them: their answers' ranges then hold all at once. Empty: each by itself",
    )

    def plan(self) -> Plan:
        """Return the analysis plan that these parameters fix; ParametersError if out of order."""
        return replace(super().plan(), looks=tuple(parse_month(look) for look in self.looks))

"""The parameters of notebooks/threshold_audit.ipynb."""

from typing import ClassVar

from pydantic import Field

from referral_analysis.runs.parameters.planned import PlannedReport
from referral_analysis.runs.parameters.values import Text


class ThresholdAudit(PlannedReport):
    """The parameters of notebooks/threshold_audit.ipynb: one plan with the Board report's."""

    asks: ClassVar[str] = "What did the auditors find?"
    inputs: ClassVar[tuple[str, ...]] = (*PlannedReport.inputs, "audit_key", "audit_judgements")

    audit_key: Text = Field(description="path of the key that audit-sample wrote")
    audit_judgements: Text = Field(
        description="path of the judgements: referral_id, auditor, judgement"
    )

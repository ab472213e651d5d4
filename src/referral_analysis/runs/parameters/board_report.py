"""The parameters of notebooks/board_report.ipynb."""

from typing import ClassVar

from pydantic import Field

from referral_analysis.runs.parameters.contract import Files, Text
from referral_analysis.runs.parameters.planned import CountyReport


class BoardReport(CountyReport):
    """The parameters of notebooks/board_report.ipynb."""

    asks: ClassVar[str] = "Did inappropriate referrals fall after the new thresholds?"
    inputs: ClassVar[tuple[str, ...]] = (
        *CountyReport.inputs,
        "earlier_extract",
        "audit_key",
        "audit_judgements",
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

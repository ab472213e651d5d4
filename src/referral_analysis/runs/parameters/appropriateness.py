"""The parameters of notebooks/appropriateness.ipynb."""

from typing import ClassVar

from pydantic import Field

from referral_analysis.runs.parameters.planned import CountyReport
from referral_analysis.runs.parameters.values import Text


class Appropriateness(CountyReport):
    """The parameters of notebooks/appropriateness.ipynb: one plan with the Board report's."""

    asks: ClassVar[str] = "Were fewer referrals better ones?"
    inputs: ClassVar[tuple[str, ...]] = (*CountyReport.inputs, "attendance")

    attendance: Text | None = Field(
        default=None,
        description="path of the workshops' attendance: date, agency, staff_attended, staff; "
        "null if none",
    )

"""The parameters of notebooks/segment_report.ipynb."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from referral_analysis.analysis.segments import Segment
from referral_analysis.runs.parameters.events import FILL_IN
from referral_analysis.runs.parameters.planned import PlannedReport
from referral_analysis.runs.parameters.values import Text


class SegmentReport(PlannedReport):
    """The parameters of notebooks/segment_report.ipynb: one plan with the Board report's."""

    asks: ClassVar[str] = "Did inappropriate referrals fall?"
    begun: ClassVar[Mapping[str, Any]] = {
        **PlannedReport.begun,
        "district": FILL_IN,
        "earlier_runs": ["reports/board_report/board_report"],
    }

    district: Text | None = Field(
        default=None, description="the district that the report is on; null where on an agency"
    )
    agency: Text | None = Field(
        default=None, description="the referring agency that it is on; null where on a district"
    )

    @model_validator(mode="after")
    def _is_on_one(self) -> Self:
        if (self.district is None) == (self.agency is None):
            raise PydanticCustomError(
                "together",
                "district and agency",
                {
                    "found": "both are null" if self.district is None else "both are given",
                    "needed": "the name of one district, or of one agency",
                    "do": "Name one of the two, and leave the other null.",
                },
            )
        return self

    @property
    def segment(self) -> Segment:
        """Return the district or the agency that the report is on."""
        if self.district is not None:
            return Segment(kind="district", name=self.district)
        return Segment(kind="agency", name=self.agency or "")

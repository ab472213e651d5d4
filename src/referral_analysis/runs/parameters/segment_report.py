"""The parameters of notebooks/segment_report.ipynb."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from referral_analysis.analysis.segments import Segment
from referral_analysis.runs.parameters.events import FILL_IN
from referral_analysis.runs.parameters.planned import CONTACTS, PlannedReport
from referral_analysis.runs.parameters.values import Text
from referral_analysis.series.outcome import parsed


class SegmentReport(PlannedReport):
    """The parameters of notebooks/segment_report.ipynb: one plan with the Board report's."""

    asks: ClassVar[str] = "Did inappropriate referrals fall?"
    inputs: ClassVar[tuple[str, ...]] = (*PlannedReport.inputs, "contacts")
    may_count_contacts: ClassVar[bool] = True
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
    contacts: Text | None = Field(default=None, description=CONTACTS)

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

    @model_validator(mode="after")
    def _reads_what_it_names(self) -> Self:
        if self.contacts is not None and not parsed(self.inappropriate).is_of_contacts:
            raise PydanticCustomError(
                "together",
                "contacts",
                {
                    "found": "a file that this report would not read",
                    "needed": "null, unless inappropriate is of contacts",
                    "do": "Set it to null; the Board report shows contacts beside referrals.",
                },
            )
        return self

    @property
    def segment(self) -> Segment:
        """Return the district or the agency that the report is on."""
        if self.district is not None:
            return Segment(kind="district", name=self.district)
        return Segment(kind="agency", name=self.agency or "")

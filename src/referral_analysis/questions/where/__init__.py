"""Where and who: districts and agencies, pooled, by their workshops and by staff reached."""

from collections.abc import Mapping

from referral_analysis.analysis.segments import SegmentKind
from referral_analysis.extract.columns import DISTRICT, REFERRAL_SOURCE
from referral_analysis.questions.needs import Needs

DIFFER: Mapping[SegmentKind, Needs] = {
    "agency": Needs(
        asked="How referring agencies differ", columns=(REFERRAL_SOURCE,), segments=("agency", 2)
    ),
    "district": Needs(asked="How districts differ", columns=(DISTRICT,), segments=("district", 2)),
}
OWN_WORKSHOPS = Needs(
    asked="What changed by the dates of each district's own workshops",
    columns=(DISTRICT,),
    companions=("workshops",),
)
STAFF = Needs(
    asked="What changed by the share of agencies' staff reached",
    columns=(REFERRAL_SOURCE,),
    companions=("attendance", "workshops"),
)

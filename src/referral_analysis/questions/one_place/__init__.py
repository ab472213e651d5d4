"""What changed in one district, or of one agency, beside the county?"""

from collections.abc import Mapping

from referral_analysis.analysis.segments import SegmentKind
from referral_analysis.extract.columns import DISTRICT, REFERRAL_SOURCE
from referral_analysis.questions.needs import Needs

NEEDS: Mapping[SegmentKind, Needs] = {
    "agency": Needs(asked="What changed of one agency", columns=(REFERRAL_SOURCE,)),
    "district": Needs(asked="What changed in one district", columns=(DISTRICT,)),
}

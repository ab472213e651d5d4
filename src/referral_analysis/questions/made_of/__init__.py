"""What is the change made of: which parts moved, and who referred?"""

from collections.abc import Mapping

from referral_analysis.analysis.segments import Kind
from referral_analysis.extract.columns import CLOSURE_REASON, DISTRICT, REFERRAL_SOURCE
from referral_analysis.questions.needs import Needs

IN_THREE = Needs(
    asked="How much of the change is of cases assessed and not in need",
    columns=(CLOSURE_REASON,),
)
MIX: Mapping[Kind, Needs] = {
    "agency": Needs(asked="What the mix of agencies did", columns=(REFERRAL_SOURCE,)),
    "district": Needs(asked="What the mix of districts did", columns=(DISTRICT,)),
}

"""What is the change made of: which parts moved, and who referred?"""

from collections.abc import Mapping
from dataclasses import replace

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import SegmentKind
from referral_analysis.extract.columns import CLOSURE_REASON, DISTRICT, REFERRAL_SOURCE
from referral_analysis.periods import months_between
from referral_analysis.questions.needs import Needs

IN_THREE = Needs(
    asked="How much of the change is of cases assessed and not in need",
    columns=(CLOSURE_REASON,),
)
MIX: Mapping[SegmentKind, Needs] = {
    "agency": Needs(
        asked="What the mix of agencies did", columns=(REFERRAL_SOURCE,), segments=("agency", 2)
    ),
    "district": Needs(
        asked="What the mix of districts did", columns=(DISTRICT,), segments=("district", 2)
    ),
}


def of_mix(kind: SegmentKind, plan: Plan) -> Needs:
    """Return what the mix needs by a plan: the same months before the launch must be counted."""
    first, _ = plan.same_months_before
    return replace(MIX[kind], months_before=months_between(first, plan.launch_month))

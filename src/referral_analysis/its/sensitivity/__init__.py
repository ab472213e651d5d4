"""How far an answer rests on choices: other specifications, placebo dates, one thing left out."""

from referral_analysis.its.sensitivity.leave_out import leave_one_period_out, leave_one_segment_out
from referral_analysis.its.sensitivity.placebo import PlaceboTest, placebo_test
from referral_analysis.its.sensitivity.specifications import Alternatives, specification_curve

__all__ = [
    "Alternatives",
    "PlaceboTest",
    "leave_one_period_out",
    "leave_one_segment_out",
    "placebo_test",
    "specification_curve",
]

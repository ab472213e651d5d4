"""A path that may drift by itself, by a tolerance fixed beforehand: ranges, tips and alarms."""

from referral_analysis.its.tolerance.examination import (
    Alarm,
    Deletion,
    Examination,
    Reach,
    as_ratio,
)
from referral_analysis.its.tolerance.examine import estimate, examine
from referral_analysis.its.tolerance.length import Tolerances, tolerance_for

__all__ = [
    "Alarm",
    "Deletion",
    "Examination",
    "Reach",
    "Tolerances",
    "as_ratio",
    "estimate",
    "examine",
    "tolerance_for",
]

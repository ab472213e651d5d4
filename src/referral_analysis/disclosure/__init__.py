"""Statistical disclosure control: the report accepts only the `Released` tables made here."""

from referral_analysis.disclosure.policy import DFE, OPENSAFELY, POLICIES, Policy
from referral_analysis.disclosure.register import Earlier, earlier_releases
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule

__all__ = [
    "DFE",
    "OPENSAFELY",
    "POLICIES",
    "CountRule",
    "Earlier",
    "Policy",
    "Released",
    "TableRule",
    "earlier_releases",
    "release",
]

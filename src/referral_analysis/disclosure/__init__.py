"""Statistical disclosure control: the report accepts only the `Released` tables made here."""

from referral_analysis.disclosure.appropriateness import (
    ReleasedAppropriateness,
    release_appropriateness,
)
from referral_analysis.disclosure.audit import (
    ReleasedAudit,
    ReleasedSummary,
    release_audit,
    release_summary,
)
from referral_analysis.disclosure.board import ReleasedBoard, release_board
from referral_analysis.disclosure.earlier import Earlier, earlier_releases
from referral_analysis.disclosure.moves import ReleasedSince
from referral_analysis.disclosure.policy import DFE, OPENSAFELY, POLICIES, Policy
from referral_analysis.disclosure.quality import ReleasedQuality, release_quality
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.segment import ReleasedSegment, release_segment
from referral_analysis.disclosure.suppress import CountRule, TableRule

__all__ = [
    "DFE",
    "OPENSAFELY",
    "POLICIES",
    "CountRule",
    "Earlier",
    "Policy",
    "Released",
    "ReleasedAppropriateness",
    "ReleasedAudit",
    "ReleasedBoard",
    "ReleasedQuality",
    "ReleasedSegment",
    "ReleasedSince",
    "ReleasedSummary",
    "TableRule",
    "earlier_releases",
    "release",
    "release_appropriateness",
    "release_audit",
    "release_board",
    "release_quality",
    "release_segment",
    "release_summary",
]

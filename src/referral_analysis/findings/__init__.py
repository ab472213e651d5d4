"""Checked rows and a plan -> findings: the whole calculation, without files, clock or drawing."""

from referral_analysis.findings.appropriateness import AppropriatenessFindings, appropriateness
from referral_analysis.findings.audit import (
    AuditFindings,
    AuditSummary,
    JudgedCases,
    audit_summary,
    of_audit,
)
from referral_analysis.findings.board import BoardFindings, board
from referral_analysis.findings.files_beside import Beside
from referral_analysis.findings.plan import Plan
from referral_analysis.findings.segment import Segment, SegmentFindings, segment, segment_names
from referral_analysis.findings.since import Before, Since

__all__ = [
    "AppropriatenessFindings",
    "AuditFindings",
    "AuditSummary",
    "Before",
    "Beside",
    "BoardFindings",
    "JudgedCases",
    "Plan",
    "Segment",
    "SegmentFindings",
    "Since",
    "appropriateness",
    "audit_summary",
    "board",
    "of_audit",
    "segment",
    "segment_names",
]

"""Checked rows and a plan -> findings: the whole calculation, without files, clock or drawing."""

from referral_analysis.analysis.plan import Plan
from referral_analysis.findings.files_beside import Beside
from referral_analysis.papers.appropriateness.finding import (
    AppropriatenessFindings,
    appropriateness,
)
from referral_analysis.papers.board.finding import BoardFindings, board
from referral_analysis.questions.audited.finding import (
    AuditFindings,
    AuditSummary,
    JudgedCases,
    audit_summary,
    of_audit,
)
from referral_analysis.questions.changed.finding import Before, Since
from referral_analysis.questions.one_place.finding import (
    Segment,
    SegmentFindings,
    segment,
    segment_names,
)

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

"""The sections of the audit report: released tables in, figures, tables and words out."""

from referral_analysis.report.audit_display.about import disclosure_note, drawn, method
from referral_analysis.report.audit_display.agreement import agreement, ratings
from referral_analysis.report.audit_display.months import effects, months
from referral_analysis.report.audit_display.opening import answer, limits_and_next
from referral_analysis.report.audit_display.shares import as_before, shares, trust
from referral_analysis.report.display.about import reproduce

__all__ = [
    "agreement",
    "answer",
    "as_before",
    "disclosure_note",
    "drawn",
    "effects",
    "limits_and_next",
    "method",
    "months",
    "ratings",
    "reproduce",
    "shares",
    "trust",
]

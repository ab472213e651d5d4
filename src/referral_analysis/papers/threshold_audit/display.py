"""The sections of the audit report: released tables in, figures, tables and words out."""

from referral_analysis.papers.about import reproduce
from referral_analysis.papers.threshold_audit.about import disclosure_note, drawn, method
from referral_analysis.papers.threshold_audit.opening import answer, limits_and_next
from referral_analysis.questions.audited.figures.agreement import agreement, ratings
from referral_analysis.questions.audited.figures.months import effects, months
from referral_analysis.questions.audited.figures.shares import as_before, shares, trust

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

"""The sections of one district's or agency's report: released tables in, figures and words out."""

from referral_analysis.papers.about import assumptions, reproduce
from referral_analysis.papers.segment.about import definitions, disclosure_note, method
from referral_analysis.papers.segment.opening import answer, limits
from referral_analysis.questions.one_place.figures.beside import (
    before_and_after,
    beside,
    beside_words,
)
from referral_analysis.questions.one_place.figures.quarters import quarters

__all__ = [
    "answer",
    "assumptions",
    "before_and_after",
    "beside",
    "beside_words",
    "definitions",
    "disclosure_note",
    "limits",
    "method",
    "quarters",
    "reproduce",
]

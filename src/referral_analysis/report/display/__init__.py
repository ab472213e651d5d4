"""The sections of the Board report: released tables in, figures, tables and words out."""

from referral_analysis.report.display.about import (
    assumptions,
    definitions,
    disclosure_note,
    method,
    model_checks,
    quality,
    reproduce,
    set_against,
)
from referral_analysis.report.display.audit import audit_says, audit_table
from referral_analysis.report.display.beyond_fewer import change_made_of, made_of_and_returned
from referral_analysis.report.display.doubts import (
    alternatives,
    moved_most,
    recording,
    shares,
    what_could_be_seen,
)
from referral_analysis.report.display.elsewhere import elsewhere_table, work_elsewhere
from referral_analysis.report.display.months import changes_table, headline_figure, others_figure
from referral_analysis.report.display.opening import answer, limits_and_options
from referral_analysis.report.display.segments import agencies, districts, segments_note
from referral_analysis.report.display.since import since_heading, since_table, since_words

__all__ = [
    "agencies",
    "alternatives",
    "answer",
    "assumptions",
    "audit_says",
    "audit_table",
    "change_made_of",
    "changes_table",
    "definitions",
    "disclosure_note",
    "districts",
    "elsewhere_table",
    "headline_figure",
    "limits_and_options",
    "made_of_and_returned",
    "method",
    "model_checks",
    "moved_most",
    "others_figure",
    "quality",
    "recording",
    "reproduce",
    "segments_note",
    "set_against",
    "shares",
    "since_heading",
    "since_table",
    "since_words",
    "what_could_be_seen",
    "work_elsewhere",
]

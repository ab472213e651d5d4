"""The sections of the Board report: released tables in, figures, tables and words out."""

from referral_analysis.papers.about import (
    assumptions,
    definitions,
    disclosure_note,
    method,
    model_checks,
    quality,
    reproduce,
    set_against,
)
from referral_analysis.papers.board.beyond_fewer import change_made_of, made_of_and_returned
from referral_analysis.papers.board.evidence import evidence
from referral_analysis.papers.board.opening import answer, cautions, limits_and_options
from referral_analysis.papers.kept_plan import kept_to_plan
from referral_analysis.questions.audited.figures.in_brief import audit_says, audit_table
from referral_analysis.questions.changed.figures import since_heading, since_table, since_words
from referral_analysis.questions.elsewhere.figures import elsewhere_table, work_elsewhere
from referral_analysis.questions.fell.figures.hours import hours
from referral_analysis.questions.fell.figures.lasts import lasts, lasts_heading, lasts_table
from referral_analysis.questions.fell.figures.months import (
    changes_table,
    headline_figure,
    others_figure,
)
from referral_analysis.questions.fell.figures.other_choices import (
    alternatives,
    moved_most,
    what_could_be_seen,
)
from referral_analysis.questions.fell.figures.tolerated import tolerated
from referral_analysis.questions.other_places.figures import (
    other_places,
    other_places_heading,
    other_places_table,
)
from referral_analysis.questions.recorded.figures import recording, shares
from referral_analysis.questions.where.figures.places import agencies, districts, segments_note

__all__ = [
    "agencies",
    "alternatives",
    "answer",
    "assumptions",
    "audit_says",
    "audit_table",
    "cautions",
    "change_made_of",
    "changes_table",
    "definitions",
    "disclosure_note",
    "districts",
    "elsewhere_table",
    "evidence",
    "headline_figure",
    "hours",
    "kept_to_plan",
    "lasts",
    "lasts_heading",
    "lasts_table",
    "limits_and_options",
    "made_of_and_returned",
    "method",
    "model_checks",
    "moved_most",
    "other_places",
    "other_places_heading",
    "other_places_table",
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
    "tolerated",
    "what_could_be_seen",
    "work_elsewhere",
]

"""The sections of the data-quality report: released tables in, figures, tables and words out."""

from referral_analysis.papers.about import disclosure_note, quality, reproduce
from referral_analysis.papers.data_quality.about import failed_rows, how_judged
from referral_analysis.papers.data_quality.opening import answer, limits_and_next
from referral_analysis.questions.data.figures.codes import shares as codes
from referral_analysis.questions.data.figures.codes import sudden as sudden_in_codes
from referral_analysis.questions.data.figures.districts import missing as district_missing
from referral_analysis.questions.data.figures.districts import sudden as sudden_in_districts
from referral_analysis.questions.data.figures.districts import volumes as district_volumes
from referral_analysis.questions.data.figures.fields import completeness, expected
from referral_analysis.questions.data.figures.fields import sudden as sudden_in_fields
from referral_analysis.questions.data.figures.rows_read import (
    effect_of_exclusions,
    failed_by_quarter,
    was_read,
)
from referral_analysis.questions.data.figures.volume import standing_out, volume

__all__ = [
    "answer",
    "codes",
    "completeness",
    "disclosure_note",
    "district_missing",
    "district_volumes",
    "effect_of_exclusions",
    "expected",
    "failed_by_quarter",
    "failed_rows",
    "how_judged",
    "limits_and_next",
    "quality",
    "reproduce",
    "standing_out",
    "sudden_in_codes",
    "sudden_in_districts",
    "sudden_in_fields",
    "volume",
    "was_read",
]

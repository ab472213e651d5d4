"""The sections of the appropriateness report: released tables in, figures, tables and words out."""

from referral_analysis.report.appropriateness_display.about import (
    definitions,
    disclosure_note,
    method,
)
from referral_analysis.report.appropriateness_display.guarded import guardrail
from referral_analysis.report.appropriateness_display.made_of import mix, mix_table, parts
from referral_analysis.report.appropriateness_display.opening import answer, limits
from referral_analysis.report.appropriateness_display.returning import (
    curves,
    differences,
    too_early,
)
from referral_analysis.report.appropriateness_display.ripening import (
    measured,
    outcomes,
    recent,
    settled_note,
)
from referral_analysis.report.appropriateness_display.segments import (
    caterpillar,
    dose_districts,
    dose_note,
    doses,
    funnel,
    order_note,
)
from referral_analysis.report.appropriateness_display.staff import staff
from referral_analysis.report.display.about import assumptions, reproduce

__all__ = [
    "answer",
    "assumptions",
    "caterpillar",
    "curves",
    "definitions",
    "differences",
    "disclosure_note",
    "dose_districts",
    "dose_note",
    "doses",
    "funnel",
    "guardrail",
    "limits",
    "measured",
    "method",
    "mix",
    "mix_table",
    "order_note",
    "outcomes",
    "parts",
    "recent",
    "reproduce",
    "settled_note",
    "staff",
    "too_early",
]

"""The sections of the appropriateness report: released tables in, figures, tables and words out."""

from referral_analysis.papers.about import assumptions, reproduce
from referral_analysis.papers.appropriateness.about import definitions, disclosure_note, method
from referral_analysis.papers.appropriateness.opening import answer, limits
from referral_analysis.questions.came_back.figures import curves, differences, too_early
from referral_analysis.questions.held_up.figures import guardrail, measured
from referral_analysis.questions.made_of.figures.mix import mix, mix_table, parts
from referral_analysis.questions.settled.figures import outcomes, recent, settled_note
from referral_analysis.questions.where.figures.funnels import (
    caterpillar,
    dose_districts,
    dose_note,
    doses,
    funnel,
    order_note,
)
from referral_analysis.questions.where.figures.staff import staff

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

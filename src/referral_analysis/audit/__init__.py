"""The threshold audit: what to judge, how far auditors agree, and what their judgement says."""

from referral_analysis.questions.audited.corrected import (
    CorrectedEffect,
    Proxy,
    corrected_effect,
    corrected_months,
)
from referral_analysis.questions.audited.sample import (
    AFTER,
    BEFORE,
    KEY,
    SamplePlan,
    draw,
    numbered,
    sheet,
)
from referral_analysis.statistics.accuracy import (
    Accuracy,
    accuracy,
    by_predictive_values,
    rogan_gladen,
    rogan_gladen_interval,
)
from referral_analysis.statistics.agreement import Coefficient, agreement
from referral_analysis.statistics.audit_size import Needed, cases_needed
from referral_analysis.statistics.prevalence import (
    Cases,
    Difference,
    Share,
    cases_of,
    difference,
    prevalence,
)

__all__ = [
    "AFTER",
    "BEFORE",
    "KEY",
    "Accuracy",
    "Cases",
    "Coefficient",
    "CorrectedEffect",
    "Difference",
    "Needed",
    "Proxy",
    "SamplePlan",
    "Share",
    "accuracy",
    "agreement",
    "by_predictive_values",
    "cases_needed",
    "cases_of",
    "corrected_effect",
    "corrected_months",
    "difference",
    "draw",
    "numbered",
    "prevalence",
    "rogan_gladen",
    "rogan_gladen_interval",
    "sheet",
]

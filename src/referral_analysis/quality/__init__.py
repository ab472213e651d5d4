"""The quality of an extract: completeness, failed checks, code drift, jumps in volume."""

from referral_analysis.quality.findings import QualityFindings, of_extract
from referral_analysis.quality.plan import QualityPlan
from referral_analysis.quality.reading import rows_read, rules_failed
from referral_analysis.quality.xmr import XmR, xmr

__all__ = [
    "QualityFindings",
    "QualityPlan",
    "XmR",
    "of_extract",
    "rows_read",
    "rules_failed",
    "xmr",
]

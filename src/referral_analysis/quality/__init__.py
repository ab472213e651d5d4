"""The quality of an extract: completeness, failed checks, code drift, jumps in volume."""

from referral_analysis.quality.failed_rows import failed_rows
from referral_analysis.quality.findings import QualityFindings, of_extract
from referral_analysis.quality.plan import QualityPlan
from referral_analysis.quality.reading import rows_read, rules_failed
from referral_analysis.quality.xmr import XmR, xmr

__all__ = [
    "QualityFindings",
    "QualityPlan",
    "XmR",
    "failed_rows",
    "of_extract",
    "rows_read",
    "rules_failed",
    "xmr",
]

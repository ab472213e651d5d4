"""From checked rows to monthly series with their exposure."""

from referral_analysis.series.beside import caf_rows, contact_rows
from referral_analysis.series.counts import COUNTY, NO_DISTRICT, By, monthly_counts
from referral_analysis.series.file_months import FileMonths, file_months
from referral_analysis.series.maturity import as_known, cut_unripe, last_ripe_month
from referral_analysis.series.measures import MEASURES, Measure, MeasureName, nfa_share

__all__ = [
    "COUNTY",
    "MEASURES",
    "NO_DISTRICT",
    "By",
    "FileMonths",
    "Measure",
    "MeasureName",
    "as_known",
    "caf_rows",
    "contact_rows",
    "cut_unripe",
    "file_months",
    "last_ripe_month",
    "monthly_counts",
    "nfa_share",
]

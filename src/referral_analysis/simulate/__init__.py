"""A county of synthetic referrals with a planted truth."""

from referral_analysis.simulate.cafs import cafs
from referral_analysis.simulate.contacts import contacts
from referral_analysis.simulate.counts import month_counts
from referral_analysis.simulate.county import County, county
from referral_analysis.simulate.rates import expected_months, expected_referrals
from referral_analysis.simulate.samples import write_samples
from referral_analysis.simulate.scenario import (
    NOTHING_HAPPENED,
    OUTCOMES,
    SCENARIOS,
    THRESHOLDS_WORKED,
    Cafs,
    Contacts,
    CountyShocks,
    Outcome,
    Ratios,
    ReturnPattern,
    Scenario,
    Step,
)
from referral_analysis.simulate.snapshot import Snapshot, snapshot
from referral_analysis.simulate.workshops import WORKSHOPS_2011, Workshop, share_held

__all__ = [
    "NOTHING_HAPPENED",
    "OUTCOMES",
    "SCENARIOS",
    "THRESHOLDS_WORKED",
    "WORKSHOPS_2011",
    "Cafs",
    "Contacts",
    "County",
    "CountyShocks",
    "Outcome",
    "Ratios",
    "ReturnPattern",
    "Scenario",
    "Snapshot",
    "Step",
    "Workshop",
    "cafs",
    "contacts",
    "county",
    "expected_months",
    "expected_referrals",
    "month_counts",
    "share_held",
    "snapshot",
    "write_samples",
]

"""From a council's files to checked rows in one vocabulary."""

from referral_analysis.extract.attendance import read_attendance
from referral_analysis.extract.cafs import read_cafs
from referral_analysis.extract.check import Checked, RuleCount, check
from referral_analysis.extract.contacts import read_contacts
from referral_analysis.extract.database import fetch, read_referrals_from_database
from referral_analysis.extract.events import read_events
from referral_analysis.extract.judgements import (
    key_digest,
    read_audit_key,
    read_cases,
    read_judgements,
)
from referral_analysis.extract.mapping import ExtractMapping
from referral_analysis.extract.population import (
    Population,
    YearsHeld,
    children_by_month,
    read_population,
    require_referrals_from_each,
    years_held,
)
from referral_analysis.extract.read import read_referrals
from referral_analysis.extract.read_options import ReadOptions
from referral_analysis.extract.rule import Rule, Severity
from referral_analysis.extract.signals import Signal
from referral_analysis.extract.suggest import Suggestion, suggest_mapping, suggestion_lines
from referral_analysis.extract.unmapped import Unmapped
from referral_analysis.extract.workshops import read_workshops

__all__ = [
    "Checked",
    "ExtractMapping",
    "Population",
    "ReadOptions",
    "Rule",
    "RuleCount",
    "Severity",
    "Signal",
    "Suggestion",
    "Unmapped",
    "YearsHeld",
    "check",
    "children_by_month",
    "fetch",
    "key_digest",
    "read_attendance",
    "read_audit_key",
    "read_cafs",
    "read_cases",
    "read_contacts",
    "read_events",
    "read_judgements",
    "read_population",
    "read_referrals",
    "read_referrals_from_database",
    "read_workshops",
    "require_referrals_from_each",
    "suggest_mapping",
    "suggestion_lines",
    "years_held",
]

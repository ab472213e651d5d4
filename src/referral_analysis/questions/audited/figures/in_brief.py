"""What the audit of thresholds says: agreement, prevalence, and whether NFA can be trusted."""

from referral_analysis.questions.audited import words
from referral_analysis.questions.audited.figures.shares import judged, shares_table
from referral_analysis.questions.audited.reading import (
    NOT_SHOWN,
    coefficient_of,
    proxy_of,
    share_of,
)
from referral_analysis.questions.audited.release import ReleasedSummary
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Table
from referral_analysis.series.outcome import NFA, Outcome


def no_audit(outcome: Outcome) -> str:
    """Say that nobody judged whether the outcome was right."""
    if outcome.is_of_contacts:
        return (
            f"Auditors read the files of referrals: whether contacts {outcome.closed} were truly "
            "inappropriate is not known here."
        )
    return (
        f"No audit's judgements were named for this report: whether referrals {outcome.closed} "
        "were truly inappropriate is not known here."
    )


def audit_says(audit: ReleasedSummary | None, outcome: Outcome = NFA) -> Panel:
    """Say in a few sentences what the auditors found; or that there was no audit."""
    if audit is None:
        return panels.paragraphs(no_audit(outcome))
    before, after, change = (
        share_of(audit, period, "prevalence") for period in ("before", "after", "change")
    )
    raw, beyond = (coefficient_of(audit, name) for name in ("raw agreement", "Gwet's AC1"))
    proxy = proxy_of(audit)
    found = [
        words.prevalence(before, after, change) if before and after and change else None,
        words.trust(proxy, outcome) if proxy else None,
        words.agreement_unknown(audit.unrated) if audit.unrated else None,
        words.agreement(raw, beyond) if raw and beyond else None,
    ]
    said = [text for text in found if text is not None]
    return panels.paragraphs(" ".join(said) if said else NOT_SHOWN)


def audit_table(audit: ReleasedSummary | None) -> Table | None:
    """Show the shares judged inappropriate before and after; nothing where there was no audit."""
    return None if audit is None else shares_table(audit, judged(audit.outcome), name="audit")

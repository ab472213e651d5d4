"""Shares judged inappropriate before and after, and what they say of the outcome."""

from collections.abc import Mapping

import polars as pl

from referral_analysis.questions.audited import words
from referral_analysis.questions.audited.reading import NOT_SHOWN, proxy_of, share_of
from referral_analysis.questions.audited.release import ReleasedAudit, ReleasedSummary
from referral_analysis.questions.audited.words import Range
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.series.outcome import Outcome


def judged(outcome: Outcome) -> Mapping[str, str]:
    """Name the shares judged inappropriate: of all, of those of the outcome, of the others."""
    those = "With no further action" if outcome.is_nfa else "Counted as inappropriate"
    return {
        "prevalence": "All referrals: judged inappropriate",
        "ppv": f"{those}: judged inappropriate",
        "false_omission": "The others: judged inappropriate",
    }


def found_of(outcome: Outcome) -> Mapping[str, str]:
    """Name the shares of those judged either way that the outcome finds."""
    had, none = ("had no further action", "had none")
    if not outcome.is_nfa:
        had, none = ("counted as such", "counted as such")
    return {
        "sensitivity": f"Judged inappropriate: {had}",
        "specificity": f"Judged appropriate: {none}",
    }


def shares(released: ReleasedAudit) -> Table:
    """Show every share before and after, with the change."""
    outcome = released.plan.outcome
    rows = {**judged(outcome), **found_of(outcome)}
    return shares_table(released.summary, rows, name="audit-shares")


def shares_table(summary: ReleasedSummary, rows: Mapping[str, str], *, name: str) -> Table:
    """Set shares before and after side by side, each with its range."""
    periods = ("before", "after", "change")
    ranges = {p: [share_of(summary, p, what) for what in rows] for p in periods}
    frame = pl.DataFrame(
        {
            "what": list(rows.values()),
            **{
                period: [None if one is None else _written(period, one) for one in found]
                for period, found in ranges.items()
            },
        },
        schema={"what": pl.String, **dict.fromkeys(periods, pl.String)},
    )
    marks = pl.DataFrame({p: [one is None for one in found] for p, found in ranges.items()})
    return Table(
        frame=frame,
        columns=(
            Column(name="what", label="Share of referrals"),
            Column(name="before", label="Before the launch"),
            Column(name="after", label="After"),
            Column(name="change", label="Change, percentage points"),
        ),
        caption="What auditors judged inappropriate, weighted to the county",
        name=name,
        suppressed=marks,
        notes=(
            f"In brackets, ranges that hold the true share about {summary.level * 100:.0f} times "
            "in 100.",
        ),
    )


def trust(released: ReleasedAudit) -> Panel:
    """Say whether the outcome can stand in for the auditors' judgement."""
    proxy = proxy_of(released.summary)
    return panels.paragraphs(
        NOT_SHOWN if proxy is None else words.trust(proxy, released.plan.outcome)
    )


def as_before(released: ReleasedAudit) -> Panel:
    """Say what the outcome would have stood for, had it been as accurate as before."""
    seen, outcome = share_of(released.summary, "after", "prevalence"), released.plan.outcome
    row = released.as_before.table.row(0, named=True)
    if seen is None or released.as_before.suppressed["estimate"].any():
        return panels.paragraphs(NOT_SHOWN)
    if row["estimate"] is None:
        what = "No further action" if outcome.is_nfa else "The count of inappropriate referrals"
        return panels.paragraphs(
            f"{what} says so little of the auditors' judgement before the launch that "
            "nothing can be worked out from its share after it."
        )
    return panels.paragraphs(words.same_accuracy(seen, Range(**row), outcome))


def _written(period: str, share: Range) -> str:
    return words.change_with_range(share) if period == "change" else words.with_range(share)

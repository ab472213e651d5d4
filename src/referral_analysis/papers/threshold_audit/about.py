"""How the audit was made: what was drawn, how it is weighed, how children are protected."""

import polars as pl

from referral_analysis.analysis import step
from referral_analysis.questions import stretches
from referral_analysis.questions.audited.release import ReleasedAudit
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table

_PERIODS = {"before": "Before the launch", "after": "After it"}


def drawn(released: ReleasedAudit) -> Table:
    """Show how many cases were drawn of each period and NFA status, and how many were judged."""
    table, outcome = released.summary.cells, released.plan.outcome
    status = {True: "no further action" if outcome.is_nfa else outcome.closed, False: "the others"}
    return Table(
        frame=table.table.select(
            pl.format(
                "{}: {}",
                pl.col("period").replace_strict(_PERIODS, return_dtype=pl.String),
                pl.col("is_nfa").replace_strict(status, return_dtype=pl.String),
            ).alias("cell"),
            "drawn",
            "judged",
        ),
        columns=(
            Column(name="cell", label="Referrals"),
            Column(name="drawn", label="Cases drawn", format="count"),
            Column(name="judged", label="Judged", format="count"),
        ),
        caption="Cases that were drawn for the auditors, and those they could judge",
        name="drawn",
        suppressed=table.suppressed.select("drawn", "judged"),
    )


def method(released: ReleasedAudit) -> Panel:
    """Say how the figures were made, in a few lines."""
    outcome = released.plan.outcome
    drawn_by, whose = (
        ("there was no further action", "with no further action")
        if outcome.is_nfa
        else (f"they were {outcome.closed}", outcome.closed)
    )
    told = panels.paragraphs(
        f"Cases were drawn at random within strata (period, whether {drawn_by}, "
        "agency group, district group), and each stands for its stratum's referrals over its "
        "judged cases. A case on which auditors differ counts by the share of them who judged it "
        "inappropriate. Cases that nobody could judge are stood for by the others of their "
        "stratum.",
        f"A month's share is that {whose} times the share of those judged "
        "inappropriate, plus the rest times the share of the rest: with the values found before "
        "the launch for the months before, those found after it for the months after. The range of "
        f"the change, at {released.plan.level * 100:.0f}%, holds what is uncertain about these "
        "values and about the months. Formulas and sources: docs/method.md.",
        *stretches.told(released.plan),
    )
    return panels.deciding(told, step.decision(released.plan))


def disclosure_note(released: ReleasedAudit) -> Panel:
    """Say how the identities of the children whose cases were read are protected."""
    policy = released.policy
    return panels.paragraphs(
        f"{policy.statement} Source of the rules: {policy.source}.",
        "Cases of the audit are children too. A share is shown only where the cases behind it that "
        "were judged inappropriate, and those that were not, are each none or enough to be shown.",
    )

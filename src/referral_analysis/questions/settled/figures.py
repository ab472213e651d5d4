"""What else changed, and whether outcomes have settled."""

import polars as pl

from referral_analysis.papers.appropriateness.release import ReleasedAppropriateness
from referral_analysis.periods import month_name
from referral_analysis.questions.settled.finding import (
    ENTERED_WITHIN_DAYS,
    LEARNED_FROM_MONTHS,
    LEAST_SHARE,
    RIPE_SHARE,
)
from referral_analysis.report import files_beside
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table

KINDS = {"rate": "for the children there are", "share": "as a share (odds)"}


def measured(released: ReleasedAppropriateness) -> Table:
    """Show the change of every measure, as a rate and as a share."""
    return Table(
        frame=released.measured.table.with_columns(pl.col("kind").replace_strict(KINDS)),
        columns=(
            Column(name="label", label="Measure"),
            Column(name="kind", label="Counted"),
            Column(name="last_month", label="Last month", format="month"),
            Column(name="months", label="Months", format="count", unit="after the launch"),
            Column(name="ratio", label="Change", format="change"),
            Column(name="low", label="Range, from", format="change"),
            Column(name="high", label="to", format="change"),
        ),
        caption="Every measure after the launch, against what was expected without it",
        name="measures",
        suppressed=released.measured.suppressed,
        notes=(
            "Ranges are each by itself: of twenty, one may miss by chance. A dash: too few months "
            "whose outcomes have settled.",
            *files_beside.notes(released.files, released.plan),
        ),
    )


def settled_note(released: ReleasedAppropriateness) -> Panel:
    """Say by which rule months are used, and which outcomes the rule leaves unsettled."""
    plan = released.plan
    rule = (
        f"The rule, fixed beforehand: decisions to take no further action count as settled "
        f"{plan.nfa_ripens_in_days} days after the end of a month, everything else "
        f"{plan.closure_ripens_in_days} days after it; months more recent are left out. Held "
        f"against it here is what the extract shows: a month is ripe when {RIPE_SHARE * 100:.0f}% "
        "of its outcomes can be expected to be known."
    )
    return panels.paragraphs(rule, _unripe(released.outcomes.table))


def _unripe(outcomes: pl.DataFrame) -> str:
    rows = outcomes.filter(~pl.col("is_ripe"))
    if rows.is_empty():
        return "By that, every month in use is ripe."
    told = "; ".join(
        f"{row['label']}: {row['share_known'] * 100:.0f}% in {month_name(row['last_month'])}"
        for row in rows.iter_rows(named=True)
    )
    return (
        f"By that, the last month in use is not ripe for all outcomes. {told}. Figures that rest "
        "on them count cases still open as if they had not come to it."
    )


def outcomes(released: ReleasedAppropriateness) -> Table:
    """Show how long each outcome takes, and what is known of the last month in use."""
    return Table(
        frame=released.outcomes.table,
        columns=(
            Column(name="label", label="Outcome"),
            Column(name="days_to_half", label="Half known within", format="count", unit="days"),
            Column(
                name="days_to_ripe",
                label=f"{RIPE_SHARE * 100:.0f}% known within",
                format="count",
                unit="days",
            ),
            Column(name="ripens_in_days", label="Taken as settled after", format="count",
                   unit="days"),
            Column(name="last_month", label="Last month in use", format="month"),
            Column(name="share_known", label="Known of it", format="percent"),
            Column(name="low", label="Range, from", format="percent"),
            Column(name="high", label="to", format="percent"),
        ),
        caption="How long outcomes take",
        name="outcomes",
        suppressed=released.outcomes.suppressed,
        notes=(
            f"Learned from referrals of the last {LEARNED_FROM_MONTHS} months, leaving out events "
            f"of the last {ENTERED_WITHIN_DAYS} days, which are not all entered yet.",
        ),
    )  # fmt: skip


def recent(released: ReleasedAppropriateness) -> Table:
    """Show recent months cut or kept, and set right by what is still to come."""
    used = pl.when(pl.col("is_used")).then(pl.lit("used")).otherwise(pl.lit("left out"))
    return Table(
        frame=released.recent.table.with_columns(used.alias("used")),
        columns=(
            Column(name="label", label="Outcome"),
            Column(name="period", label="Month", format="month"),
            Column(name="used", label="By the rule"),
            Column(name="share_known", label="Known", format="percent"),
            Column(name="per_100", label="For 100 counted, in the end", format="count"),
            Column(name="per_100_low", label="Range, from", format="count"),
            Column(name="per_100_high", label="to", format="count"),
        ),
        caption="Recent months, set right by the outcomes still to come",
        name="recent_months",
        suppressed=released.recent.suppressed,
        notes=(
            f"A month of which less than {LEAST_SHARE * 100:.0f}% is known is not set right. "
            "No model of this report uses the months set right.",
        ),
    )

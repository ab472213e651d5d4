"""What else changed, and whether outcomes have settled."""

import polars as pl

from referral_analysis.analysis.ripening import (
    ENTERED_WITHIN_DAYS,
    LEARNED_FROM_MONTHS,
    LEAST_SHARE,
    RIPE_SHARE,
)
from referral_analysis.periods import month_name
from referral_analysis.questions import assessments
from referral_analysis.questions.headings import range_from_to
from referral_analysis.questions.settled import OUTCOMES
from referral_analysis.questions.settled.released import ReleasedSettled
from referral_analysis.questions.settled.tables import Outcomes, RecentShown
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table


def settled_note(released: ReleasedSettled) -> Panel:
    """Say by which rule months are used, and which outcomes the rule leaves unsettled."""
    plan = released.plan
    settles = (
        "decisions to take no further action count as settled "
        f"{plan.nfa_ripens_in_days} days after the end of a month, everything else "
        f"{plan.closure_ripens_in_days} days after it"
        if plan.outcome.is_nfa
        else "outcomes, and with them which referrals are inappropriate, count as settled "
        f"{plan.closure_ripens_in_days} days after the end of a month"
    )
    rule = (
        f"The rule, fixed beforehand: {settles}; months more recent are left out. Held "
        f"against it here is what the extract shows: a month is ripe when {RIPE_SHARE * 100:.0f}% "
        "of its outcomes can be expected to be known."
    )
    unknown = [
        f"How long this takes, {gone.asked[0].lower()}{gone.asked[1:]}, cannot be said: "
        f"{gone.lacks}; {gone.brings} would bring it."
        for needs in OUTCOMES.values()
        if (gone := assessments.lacking(needs, released.have)) is not None
    ]
    table = assessments.labelled(released.outcomes.table, released.have)
    if table.is_empty():
        return panels.paragraphs(rule, *unknown)
    return panels.paragraphs(rule, _unripe(table), *unknown)


def _unripe(outcomes: pl.DataFrame) -> str:
    rows = outcomes.filter(~pl.col("is_ripe"))
    if rows.is_empty() and outcomes["is_ripe"].null_count():
        return "By that, every month in use is ripe of which it can be shown."
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


def outcomes(released: ReleasedSettled) -> Table | Panel:
    """Show how long each outcome takes, and what is known of the last month in use.

    Nothing where no outcome has a day: `settled_note` says so of each.
    """
    if released.outcomes.table.is_empty():
        return panels.nothing()
    return Table(
        frame=assessments.labelled(released.outcomes.table, released.have),
        columns=(
            Column(name=Outcomes.label, label="Outcome"),
            Column(name=Outcomes.days_to_half, label="Half known within", format="count",
                   unit="days"),
            Column(
                name=Outcomes.days_to_ripe,
                label=f"{RIPE_SHARE * 100:.0f}% known within",
                format="count",
                unit="days",
            ),
            Column(name=Outcomes.ripens_in_days, label="Taken as settled after", format="count",
                   unit="days"),
            Column(name=Outcomes.last_month, label="Last month in use", format="month"),
            Column(name=Outcomes.share_known, label="Known of it", format="percent"),
            *range_from_to(Outcomes.low, Outcomes.high, "percent"),
        ),
        caption="How long outcomes take",
        name="outcomes",
        suppressed=released.outcomes.suppressed,
        notes=(
            f"Learned from referrals of the last {LEARNED_FROM_MONTHS} months, leaving out events "
            f"of the last {ENTERED_WITHIN_DAYS} days, which are not all entered yet.",
        ),
    )  # fmt: skip


def recent(released: ReleasedSettled) -> Table | Panel:
    """Show recent months cut or kept, and set right by what is still to come; nothing without."""
    if released.recent.table.is_empty():
        return panels.nothing()
    used = pl.when(pl.col("is_used")).then(pl.lit("used")).otherwise(pl.lit("left out"))
    return Table(
        frame=assessments.labelled(released.recent.table, released.have).with_columns(
            used.alias("used")
        ),
        columns=(
            Column(name=RecentShown.label, label="Outcome"),
            Column(name=RecentShown.period, label="Month", format="month"),
            Column(name="used", label="By the rule"),
            Column(name=RecentShown.share_known, label="Known", format="percent"),
            Column(name=RecentShown.per_100, label="For 100 counted, in the end", format="count"),
            *range_from_to(RecentShown.per_100_low, RecentShown.per_100_high, "count"),
        ),
        caption="Recent months, set right by the outcomes still to come",
        name="recent_months",
        suppressed=released.recent.suppressed,
        notes=(
            f"A month of which less than {LEAST_SHARE * 100:.0f}% is known is not set right. "
            "No model of this report uses the months set right.",
        ),
    )

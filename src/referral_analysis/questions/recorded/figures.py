"""Whether recording could explain it: the wider count, and shares month by month."""

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.questions import events, over_shown
from referral_analysis.questions.headings import period
from referral_analysis.questions.needs import missing
from referral_analysis.questions.reading import (
    change_of,
    headline_of,
    settled_months,
    why_no_figure,
)
from referral_analysis.questions.recorded import NEEDS
from referral_analysis.questions.recorded import words as recorded_words
from referral_analysis.questions.recorded.reading import wider_of
from referral_analysis.questions.recorded.released import ReleasedRecorded
from referral_analysis.report.charts.effects import share_chart
from referral_analysis.report.charts.layout import Marker, Scene
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.series.measures import CLOSED_AT_ONCE, INAPPROPRIATE, WIDER
from referral_analysis.series.outcome import Outcome


def recording(released: ReleasedRecorded) -> Panel:
    """Say whether a change in recording could pass for a fall."""
    wider, headline = wider_of(released), headline_of(released)
    lacking = missing(NEEDS, released.have)
    outcome = released.plan.outcome
    opening = recorded_words.opening(outcome)
    changed = released.gaps.table.filter("has_changed")["gap"].to_list()
    others = (
        recorded_words.NO_ROWS
        if released.have.is_counted
        else recorded_words.looked_at(changed, outcome)
    )
    if lacking is not None:
        return panels.paragraphs(opening, lacking.sentence, others)
    if not outcome.is_nfa:
        narrower = recorded_words.at_once(change_of(released, CLOSED_AT_ONCE))
        return panels.paragraphs(f"{opening} {narrower}".rstrip(), others)
    if wider is None:
        months = settled_months(released, "inappropriate_wide")
        days = released.plan.closure_ripens_in_days
        return panels.paragraphs(
            f"{opening} {why_no_figure(months, days, released.plan.least_after)[1]}", others
        )
    if headline is None:
        return panels.paragraphs(f"{opening} {recorded_words.NOT_BESIDE}", others)
    return panels.paragraphs(f"{opening} {recorded_words.wider(headline, wider)}", others)


def shares(released: ReleasedRecorded) -> Figure:
    """Show the share of referrals that were inappropriate, and the wider or narrower, by month.

    The first alone where nothing is known of closures, or the second is not counted.
    """
    table, outcome = released.shares.table, released.plan.outcome
    named = table.select(
        "period",
        *(
            pl.col(f"{part}_share").alias(label)
            for part, label in _drawn(outcome).items()
            if f"{part}_share" in table.columns
        ),
    )
    plan = released.plan
    before, after = (
        over_shown.share(table, condition, "nfa", "referrals")
        for condition in (
            pl.col("period") < plan.launch_month,
            pl.col("period") > plan.phase_in_ends,
        )
    )
    return Figure(
        name="shares",
        picture=share_chart(
            named,
            Scene(
                y_title="Share of referrals",
                form="percent",
                bands=events.bands(plan.events),
                markers=(
                    *events.markers(plan.events),
                    Marker(date=plan.launch_month, label="Workshops begin"),
                ),
            ),
            description=_description(before, after, outcome),
        ),
        headline=_headline(before, after, outcome),
        subtitle="Share of each month's referrals",
        table=Table(
            frame=table,
            columns=_columns(table, plan),
            caption=f"Referrals a month, and the share {outcome.closed}",
            suppressed=released.shares.suppressed,
        ),
    )


def _drawn(outcome: Outcome) -> dict[str, str]:
    return {
        INAPPROPRIATE: outcome.column,
        WIDER: "No further action, or not in need",
        CLOSED_AT_ONCE: "Closed at once",
    }


_BESIDE = {
    WIDER: ("Or not in need", "Share, or not in need"),
    CLOSED_AT_ONCE: ("Closed at once", "Share, closed at once"),
}


def _columns(table: pl.DataFrame, plan: Plan) -> list[Column]:
    """Name the columns of the numbers: counts and shares of the outcome, and what stands beside."""
    outcome = plan.outcome
    share = f"Share, {outcome.column[0].lower()}{outcome.column[1:]}"
    named = {INAPPROPRIATE: (outcome.column, share), **_BESIDE}
    return [
        period(plan),
        Column(name="referrals", label="Referrals", format="count"),
        *(
            column
            for part, (count, of_all) in named.items()
            if part in table.columns
            for column in (
                Column(name=part, label=count, format="count"),
                Column(name=f"{part}_share", label=of_all, format="percent"),
            )
        ),
    ]


def _description(before: float | None, after: float | None, outcome: Outcome) -> str:
    if before is None or after is None:
        return (
            f"The share of referrals {outcome.closed}, month by month. Some months "
            "cannot be shown, and the others need not be like them: no share before the launch "
            "is set against one after it."
        )
    what = "No further action was" if outcome.is_nfa else "Inappropriate referrals were"
    return (
        f"{what} {_percent(before)} of referrals before the launch and "
        f"{_percent(after)} in the months after it."
    )


def _headline(before: float | None, after: float | None, outcome: Outcome) -> str:
    if before is None or after is None:
        return f"{outcome.column}, month by month"
    return f"{outcome.column}: {_percent(before)} before, {_percent(after)} after"


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"

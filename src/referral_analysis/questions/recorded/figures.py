"""Whether recording could explain it: the wider count, and shares month by month."""

import polars as pl

from referral_analysis.questions import events, over_shown
from referral_analysis.questions.needs import missing
from referral_analysis.questions.reading import headline_of, settled_months, why_no_figure
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


def recording(released: ReleasedRecorded) -> Panel:
    """Say whether a change in recording could pass for a fall."""
    wider, headline = wider_of(released), headline_of(released)
    lacking = missing(NEEDS, released.have)
    opening = (
        "If cases that used to be closed at once were now assessed first and closed then, "
        "no further action would fall and nothing would have improved."
    )
    others = recorded_words.looked_at(released.gaps.table.filter("has_changed")["gap"].to_list())
    if lacking is not None:
        return panels.paragraphs(opening, lacking.sentence, others)
    if wider is None:
        months = settled_months(released, "inappropriate_wide")
        days = released.plan.closure_ripens_in_days
        return panels.paragraphs(f"{opening} {why_no_figure(months, days)[1]}", others)
    if headline is None:
        return panels.paragraphs(f"{opening} {recorded_words.NOT_BESIDE}", others)
    return panels.paragraphs(f"{opening} {recorded_words.wider(headline, wider)}", others)


def shares(released: ReleasedRecorded) -> Figure:
    """Show the share of referrals closed with no further action, and the wider share, by month.

    The first alone where nothing is known of closures.
    """
    table = released.shares.table
    is_alone = missing(NEEDS, released.have) is not None
    named = table.select(
        "period",
        *(
            pl.col(f"{part}_share").alias(label)
            for part, label in _DRAWN.items()
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
            description=_description(before, after),
        ),
        headline=_headline(before, after),
        subtitle="Share of each month's referrals",
        table=Table(
            frame=table,
            columns=_OF_NFA if is_alone else (*_OF_NFA, *_OF_WIDER),
            caption="Referrals a month, and the share closed with no further action",
            suppressed=released.shares.suppressed,
        ),
    )


_DRAWN = {
    "nfa": "No further action",
    "inappropriate_wide": "No further action, or not in need",
}
_OF_NFA = (
    Column(name="period", label="Month", format="month"),
    Column(name="referrals", label="Referrals", format="count"),
    Column(name="nfa", label="No further action", format="count"),
    Column(name="nfa_share", label="Share, no further action", format="percent"),
)
_OF_WIDER = (
    Column(name="inappropriate_wide", label="Or not in need", format="count"),
    Column(name="inappropriate_wide_share", label="Share, or not in need", format="percent"),
)


def _description(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return (
            "The share of referrals closed with no further action, month by month. Some months "
            "cannot be shown, and the others need not be like them: no share before the launch "
            "is set against one after it."
        )
    return (
        f"No further action was {_percent(before)} of referrals before the launch and "
        f"{_percent(after)} in the months after it."
    )


def _headline(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return "No further action, month by month"
    return f"No further action: {_percent(before)} before, {_percent(after)} after"


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"

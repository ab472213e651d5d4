"""Could something else explain it, and how sure can these months make anybody."""

import math

import polars as pl

from referral_analysis.disclosure import ReleasedBoard
from referral_analysis.report import events, panels, sentences
from referral_analysis.report.charts import effects_chart, share_chart
from referral_analysis.report.display.reading import headline_of, settled_months, wider_of
from referral_analysis.report.display.segments import VERDICT
from referral_analysis.report.figure import Figure
from referral_analysis.report.layout import Marker, Scene
from referral_analysis.report.panels import Panel
from referral_analysis.report.tables import Column, Table


def alternatives(released: ReleasedBoard) -> Figure:
    """Show the headline under other defensible choices of model."""
    table = released.alternatives.table.with_columns(
        VERDICT.alias("verdict"),
        (pl.col("measured_coverage")).alias("coverage"),
    )
    drawn = table.select(
        pl.col("choice").alias("label"), pl.col("ratio").alias("estimate"), "low", "high", "verdict"
    )
    fell = drawn.filter(pl.col("verdict") == "fell").height
    description = (
        f"Under {drawn.height} choices of model the estimated change lies between "
        f"{_signed(drawn['estimate'].min())} and {_signed(drawn['estimate'].max())}; "
        f"the range lies wholly below no change in {fell} of them."
    )
    return Figure(
        name="other-choices",
        picture=effects_chart(drawn, description=description),
        headline=_how_far(fell, drawn.height),
        subtitle="Change in inappropriate referrals under other choices of model, with ranges",
        table=Table(
            frame=table,
            columns=(
                Column(name="choice", label="Choice"),
                Column(name="ratio", label="Change", format="change"),
                Column(name="low", label="Range, from", format="change"),
                Column(name="high", label="to", format="change"),
                Column(name="measured_coverage", label="Such ranges are right", unit="of the time"),
            ),
            caption="The change in inappropriate referrals under other choices of model",
            notes=(
                "The last column is what ranges of this kind held in simulation where 95% was "
                "claimed; the answer on the first screen uses none of these, but ranges that "
                "were right 92% to 97% of the time.",
            ),
        ),
    )


def _how_far(fell: int, total: int) -> str:
    if fell == total:
        return "Every other choice of model gives a fall"
    if fell == 0:
        return "No other choice of model gives a clear fall"
    return f"{fell} of {total} choices of model give a clear fall"


def _signed(value: object) -> str:
    return f"{(value - 1) * 100:+.0f}%" if isinstance(value, float) else "no figure"


def moved_most(released: ReleasedBoard) -> Panel:
    """Say which choice of model moves the headline most, where that may be shown."""
    planned = released.alternatives.table.row(0, named=True)["ratio"]
    table = released.alternatives.table.drop_nulls("ratio")
    if planned is None or table.height < 2:
        return panels.paragraphs(
            "How far other choices would move the answer cannot be shown: the months behind it "
            "hold counts that may not be."
        )
    distance = (pl.col("ratio").log() - math.log(planned)).abs()
    most = table.sort(distance, descending=True).row(0, named=True)
    return panels.paragraphs(sentences.moved_most(planned, most["choice"], most["ratio"]))


def recording(released: ReleasedBoard) -> Panel:
    """Say whether a change in recording could pass for a fall."""
    wider, headline = wider_of(released), headline_of(released)
    opening = (
        "If cases that used to be closed at once were now assessed first and closed then, "
        "no further action would fall and nothing would have improved."
    )
    if wider is None:
        months = settled_months(released, "inappropriate_wide")
        days = released.plan.closure_ripens_in_days
        return panels.paragraphs(f"{opening} {sentences.too_early(months, days)}")
    return panels.paragraphs(f"{opening} {sentences.wider(headline, wider)}")


def shares(released: ReleasedBoard) -> Figure:
    """Show the share of referrals closed with no further action, and the wider share, by month."""
    table = released.shares.table
    named = table.select(
        "period",
        pl.col("nfa_share").alias("No further action"),
        pl.col("inappropriate_wide_share").alias("No further action, or not in need"),
    )
    plan = released.plan
    before, after = (
        table.filter(condition).select(pl.col("nfa").sum() / pl.col("referrals").sum()).item()
        for condition in (
            pl.col("period") < plan.launch_month,
            pl.col("period") > plan.phase_in_ends,
        )
    )
    description = (
        f"No further action was {_percent(before)} of referrals before the launch and "
        f"{_percent(after)} in the months after it."
    )
    return Figure(
        name="shares",
        picture=share_chart(
            named,
            Scene(
                y_title="Share of referrals",
                form="percent",
                markers=(
                    *events.inspection(plan.inspection_month),
                    Marker(date=plan.launch_month, label="Workshops begin"),
                ),
            ),
            description=description,
        ),
        headline=f"No further action: {_percent(before)} before, {_percent(after)} after",
        subtitle="Share of each month's referrals",
        table=Table(
            frame=table,
            columns=(
                Column(name="period", label="Month", format="month"),
                Column(name="referrals", label="Referrals", format="count"),
                Column(name="nfa", label="No further action", format="count"),
                Column(name="nfa_share", label="Share, no further action", format="percent"),
                Column(name="inappropriate_wide", label="Or not in need", format="count"),
                Column(
                    name="inappropriate_wide_share", label="Share, or not in need", format="percent"
                ),
            ),
            caption="Referrals a month, and the share closed with no further action",
            suppressed=released.shares.suppressed,
        ),
    )


def _percent(share: float | None) -> str:
    return "a suppressed share" if share is None else f"{share * 100:.1f}%"


def what_could_be_seen(released: ReleasedBoard) -> Panel:
    """Say what size of change these months could have shown, and what would settle it."""
    headline = headline_of(released)
    return panels.paragraphs(
        sentences.smallest_visible(headline),
        sentences.what_would_settle(headline),
    )

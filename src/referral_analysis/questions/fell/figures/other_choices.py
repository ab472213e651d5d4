"""Could something else explain it, and how sure can these months make anybody."""

import math
from collections.abc import Iterator

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.tables import Alternative
from referral_analysis.questions.events import otherwise, the
from referral_analysis.questions.fell import doubts
from referral_analysis.questions.fell import words as fell_words
from referral_analysis.questions.fell.released import ReleasedFell
from referral_analysis.questions.headings import change_and_range
from referral_analysis.questions.reading import VERDICT, headline_of
from referral_analysis.report.charts.effects import effects_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words.wording import change_in_words


def alternatives(released: ReleasedFell) -> Figure | None:
    """Show the headline under other choices of model; None where none of them may be shown.

    `moved_most` says then that it cannot be.
    """
    if released.alternatives.table["ratio"].null_count() == released.alternatives.table.height:
        return None
    table = released.alternatives.table.with_columns(
        VERDICT.alias("verdict"),
        (pl.col("measured_coverage")).alias("coverage"),
    )
    drawn = table.select(
        pl.col("choice").alias("label"), pl.col("ratio").alias("estimate"), "low", "high", "verdict"
    )
    headline = headline_of(released)
    fell, rose = (drawn.filter(pl.col("verdict") == told).height for told in ("fell", "rose"))
    description = (
        f"Under {drawn.height} choices of model the estimated change lies between "
        f"{_change(drawn['estimate'].min())} and {_change(drawn['estimate'].max())}; "
        f"the range lies wholly below no change in {fell} of them."
    )
    return Figure(
        name="other-choices",
        picture=effects_chart(drawn, description=description),
        headline=doubts.under_choices(
            fell,
            rose,
            drawn.drop_nulls("estimate").height,
            is_of_blanks=headline is not None and headline.is_of_blanks,
        ),
        subtitle="Change in inappropriate referrals under other choices of model, with ranges",
        table=Table(
            frame=table,
            columns=(
                Column(name=Alternative.choice, label="Choice"),
                *change_and_range(),
                Column(
                    name=Alternative.measured_coverage,
                    label="Such ranges are right",
                    unit="of the time",
                ),
            ),
            caption="The change in inappropriate referrals under other choices of model",
            notes=(
                "The last column is what ranges of this kind held in simulation where 95% was "
                "claimed. In all of these the path before is held straight; the answer on the "
                "first screen uses none of them, and says how often its own range is right.",
            ),
        ),
    )


def _change(value: object) -> str:
    return change_in_words(value) if isinstance(value, float) else "no figure"


def moved_most(released: ReleasedFell) -> Panel:
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
    return panels.paragraphs(
        doubts.moved_most(planned, most["choice"], most["ratio"]),
        *_launch_or_events(released.plan, table),
    )


def _launch_or_events(plan: Plan, table: pl.DataFrame) -> Iterator[str]:
    """Yield a sentence an earlier event that was taken otherwise; table: choices with a figure."""
    rows = table.with_columns(VERDICT.alias("verdict"))
    for event in plan.events:
        labels = {label for label, _ in otherwise(event, before=plan.launch_month)}
        of_event = rows.filter(pl.col("choice").is_in(labels))
        if event.starts >= plan.launch_month or of_event.is_empty():
            continue
        shown = pl.concat([rows.head(1), of_event])
        yield doubts.launch_or(the(event), shown["verdict"].to_list(), shown["ratio"].to_list())


def what_could_be_seen(released: ReleasedFell) -> Panel:
    """Say what size of change these months could have shown, and what would settle it."""
    headline = headline_of(released)
    if headline is None:
        return panels.paragraphs(fell_words.HIDDEN_SIZE)
    return panels.paragraphs(
        fell_words.smallest_visible(headline),
        fell_words.what_would_settle(headline),
    )

"""Where and who: the headline by district and by agency, pooled, with nothing ranked."""

from collections.abc import Iterator

import polars as pl

from referral_analysis.analysis.quarters import windows
from referral_analysis.analysis.tables import PooledEffects
from referral_analysis.disclosure import Released
from referral_analysis.its.effects.pooling import LEAST_SEGMENTS
from referral_analysis.periods import month_name
from referral_analysis.questions.headings import change_and_range
from referral_analysis.questions.needs import missing
from referral_analysis.questions.reading import VERDICT
from referral_analysis.questions.untold import left_out
from referral_analysis.questions.where import DIFFER
from referral_analysis.questions.where.released import ReleasedPlaces
from referral_analysis.questions.where.words import (
    directions,
    told_apart,
    without_agency,
    without_estimate,
)
from referral_analysis.report.charts.effects import effects_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words.wording import change_in_words
from referral_analysis.series import NO_DISTRICT
from referral_analysis.series.outcome import Outcome


def districts(released: ReleasedPlaces) -> Figure | Panel:
    """Show the change in each district, in alphabetical order."""
    lacking = missing(DIFFER["district"], released.have)
    if lacking is not None:
        return lacking.panel
    return _figure(released, released.districts, "districts", "district")


def agencies(released: ReleasedPlaces) -> Figure | Panel:
    """Show the change by referring agency, in alphabetical order."""
    lacking = missing(DIFFER["agency"], released.have)
    if lacking is not None:
        return lacking.panel
    return _figure(released, released.agencies, "agencies", "referring agency")


def segments_note(released: ReleasedPlaces) -> Panel:
    """Say how to read the two charts, and of how many referrals the agency is not known."""
    unknown = released.gaps.table.filter(pl.col("gap") == "no agency")
    of = "agency" if missing(DIFFER["district"], released.have) else "district or agency"
    most = max(made.table["ratio"].count() for made in (released.districts, released.agencies))
    if most == 0:
        rows = [*map(without_agency, unknown.iter_rows(named=True))]
        return panels.paragraphs(*rows) if rows else panels.nothing()
    drawn = (
        "Where its own figures are few it is drawn towards the average of the others. "
        if most >= LEAST_SEGMENTS
        else ""
    )
    return panels.paragraphs(
        f"Each line is the range for one {of}. {drawn}Ranges that overlap cannot be put in order, "
        "so they are in the order of the alphabet. A hollow point is one whose range holds no "
        "change; of twenty ranges about one misses the truth.",
        *map(without_agency, unknown.iter_rows(named=True)),
    )


def _figure(released: ReleasedPlaces, table: Released, name: str, what: str) -> Figure:
    frame = table.table.with_columns(
        pl.col("segment").str.slice(0, 1).str.to_uppercase() + pl.col("segment").str.slice(1)
    )
    drawn = frame.select(
        pl.col("segment").alias("label"),
        pl.col("ratio").alias("estimate"),
        "low",
        "high",
        VERDICT.alias("verdict"),
    )
    description = _description(drawn.drop_nulls("estimate"), what)
    plan = released.plan
    months = f"{month_name(plan.first_after)} to {month_name(plan.last_month)}"
    before = " to ".join(map(month_name, plan.same_months_before))
    return Figure(
        name=name,
        picture=effects_chart(drawn, description=description),
        headline=_headline(drawn.drop_nulls("estimate"), name),
        subtitle=f"Change in inappropriate referrals by {what}, {months}, with its range",
        table=Table(
            frame=frame,
            columns=_columns(what, plan.outcome),
            caption=f"Inappropriate referrals by {what}: {months}, and {before}",
            suppressed=table.suppressed,
            notes=(
                *without_estimate(_unestimated(frame, table.suppressed)),
                *_untold(released, table, name),
            ),
        ),
    )


def _untold(released: ReleasedPlaces, table: Released, places: str) -> Iterator[str]:
    """Say which counts nothing is told of, and why; nothing where all are."""
    for when, ends in windows(released.plan).items():
        counts = {"Referrals": f"referrals_{when}", released.plan.outcome.column: f"nfa_{when}"}
        for column, name in counts.items():
            if table.tells_nothing_of(name):
                yield left_out(column, " to ".join(map(month_name, ends)), places)


def _unestimated(frame: pl.DataFrame, suppressed: pl.DataFrame) -> list[str]:
    """Name the places that were not modelled: no estimate, and not for disclosure control."""
    is_hidden = suppressed["ratio"].fill_null(value=False)
    is_none = pl.col("ratio").is_null() & ~is_hidden
    nobodys = NO_DISTRICT[:1].upper() + NO_DISTRICT[1:]
    return frame.filter(is_none, pl.col("segment") != nobodys)["segment"].to_list()


def _columns(what: str, outcome: Outcome) -> tuple[Column, ...]:
    return (
        Column(name=PooledEffects.segment, label=what.capitalize()),
        Column(
            name=PooledEffects.referrals_before, label="Referrals", format="count", unit="before"
        ),
        Column(name=PooledEffects.nfa_before, label=outcome.short, format="count", unit="before"),
        Column(name="share_before", label=outcome.share, format="percent", unit="before"),
        Column(name=PooledEffects.referrals_after, label="Referrals", format="count", unit="after"),
        Column(name=PooledEffects.nfa_after, label=outcome.short, format="count", unit="after"),
        Column(name="share_after", label=outcome.share, format="percent", unit="after"),
        *change_and_range("modelled"),
    )


def _headline(drawn: pl.DataFrame, name: str) -> str:
    fell, rose = (drawn.filter(pl.col("verdict") == v).height for v in ("fell", "rose"))
    if drawn.is_empty():
        return f"No change can be estimated for single {name}"
    return f"{directions(drawn['estimate'].to_list(), name)}; {told_apart(fell, rose)}"


def _description(drawn: pl.DataFrame, what: str) -> str:
    lowest, highest = drawn["estimate"].min(), drawn["estimate"].max()
    counts = {v: drawn.filter(pl.col("verdict") == v).height for v in ("fell", "rose")}
    if not isinstance(lowest, float) or not isinstance(highest, float):
        return f"No {what} has figures enough to estimate a change."
    return (
        f"Estimated changes by {what} lie between {change_in_words(lowest)} and "
        f"{change_in_words(highest)}. The range lies wholly below no change for "
        f"{counts['fell']} of {drawn.height}, and wholly above it for {counts['rose']}."
    )

"""Agencies and districts: funnels, caterpillars, and districts by their own workshop dates."""

import polars as pl

from referral_analysis.analysis.segments import SegmentKind
from referral_analysis.analysis.tables import Adjusted
from referral_analysis.questions.headings import change_and_range
from referral_analysis.questions.needs import Have, Missing, missing
from referral_analysis.questions.reading import VERDICT
from referral_analysis.questions.untold import left_out
from referral_analysis.questions.where import DIFFER, OWN_WORKSHOPS, STAFF
from referral_analysis.questions.where.figures.staff import told_of_staff
from referral_analysis.questions.where.released import ReleasedWhere
from referral_analysis.questions.where.tables import DoseDistricts, Doses, Funnel
from referral_analysis.questions.where.words import beyond, directions
from referral_analysis.report.charts.effects import effects_chart
from referral_analysis.report.charts.funnel_chart import funnel_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table, write
from referral_analysis.report.words import wording

PLURAL = {"agency": "agencies", "district": "districts"}
MODELS = {
    "one date": "One date for all, the workshops' months left out",
    "own dates": "Each district by the dates of its own workshops",
}
SURE = 0.05


def _titled(frame: pl.DataFrame) -> pl.DataFrame:
    name = pl.col("segment")
    return frame.with_columns(name.str.slice(0, 1).str.to_uppercase() + name.str.slice(1))


def funnel(released: ReleasedWhere, kind: SegmentKind) -> Figure | Panel:
    """Show each segment's inappropriate share against how many it referred, and chance's limits."""
    lacking = missing(DIFFER[kind], released.have)
    if lacking is not None:
        return lacking.panel
    table, outcome = released.funnels[kind], released.plan.outcome
    frame = _titled(table.table)
    shown = frame.drop_nulls(["share", "whole", "verdict", "target"])
    if table.tells_nothing_of(Funnel.part):
        return panels.notice(left_out(outcome.column, "since the launch", PLURAL[kind]))
    if shown.is_empty():
        return panels.notice(f"Too few referrals to show {PLURAL[kind]} in a funnel plot.")
    out = shown.filter(pl.col("verdict") != "as others")["segment"].to_list()
    far = shown.filter(pl.col("verdict") == "stands out")["segment"].to_list()
    target = write(float(shown["target"][0]), "percent")
    told = (
        f"In the county {target} were {outcome.closed}. Of {shown.height} "
        f"{PLURAL[kind]}, {len(out)} lie beyond what chance alone allows"
        f"{': ' + ', '.join(out) if out else ''}; {len(far)} beyond the ordinary differences too."
    )
    return Figure(
        name=f"funnel-{PLURAL[kind]}",
        picture=funnel_chart(frame, share=f"Share {outcome.closed}", description=told),
        headline=beyond(PLURAL[kind], len(out), len(far)),
        subtitle=f"Share {outcome.closed} by {kind} since the launch, with limits of 99.8%",
        table=Table(
            frame=frame,
            columns=(
                Column(name=Funnel.segment, label=kind.capitalize()),
                Column(name=Funnel.whole, label="Referrals", format="count"),
                Column(name=Funnel.part, label=outcome.column, format="count"),
                Column(name=Funnel.share, label="Share", format="percent"),
                Column(name=Funnel.low_998, label="Chance, from", format="percent"),
                Column(name=Funnel.high_998, label="to", format="percent"),
                Column(name=Funnel.wide_low, label="And differences, from", format="percent"),
                Column(name=Funnel.wide_high, label="to", format="percent"),
                Column(name=Funnel.verdict, label="Verdict"),
            ),
            caption=f"Share {outcome.closed} by {kind}, with limits",
            suppressed=table.suppressed,
        ),
    )


def caterpillar(released: ReleasedWhere, kind: SegmentKind) -> Figure | Panel:
    """Show each segment's pooled change, in order, with what multiplicity leaves of it."""
    lacking = missing(DIFFER[kind], released.have)
    if lacking is not None:
        return lacking.panel
    table = released.segments[kind]
    in_order = table.table.with_row_index("place").sort("ratio", nulls_last=True)
    marks = table.suppressed[in_order["place"].to_list()]
    frame = _titled(in_order)
    drawn = frame.select(
        pl.col("segment").alias("label"),
        pl.col("ratio").alias("estimate"),
        "low",
        "high",
        VERDICT.alias("verdict"),
    )
    known = frame.drop_nulls("ratio")
    sure = known.filter(pl.col("p_adjusted") < SURE)["segment"].to_list()
    told = _told(known, sure, kind)
    return Figure(
        name=f"changes-{PLURAL[kind]}",
        picture=effects_chart(drawn, description=told),
        headline=_caterpillar_headline(len(sure), known.height, kind),
        subtitle=f"Change in inappropriate referrals by {kind}, drawn towards the average, in "
        "order of size, with ranges",
        table=Table(
            frame=frame,
            columns=(
                Column(name=Adjusted.segment, label=kind.capitalize()),
                *change_and_range("modelled"),
                Column(name=Adjusted.p_adjusted, label="No change of its own", format="percent",
                       unit="chance of such figures, all compared"),
            ),
            caption=f"Change in inappropriate referrals by {kind}",
            suppressed=marks,
        ),
    )  # fmt: skip


def _told(known: pl.DataFrame, sure: list[str], kind: SegmentKind) -> str:
    """Say how many places' ranges are falls, and which have a change of their own."""
    if known.is_empty():
        return f"No {kind} has figures enough to estimate a change."
    return (
        f"Of {known.height} {PLURAL[kind]}, "
        f"{known.filter(pl.col('high') < 1).height} have a range wholly below no change. With all "
        f"of them compared at once, {len(sure)} {'has' if len(sure) == 1 else 'have'} a change of "
        f"{'its' if len(sure) == 1 else 'their'} own that chance does not explain"
        f"{': ' + ', '.join(sure) if sure else ''}."
    )


def _caterpillar_headline(sure: int, total: int, kind: SegmentKind) -> str:
    if total == 0:
        return f"No change can be estimated for single {PLURAL[kind]}"
    if sure == 0:
        return f"No {kind}'s change can be told from the others' by itself"
    return f"{sure} of {total} {PLURAL[kind]} changed beyond chance, all compared at once"


def order_note(released: ReleasedWhere) -> Panel:
    """Say what the order means, and what it does not; nothing where no place has an estimate."""
    if not any(table.table["ratio"].count() for table in released.segments.values()):
        return panels.nothing()
    return panels.paragraphs(
        "The order is that of the best estimates. Where ranges overlap the order is chance: no "
        "league table can be read from it. The last column of the numbers allows for so many being "
        "compared at once (Holm's correction)."
    )


def doses(released: ReleasedWhere) -> Table | None:
    """Set districts by their own workshop dates beside one date for all; None where not known."""
    if released.doses.table.is_empty():
        return None
    table = released.doses
    return Table(
        frame=table.table.with_columns(pl.col("model").replace_strict(MODELS)),
        columns=(
            Column(name=Doses.model, label="When the launch reached a district"),
            *change_and_range(),
        ),
        caption="Change in inappropriate referrals by when the workshops came",
        name="workshop_dates",
        suppressed=table.suppressed,
    )


def dose_districts(released: ReleasedWhere) -> Figure | None:
    """Show each district's change by the dates of its own workshops, in alphabetical order.

    None where they are not known: `dose_note` says why.
    """
    if released.dose_districts.table.is_empty():
        return None
    table = released.dose_districts
    drawn = table.table.select(
        pl.col("segment").alias("label"),
        pl.col("ratio").alias("estimate"),
        "low",
        "high",
        VERDICT.alias("verdict"),
    )
    estimates = drawn["estimate"].drop_nulls().to_list()
    headline = directions(estimates, "districts") or "Districts by their own workshops"
    return Figure(
        name="workshop-dates-districts",
        picture=effects_chart(
            drawn,
            description=f"{headline}, by the dates of their own workshops.",
        ),
        headline=headline,
        subtitle="Change in inappropriate referrals by each district's own workshops, drawn "
        "towards the average; on a path held straight, so that no change is told from these ranges",
        table=Table(
            frame=table.table,
            columns=(
                Column(name=DoseDistricts.segment, label="District"),
                *change_and_range("by its own workshops"),
            ),
            caption="Change in inappropriate referrals by district, by its own workshops",
            suppressed=table.suppressed,
        ),
    )


def dose_note(released: ReleasedWhere) -> Panel:
    """Say how far the two ways differ, and what is known of the workshops' reach."""
    told = _told_of_doses(released)
    if released.staff.table.height:
        return panels.paragraphs(*told, told_of_staff(released))
    lacking = missing(STAFF, released.have)
    return panels.paragraphs(*told, _why_not_reached(lacking, released.have))


NOT_IN_THE_FILES = (
    "What share of each agency's staff the workshops reached is not in the files given, so "
    "agencies cannot be set against how many of theirs attended."
)


def _why_not_reached(lacking: Missing | None, have: Have) -> str:
    """Say why agencies are not set against who came: the usual reason is that nobody noted it."""
    if lacking is None or "attendance" not in have.companions:
        return NOT_IN_THE_FILES
    return lacking.sentence


def _told_of_doses(released: ReleasedWhere) -> list[str]:
    """Say how far one date and districts' own differ, or why that cannot be said."""
    lacking = missing(OWN_WORKSHOPS, released.have)
    if lacking is not None:
        return [lacking.sentence]
    if released.plan.step != 1:
        return ["Quarters cannot tell districts apart by the dates of their workshops."]
    if released.doses.table.is_empty():
        return ["No district has referrals enough to be modelled by the dates of its workshops."]
    ratios = dict(released.doses.table.select("model", "ratio").rows())
    one, own = ratios["one date"], ratios["own dates"]
    if one is None or own is None:
        return []
    return [
        f"With one date for all the best estimate is {wording.change_in_words(one)}; by the "
        f"dates of each district's own workshops it is {wording.change_in_words(own)}."
    ]

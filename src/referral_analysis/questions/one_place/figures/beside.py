"""The segment's change by its own months and pooled, beside the whole county's."""

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.analysis.quarters import windows
from referral_analysis.analysis.tables import EFFECT, OWN
from referral_analysis.questions.headings import change_and_range
from referral_analysis.questions.one_place import words as segment_words
from referral_analysis.questions.one_place.reading import change_of, county_of, own_of, span_name
from referral_analysis.questions.one_place.release import ReleasedSegment
from referral_analysis.questions.reading import VERDICT
from referral_analysis.report.charts.effects import effects_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table, write
from referral_analysis.series.measures import INAPPROPRIATE

COUNTY = {
    INAPPROPRIATE: "The whole county, by itself",
    HEADLINE: "The whole county, against its other referrals",
}


def beside(released: ReleasedSegment) -> Figure:
    """Show the change here and the county's: by its own months, and drawn towards the others."""
    title, others = (
        segment_words.title(released.segment),
        segment_words.PLURAL[released.segment.kind],
    )
    rows = [_row(released, OWN, f"{title}, by its own months alone")]
    if released.is_pooled:
        rows.append(_row(released, EFFECT, f"{title}, drawn towards the other {others}"))
    is_set_beside = released.changes.table["measure"].is_in(list(COUNTY))
    county = released.changes.table.filter(is_set_beside).select(
        pl.col("measure").replace_strict(COUNTY).alias("label"), *EFFECT
    )
    hidden = released.changes.suppressed.filter(is_set_beside).select(EFFECT)
    frame = pl.concat([*(frame for frame, _ in rows), county.reverse()])
    marks = pl.concat([*(marks for _, marks in rows), hidden.reverse()])
    drawn = frame.rename({"ratio": "estimate"}).with_columns(VERDICT.alias("verdict"))
    return Figure(
        name="beside-the-county",
        picture=effects_chart(drawn, description=_description(frame)),
        headline=_headline(released, title),
        subtitle="Change in inappropriate referrals since the launch, with its range",
        table=Table(
            frame=frame,
            columns=(
                Column(name="label", label="Whose, and how"),
                *change_and_range(),
            ),
            caption=f"Change in inappropriate referrals: {title} and the whole county",
            suppressed=marks,
        ),
    )


def _row(
    released: ReleasedSegment, names: tuple[str, ...], label: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    as_effect = dict(zip(names, EFFECT, strict=True))
    shown = released.effect.table.select(names).rename(as_effect)
    return (
        shown.select(pl.lit(label).alias("label"), *EFFECT),
        released.effect.suppressed.select(names).rename(as_effect),
    )


def _headline(released: ReleasedSegment, title: str) -> str:
    change, county = change_of(released), county_of(released, against_others=False)
    if change is None or county is None:
        return f"{title} beside the whole county"
    if change.low <= county.ratio <= change.high:
        return f"{title} cannot be told from the whole county"
    return f"{title} differs from the whole county"


def _description(frame: pl.DataFrame) -> str:
    known = frame.drop_nulls("ratio")
    told = [
        f"{label}: {write(ratio, 'change')}, between {write(low, 'change')} and "
        f"{write(high, 'change')}."
        for label, ratio, low, high in known.select("label", *EFFECT).rows()
    ]
    return " ".join(told) or "No change can be shown."


def beside_words(released: ReleasedSegment) -> Panel:
    """Say whether this segment can be told from the county, and from chance."""
    change, county = change_of(released), county_of(released, against_others=False)
    chance = released.effect.table["p_adjusted"][0]
    said = []
    if change is not None and county is not None:
        said.append(segment_words.beside_county(change, county))
    if chance is not None:
        said.append(segment_words.own_change(released.segment.kind, released.compared, chance))
    return panels.paragraphs(
        *filter(None, said),
        segment_words.how_made(own_of(released), change, released.segment.kind)
        if released.is_pooled
        else segment_words.by_itself(released.segment.kind),
    )


def before_and_after(released: ReleasedSegment) -> Table:
    """Set the months after the launch beside the same months before it, as the Board does."""
    row = released.effect.table.row(0, named=True)
    hidden = released.effect.suppressed.row(0, named=True)
    spans = windows(released.plan)
    columns, outcome = ("referrals", "nfa", "share"), released.plan.outcome
    frame = pl.DataFrame(
        {
            "months": [span_name(*spans[when]) for when in spans],
            **{name: [row[f"{name}_{when}"] for when in spans] for name in columns},
        },
        schema_overrides={"referrals": pl.Int64, "nfa": pl.Int64, "share": pl.Float64},
    )
    marks = pl.DataFrame({name: [hidden[f"{name}_{when}"] for when in spans] for name in columns})
    return Table(
        frame=frame,
        columns=(
            Column(name="months", label="Months"),
            Column(name="referrals", label="Referrals", format="count"),
            Column(name="nfa", label=outcome.short, format="count"),
            Column(name="share", label=outcome.share, format="percent"),
        ),
        caption="The months after the launch, and the same months before it",
        name="before_and_after",
        suppressed=marks,
    )

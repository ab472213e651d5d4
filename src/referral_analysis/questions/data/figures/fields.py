"""How complete each field is, month by month."""

import polars as pl

from referral_analysis.periods import month_name
from referral_analysis.questions.data import RECORDED
from referral_analysis.questions.data import words as jumps
from referral_analysis.questions.data.completeness import fields
from referral_analysis.questions.data.figures.scales import (
    markers,
    shade_of_share,
    share_key,
    sign,
    signs_in,
)
from referral_analysis.questions.data.figures.wide import by_column
from referral_analysis.questions.data.release import ReleasedQuality
from referral_analysis.questions.needs import missing
from referral_analysis.report.charts.heat_map import heat_map
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table, write

STEPS = (0.01, 0.05, 0.2)


def completeness(released: ReleasedQuality) -> Figure | Panel:
    """Show the share of each field missing where it should be, by month; counts have no fields."""
    if released.have.is_counted:
        return panels.notice(RECORDED)
    table, marks = released.completeness.table, released.completeness.suppressed
    cells = table.with_columns(
        pl.col("field").alias("label"),
        shade_of_share(pl.col("missing_share"), STEPS).alias("shade"),
        is_hidden=marks["missing"],
        is_up=jumps.missing_more(),
    ).with_columns(
        sign(is_hidden=pl.col("is_hidden"), is_jump=pl.col("is_jump"), is_up=pl.col("is_up"))
    )
    names = table["field"].unique(maintain_order=True).to_list()
    frame, hidden = by_column(table, marks, ("field", "missing_share"))
    return Figure(
        name="missing-by-month",
        picture=heat_map(
            cells,
            share_key(STEPS, signs_in(cells)),
            description=_description(table),
            markers=markers(released.plan),
        ),
        headline=_headline(released),
        subtitle="Share of rows that lack each field where it should be filled in, by month",
        table=Table(
            frame=frame,
            columns=(
                Column(name="period", label="Month", format="month"),
                *(Column(name=name, label=name, format="percent") for name in names),
            ),
            caption="Share of rows that lack each field where it should be filled in",
            suppressed=hidden,
        ),
    )


def expected(released: ReleasedQuality) -> Panel:
    """Say of which rows each field is expected, and which cannot be looked at."""
    rows = released.completeness.table.select("field", "expected_of").unique(maintain_order=True)
    if released.have.is_counted:
        rows = rows.clear()
    return panels.facts([*rows.rows(), *_not_looked_at(released)])


def _not_looked_at(released: ReleasedQuality) -> list[tuple[str, str]]:
    """Name the fields whose columns the extract lacks, with what would bring them."""
    return [
        (found.label, lacking.sentence)
        for found in fields(())
        if (lacking := missing(found.needs, released.have)) is not None
    ]


def sudden(released: ReleasedQuality) -> Panel:
    """Name the months in which a field was suddenly missing more or less often."""
    if released.have.is_counted:
        return panels.nothing()
    found = [f"{jump}." for jump in jumps.in_fields(released)]
    none = ["No month of any field differs from the year before it by more than chance would."]
    return panels.points(found or none, title="Sudden changes")


def _headline(released: ReleasedQuality) -> str:
    found = len(jumps.in_fields(released))
    if found == 0:
        return "No field is suddenly missing more often"
    return f"{jumps.counted(found)} in what is missing"


def _description(table: pl.DataFrame) -> str:
    """Say which fields lack most and least, from the shares shown."""
    shown = table.drop_nulls("missing_share")
    if shown.is_empty():
        return "No share can be shown."
    most = shown.sort("missing_share", descending=True).row(0, named=True)
    always = table.group_by("field", maintain_order=True).agg(
        (pl.col("missing") == 0).fill_null(value=False).all().alias("is_always_there")
    )
    whole = always.filter("is_always_there")["field"].to_list()
    if most["missing_share"] == 0:
        return f"Of {always.height} fields, none is missing in a month that can be shown."
    never = f" Never missing: {', '.join(whole)}." if whole else ""
    return (
        f"Of {always.height} fields, the largest share missing in a month that can be shown is "
        f"{write(most['missing_share'], 'percent')}: {most['field']}, "
        f"{month_name(most['period'])}.{never}"
    )

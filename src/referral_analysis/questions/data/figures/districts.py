"""Volume and missing values by district and quarter; nothing is ranked."""

import polars as pl

from referral_analysis.questions import needs
from referral_analysis.questions.data import DISTRICTS
from referral_analysis.questions.data import words as jumps
from referral_analysis.questions.data.districts import A_YEAR
from referral_analysis.questions.data.figures.scales import (
    change_key,
    markers,
    shade_of_change,
    shade_of_share,
    share_key,
    sign,
    signs_in,
)
from referral_analysis.questions.data.figures.wide import by_column
from referral_analysis.questions.data.release import ReleasedQuality
from referral_analysis.report.charts.heat_map import heat_map
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table, write

STEPS = (0.01, 0.03, 0.1)


def volumes(released: ReleasedQuality) -> Figure | Panel:
    """Show each district's share of the county's referrals against the year before."""
    lacking = needs.missing(DISTRICTS, released.have)
    if lacking is not None:
        return lacking.panel
    table, marks = _judged(released)
    cells = table.with_columns(
        pl.col("segment").alias("label"),
        shade_of_change(pl.col("volume_change")).alias("shade"),
        is_hidden=marks["referrals"],
    ).with_columns(
        sign(
            is_hidden=pl.col("is_hidden"),
            is_jump=pl.col("volume_is_jump"),
            is_up=pl.col("volume_change") > 1,
        )
    )
    jumped = table.filter("volume_is_jump").height
    return Figure(
        name="districts-volume",
        picture=heat_map(
            cells,
            change_key(signs_in(cells)),
            description=_describe_changes(table),
            markers=markers(released.plan),
        ),
        headline=_headline(jumped, "in a district's volume"),
        subtitle="Each district's share of the county's referrals, against the year before",
        table=_table(table, marks, "volume_change"),
    )


def missing(released: ReleasedQuality) -> Figure | None:
    """Show the share of each district's referrals that lack a field they should have.

    Nothing where the extract has no districts, which `volumes` says.
    """
    if needs.missing(DISTRICTS, released.have) is not None:
        return None
    table, marks = released.districts.table, released.districts.suppressed
    cells = table.with_columns(
        pl.col("segment").alias("label"),
        shade_of_share(pl.col("missing_share"), STEPS).alias("shade"),
        is_hidden=marks["missing"],
    ).with_columns(
        sign(
            is_hidden=pl.col("is_hidden"),
            is_jump=pl.col("missing_is_jump"),
            is_up=(pl.col("missing_change") > 1).fill_null(value=True),
        )
    )
    jumped = table.filter("missing_is_jump").height
    return Figure(
        name="districts-missing",
        picture=heat_map(
            cells,
            share_key(STEPS, signs_in(cells)),
            description=_describe_shares(table),
            markers=markers(released.plan),
        ),
        headline=_headline(jumped, "in what a district's referrals lack"),
        subtitle="Share of each district's referrals that lack a field they should have",
        table=_table(table, marks, "missing_share"),
    )


def sudden(released: ReleasedQuality) -> Panel | None:
    """Name the quarters in which a district's volume or missing values changed suddenly.

    Nothing where the extract has no districts, which `volumes` says.
    """
    if needs.missing(DISTRICTS, released.have) is not None:
        return None
    lines = [f"{jump}." for jump in jumps.in_districts(released)]
    none = ["No quarter of a district differs from the year before by a fifth and beyond chance."]
    return panels.points(lines or none, title="Sudden changes")


def _judged(released: ReleasedQuality) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the quarters that have a year before them, and their marks."""
    table = released.districts.table
    judged = table["period"].unique().sort()[A_YEAR:]
    has_year = table["period"].is_in(judged.implode())
    return table.filter(has_year), released.districts.suppressed.filter(has_year)


def _table(table: pl.DataFrame, marks: pl.DataFrame, value: str) -> Table:
    frame, hidden = by_column(table, marks, ("segment", value))
    form, caption = {
        "volume_change": ("change", "Share of the county's referrals, against the year before"),
        "missing_share": ("percent", "Share of referrals that lack a field they should have"),
    }[value]
    names = [name for name in frame.columns if name != "period"]
    return Table(
        frame=frame,
        columns=(
            Column(name="period", label="Quarter from", format="month"),
            *(Column(name=n, label=n, format=form) for n in names),  # type: ignore[arg-type]
        ),
        caption=f"{caption}, by district and quarter",
        suppressed=hidden,
    )


def _headline(number: int, what: str) -> str:
    if number == 0:
        return f"No sudden change {what}"
    return f"{jumps.counted(number)} {what}"


def _describe_changes(table: pl.DataFrame) -> str:
    shown = table.drop_nulls("volume_change")["volume_change"]
    if shown.is_empty():
        return "No change can be shown."
    lowest, highest = (write(end, "change") for end in (shown.min(), shown.max()))
    named = [jumps.quarter_name(row["period"]) + ", " + row["segment"]
             for row in table.filter("volume_is_jump").to_dicts()]  # fmt: skip
    tail = f" Sudden: {'; '.join(named)}." if named else " None is sudden."
    return (
        f"Against the year before, districts' shares of the county's referrals changed by between "
        f"{lowest} and {highest}.{tail}"
    )


def _describe_shares(table: pl.DataFrame) -> str:
    shown = table.drop_nulls("missing_share").sort("missing_share", descending=True)
    if shown.is_empty():
        return "No share can be shown."
    most = shown.row(0, named=True)
    if most["missing_share"] == 0:
        return "No district's quarter lacks a field, of those that can be shown."
    return (
        "The largest share of a district's quarter that lacks a field, of those that can be shown, "
        f"is {write(most['missing_share'], 'percent')}: {most['segment']}, "
        f"{jumps.quarter_name(most['period'])}."
    )

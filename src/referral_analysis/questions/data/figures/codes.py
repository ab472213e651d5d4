"""Code drift: the share of each code by half-year."""

import polars as pl

from referral_analysis.periods import month_name
from referral_analysis.questions.data import CODES
from referral_analysis.questions.data import words as jumps
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.release import ReleasedQuality
from referral_analysis.questions.needs import missing
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table


def shares(released: ReleasedQuality, column: str) -> Table | Panel:
    """Show the share of each code of a column, by half-year; or what of it the extract lacks."""
    lacking = missing(CODES[column], released.have)
    if lacking is not None:
        return lacking.panel
    is_column = released.drift.table["column"] == column
    table = released.drift.table.filter(is_column)
    marks = released.drift.suppressed.filter(is_column)
    periods = released.drift.table["period"].unique().sort().to_list()
    names = [f"{period:%Y-%m}" for period in periods]
    here = {name: table["period"] == period for period, name in zip(periods, names, strict=True)}
    frame = (
        table.select("code", "label")
        .unique(maintain_order=True)
        .with_columns(table.filter(now)["share"].alias(name) for name, now in here.items())
    )
    hidden = pl.DataFrame({name: marks.filter(now)["share"] for name, now in here.items()})
    title = jumps.COLUMNS[column]
    return Table(
        frame=frame,
        columns=(
            Column(name="code", label="Code"),
            Column(name="label", label="Meaning"),
            *(
                Column(name=name, label=f"{period:%b %Y}", format="percent", unit="from")
                for period, name in zip(periods, names, strict=True)
            ),
        ),
        caption=f"{title}: share of each code, by half-year",
        name=f"codes-{column.replace('_', '-')}",
        suppressed=hidden,
        notes=(_note(released.plan),),
    )


def sudden(released: ReleasedQuality) -> Panel:
    """Name the half-years in which a code's share changed suddenly; nothing without codes."""
    if all(missing(needs, released.have) for needs in CODES.values()):
        return panels.nothing()
    found = [f"{jump}." for jump in jumps.in_codes(released)]
    none = [
        "No code's share differs from the year before by a fifth and by more than chance would."
    ]
    return panels.points(found or none, title="Sudden changes")


def _note(plan: QualityPlan) -> str:
    return (
        "Of rows with a code on the list. Closure reasons are dated by closure, the others by "
        f"referral. Whole half-years only, up to {month_name(plan.last_month)}."
    )

"""The county's volume, month by month, within its limits or outside them."""

import polars as pl

from referral_analysis.periods import month_name
from referral_analysis.questions import events
from referral_analysis.questions.data import words as jumps
from referral_analysis.questions.data.release import ReleasedQuality
from referral_analysis.questions.data.tables import Volume
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.charts.xmr_chart import xmr_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table

SIGNALS = {
    "": "",
    "outside": "outside the limits",
    "trend": "seven in a row rise or fall",
    "two of three": "two of three near a limit",
    "one side": "seven in a row on one side of the mean",
}


def volume(released: ReleasedQuality) -> Figure:
    """Show referrals a working day with their mean and limits."""
    table, plan = released.volume.table, released.plan
    path = table.select(
        "period",
        pl.col("per_day").alias("value"),
        "mean",
        "lower",
        "upper",
        "phase",
        (pl.col("signal") != "").fill_null(value=False).alias("stands_out"),
    )
    frame = table.with_columns(
        pl.col("signal").replace_strict(SIGNALS, return_dtype=pl.String).alias("signal")
    )
    return Figure(
        name="volume",
        picture=xmr_chart(
            path,
            Scene(
                y_title="Referrals a working day",
                form="rate",
                phase_in=events.phase_in(plan),
                markers=events.marked(plan),
                bands=events.bands(plan.events),
            ),
            description=_description(released),
        ),
        headline=_headline(released),
        subtitle="Referrals a working day in the county"
        + (", with the limits of ordinary variation" if path["mean"].count() else ""),
        table=Table(
            frame=frame,
            columns=(
                Column(name=Volume.period, label="Month", format="month"),
                Column(name=Volume.referrals, label="Referrals", format="count"),
                Column(name=Volume.working_days, label="Working days", format="count"),
                Column(
                    name=Volume.per_day, label="Referrals", format="decimal", unit="a working day"
                ),
                Column(
                    name="mean", label="Mean", format="decimal"
                ),  # adds up nothing that is shown
                Column(name=Volume.lower, label="Limit, lower", format="decimal"),
                Column(name=Volume.upper, label="upper", format="decimal"),
                Column(name=Volume.signal, label="Why it stands out"),
            ),
            caption="Referrals a working day, with mean and limits",
            suppressed=released.volume.suppressed,
        ),
    )


def standing_out(released: ReleasedQuality) -> Panel:
    """Name the months that stand out or are empty, and say where limits begin anew."""
    lines = [
        f"{jumps.months_of(stretch)}: {SIGNALS[stretch[0]['signal']]}."
        for stretch in jumps.stretches(jumps.standing_out(released).to_dicts(), "signal")
    ]
    empty = released.volume.table.filter(pl.col("referrals") == 0)["period"].to_list()
    gaps = [f"No referral at all in {month_name(month)}." for month in empty]
    return panels.points([*(lines or ["No month stands out."]), *gaps, *_phases(released)])


def _phases(released: ReleasedQuality) -> list[str]:
    plan, trial = released.plan, released.volume.table.filter("is_trial")
    said = [
        f"Mean and limits begin anew in {month_name(month)}, as fixed beforehand."
        for month in plan.rebase_months
    ]
    if not trial.is_empty():
        first = month_name(trial["period"].min())  # type: ignore[arg-type]
        said.append(f"Limits that begin in {first} rest on fewer than 13 months: they may move.")
    return said


def _headline(released: ReleasedQuality) -> str:
    months = released.volume.table
    standing, of = jumps.standing_out(released).height, months.drop_nulls("signal").height
    shown = "" if of == months.height else " that can be shown"
    if standing == 0:
        those = " in the months that can be shown" if shown else ""
        return f"The county's volume stays within ordinary variation{those}"
    verb = "stands" if standing == 1 else "stand"
    return f"{standing} of {of} months{shown} {verb} out from ordinary variation"


def _description(released: ReleasedQuality) -> str:
    table = released.volume.table
    text = []
    for (_,), phase in table.group_by("phase", maintain_order=True):
        row = phase.row(0, named=True)
        last = month_name(phase["period"][-1])
        levels = _levels(row["mean"], row["lower"], row["upper"])
        text.append(f"{month_name(row['period'])} to {last}: {levels}.")
    months_out = jumps.standing_out(released)["period"].to_list()
    names = ", ".join(month_name(month) for month in months_out)
    text.append(f"Months that stand out: {names}." if months_out else "No month stands out.")
    return " ".join(text)


def _levels(mean: float | None, lower: float | None, upper: float | None) -> str:
    """Say what a phase's mean and limits are, which stand or fall together."""
    if mean is None or lower is None or upper is None:
        return "no mean and no limits, which months that cannot be shown are behind"
    return f"a mean of {mean:,.1f} referrals a working day, limits {lower:,.1f} and {upper:,.1f}"

"""Whether the referrals that reached help held up."""

import polars as pl

from referral_analysis.questions import assessments, files_beside, rates
from referral_analysis.questions.headings import change_and_range
from referral_analysis.questions.held_up import HELPED, MEASURED, words
from referral_analysis.questions.held_up.released import ReleasedHeldUp
from referral_analysis.questions.held_up.tables import Guardrail, Measured
from referral_analysis.questions.needs import missing
from referral_analysis.questions.reading import VERDICT, why_no_figure
from referral_analysis.report.charts.effects import effects_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table, write
from referral_analysis.report.words import wording
from referral_analysis.series.measures import rereferrals_known_from


def guardrail(released: ReleasedHeldUp) -> Figure | Panel:
    """Show each guardrail measure's change with its range, and the verdict at the margin."""
    lacking = missing(HELPED, released.have)
    if lacking is not None:
        return lacking.panel
    table, plan = released.guardrail.table, released.plan
    months = int(table["months"][0])
    if table["ratio"].is_null().all():
        return panels.notice(
            why_no_figure(months, plan.closure_ripens_in_days, plan.least_after)[1]
        )
    margin = f"{plan.guardrail_margin * 100:.0f}%"
    drawn = table.drop_nulls("ratio").select(
        "label",
        pl.col("ratio").alias("estimate"),
        "low",
        "high",
        VERDICT.alias("verdict"),
    )
    return Figure(
        name="guardrail",
        picture=effects_chart(drawn, description=_told(table)),
        headline=_headline(table, margin),
        subtitle=f"Change over {wording.months_in_words(months)} after the launch, with ranges; "
        f"a fall of {margin} would be too large",
        table=Table(
            frame=table,
            columns=(
                Column(name=Guardrail.label, label="Measure"),
                Column(
                    name=Guardrail.observed_total, label="Observed", format="count", unit="in all"
                ),
                *change_and_range(),
                Column(name=Guardrail.safe_low, label="Safe range, from", format="change"),
                Column(name=Guardrail.verdict, label="Verdict"),
            ),
            caption="Referrals that reached help, against what was expected",
            suppressed=released.guardrail.suppressed,
            notes=(
                f"Held up: a fall of {margin} or more is outside the safe range, the wider one. "
                f"Were the true fall {margin}, that would be said at most once in forty times "
                "in the worst kind of county simulated.",
            ),
        ),
    )


def _headline(table: pl.DataFrame, margin: str) -> str:
    verdicts = table["verdict"].to_list()
    if "fell" in verdicts:
        return "Fewer referrals reached help than expected"
    if set(verdicts) == {"held up"}:
        return "The referrals that reached help held up"
    return f"These months cannot rule out a fall of {margin} in what reached help"


def _told(table: pl.DataFrame) -> str:
    rows = table.drop_nulls("ratio").select("label", "ratio", "low", "high", "verdict").rows()
    return " ".join(
        f"{label}: {write(ratio, 'change')}, from {write(low, 'change')} to "
        f"{write(high, 'change')}, {verdict}."
        for label, ratio, low, high, verdict in rows
    )


def _not_counted(released: ReleasedHeldUp) -> list[str]:
    """Name the measures that the extract has no columns for, with what they lack."""
    return [
        gone.sentence
        for needs in MEASURED.values()
        if (gone := assessments.lacking(needs, released.have)) is not None
    ]


def _new_ids(released: ReleasedHeldUp) -> list[str]:
    """Say from which month re-referrals are counted, where ids of children changed their form."""
    changed = released.have.new_ids_on
    if changed is None or rereferrals_known_from(changed) <= released.plan.series_starts:
        return []
    return [words.new_ids(changed, rereferrals_known_from(changed))]


def _ranges(table: pl.DataFrame) -> str:
    """Say which ranges hold by themselves, and what a dash is, as far as there is either."""
    said = ["Ranges are each by itself: of twenty, one may miss by chance."]
    if table.drop_nulls("ratio")["level"].n_unique() > 1:
        said = [
            "Ranges are each by itself (of twenty, one may miss by chance), but those of contacts "
            "that stayed contacts and of CAFs started, which hold both at once, as in the Board "
            "report.",
        ]
    if table["ratio"].null_count():
        said.append("A dash: too few months whose outcomes have settled.")
    if (table["kind"] == "share").any():
        said.append("The change of a share is one of its odds, the part over the rest.")
    return " ".join(said)


def measured(released: ReleasedHeldUp) -> Table:
    """Show the change of every measure, as a rate and as a share."""
    uncounted = missing(rates.NEEDS, released.have)
    return Table(
        frame=assessments.labelled(released.measured.table, released.have).with_columns(
            pl.col("kind").replace_strict(
                {"rate": rates.out_of(released.have), "share": "as a share (odds)"},
                return_dtype=pl.String,
            )
        ),
        columns=(
            Column(name=Measured.label, label="Measure"),
            Column(name=Measured.kind, label="Counted"),
            Column(name=Measured.last_month, label="Last month", format="month"),
            Column(name=Measured.months, label="Months", format="count", unit="after the launch"),
            *change_and_range(),
        ),
        caption="Every measure after the launch, against what was expected without it",
        name="measures",
        suppressed=released.measured.suppressed,
        notes=(
            _ranges(released.measured.table),
            *([uncounted.sentence] if uncounted else []),
            *_not_counted(released),
            *_new_ids(released),
            *files_beside.notes(released.files, released.plan),
        ),
    )

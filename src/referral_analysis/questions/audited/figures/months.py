"""The monthly series of what auditors would judge inappropriate, and the launch's effect on it."""

import polars as pl

from referral_analysis.periods import month_name
from referral_analysis.questions import events
from referral_analysis.questions.audited import words
from referral_analysis.questions.audited.release import ReleasedAudit
from referral_analysis.questions.audited.tables import AuditedMonths
from referral_analysis.questions.headings import change_and_range, period, range_from_to
from referral_analysis.questions.reading import VERDICT
from referral_analysis.report.charts.corrected_chart import corrected_chart
from referral_analysis.report.charts.effects import effects_chart
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words.wording import change_in_words

LABELS = {
    "corrected": "Judged inappropriate",
    "corrected_alone": "The same, were the audit exact",
}


def months(released: ReleasedAudit) -> Figure:
    """Show the share judged inappropriate a month beside the share recorded."""
    plan, table = released.plan, released.monthly.table
    path = table.select("period", "nfa_share", "share", "low", "high")
    scene = Scene(
        y_title="Share of referrals",
        form="percent",
        phase_in=events.phase_in(plan),
        markers=events.marked(plan),
        bands=events.bands(plan.events),
    )
    return Figure(
        name="judged-inappropriate",
        picture=corrected_chart(
            path, scene, recorded=plan.outcome.column, description=_description(released)
        ),
        headline="What auditors would judge inappropriate, month by month",
        subtitle="Share of each month's referrals, with the range that the audit leaves open",
        table=Table(
            frame=path,
            columns=(
                period(plan, AuditedMonths.period),
                Column(name="nfa_share", label=plan.outcome.column, format="percent"),
                Column(name=AuditedMonths.share, label="Judged inappropriate", format="percent"),
                *range_from_to(AuditedMonths.low, AuditedMonths.high, "percent"),
            ),
            caption="Share of each month's referrals: recorded, and by the auditors' judgement",
            suppressed=released.monthly.suppressed,
        ),
    )


def effects(released: ReleasedAudit) -> Figure:
    """Show the launch's effect on referrals judged inappropriate, beside that on the flag."""
    labels = {**LABELS, "nfa": f"{released.plan.outcome.column}, as recorded"}
    frame = released.effects.table.with_columns(
        pl.col("series").replace_strict(labels, return_dtype=pl.String).alias("label"),
        pl.col("ratio").alias("estimate"),
        VERDICT.alias("verdict"),
    )
    return Figure(
        name="audit-effects",
        picture=effects_chart(
            frame.select("label", "estimate", "low", "high", "verdict"),
            description=_effects_description(frame),
        ),
        headline="The launch's effect, as judged and as recorded",
        subtitle="Change in referrals against what was expected without the launch, with its range",
        table=Table(
            frame=frame,
            columns=(
                Column(name="label", label="Referrals"),
                *change_and_range(),
            ),
            caption="Change after the launch, against what was expected without it",
            suppressed=released.effects.suppressed,
            notes=(
                "The second range leaves out what the audit does not know: it shows how much of "
                "the first is due to the number of cases judged. The third is the Board report's.",
            ),
        ),
    )


def _description(released: ReleasedAudit) -> str:
    plan, table = released.plan, released.monthly.table
    shown = table.drop_nulls("share")
    if shown.is_empty():
        return "The share judged inappropriate cannot be shown."
    after = shown.filter(pl.col("period") >= plan.first_after)["share"].to_list()
    recorded = "with no further action" if plan.outcome.is_nfa else plan.outcome.closed
    before = shown.filter(pl.col("period") < plan.launch_month)["share"].to_list()
    return (
        f"Before {month_name(plan.launch_month)} the share judged inappropriate lay between "
        f"{words.percent(min(before))} and {words.percent(max(before))} of a month's referrals; "
        f"from {month_name(plan.first_after)} between {words.percent(min(after))} and "
        f"{words.percent(max(after))}. The share {recorded} lies below it throughout."
        if _is_below(shown)
        else f"From {month_name(plan.first_after)} the share judged inappropriate lies between "
        f"{words.percent(min(after))} and {words.percent(max(after))} of a month's referrals."
    )


def _is_below(shown: pl.DataFrame) -> bool:
    return bool((shown["nfa_share"] < shown["share"]).fill_null(value=False).all())


def _effects_description(frame: pl.DataFrame) -> str:
    shown = frame.drop_nulls("ratio")
    if shown.is_empty():
        return "The effect cannot be shown."
    return " ".join(
        f"{row['label']}: {change_in_words(row['ratio'])}, between {change_in_words(row['low'])} "
        f"and {change_in_words(row['high'])}."
        for row in shown.to_dicts()
    )

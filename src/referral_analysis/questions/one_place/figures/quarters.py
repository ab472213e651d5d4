"""Quarter by quarter: what happened here, and what was expected since the launch."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from referral_analysis.analysis.tables import Stretches
from referral_analysis.questions import events, needs, rates
from referral_analysis.questions.headings import range_from_to
from referral_analysis.questions.needs import Have
from referral_analysis.questions.one_place.reading import change_of, span_name
from referral_analysis.questions.one_place.release import ReleasedSegment
from referral_analysis.questions.one_place.tables import OwnPath
from referral_analysis.questions.one_place.words import PLURAL, referrals_of
from referral_analysis.questions.reading import SINCE_LAUNCH
from referral_analysis.questions.untold import left_out
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.charts.quarters_chart import quarters_chart
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words import wording
from referral_analysis.report.words.wording import Change
from referral_analysis.series.outcome import Outcome

_EXPECTED = ("expected", "low", "high")


def quarters(released: ReleasedSegment) -> Figure | Table:
    """Show inappropriate referrals quarter by quarter, with what was expected after the launch.

    The numbers alone where no rate may be shown.
    """
    change, table = change_of(released), quarters_table(released)
    path = table.frame
    if path["observed"].count() == 0:
        return replace(table, name="quarter_by_quarter")
    return Figure(
        name="quarter-by-quarter",
        picture=quarters_chart(
            path, _scene(released), description=_description(path, change, released.have)
        ),
        headline=_headline(referrals_of(released.segment), change),
        subtitle=_subtitle(released),
        table=table,
    )


def quarters_table(released: ReleasedSegment) -> Table:
    """Show the numbers of the figure: what happened, and after the launch what was expected."""
    change, table = change_of(released), released.stretches.table
    ratios = (change.ratio, change.high, change.low) if change else (None, None, None)
    is_after = pl.col("when") == "after"
    frame = table.with_columns(
        pl.when(is_after).then(pl.col("observed") / pl.lit(ratio, pl.Float64)).alias(name)
        for name, ratio in zip(_EXPECTED, ratios, strict=True)
    ).with_columns(
        pl.struct("first", "last")
        .map_batches(_named, return_dtype=pl.String)
        .alias("months_in_words")
    )
    is_blanked = (table["when"] == "after") & _is_blanked(released)
    what = referrals_of(released.segment)
    return Table(
        frame=frame,
        columns=_columns(released.plan.outcome),
        caption=f"{what[:1].upper()}{what[1:]}, quarter by quarter",
        suppressed=released.stretches.suppressed.with_columns(
            is_blanked.alias(name) for name in _EXPECTED
        ),
        notes=(
            "Quarters are counted back from the months that the Board report counts, so that "
            "none is both before and after the launch.",
            *untold(released),
        ),
    )


def untold(released: ReleasedSegment) -> Iterator[str]:
    """Say which stretches nothing is told of, and why; nothing where all are."""
    table, hidden = released.stretches.table, released.stretches.suppressed
    names = {Stretches.referrals: "Referrals", Stretches.nfa: released.plan.outcome.column}
    for measure, name in names.items():
        is_empty = pl.col(measure).is_null() & ~hidden[measure]
        spans = [span_name(*ends) for ends in table.filter(is_empty).select("first", "last").rows()]
        if spans:
            yield left_out(name, events.in_a_row(spans), PLURAL[released.segment.kind])


def _is_blanked(released: ReleasedSegment) -> bool:
    return bool(released.effect.suppressed["ratio"].any())


def _subtitle(released: ReleasedSegment) -> str:
    whose = "district" if released.segment.kind == "district" else "county"
    has_line = released.stretches.table["fitted"].count() > 0
    line = " with the model's line" if has_line else ""
    if needs.missing(rates.NEEDS, released.have) is not None:
        return f"Quarters or longer{line}; rates are by working days alone"
    return f"Quarters or longer{line}; rates are for the children of the {whose}"


def _named(spans: pl.Series) -> pl.Series:
    return pl.Series([span_name(row["first"], row["last"]) for row in spans])


def _columns(outcome: Outcome) -> tuple[Column, ...]:
    return (
        Column(name="months_in_words", label="Months"),
        Column(name=Stretches.referrals, label="Referrals", format="count"),
        Column(name=Stretches.nfa, label=outcome.short, format="count"),
        Column(name="share", label=outcome.share, format="percent"),
        Column(name="county_share", label=outcome.share, format="percent", unit="whole county"),
        Column(name="observed", label="What happened", format="decimal"),
        Column(name=OwnPath.fitted, label="Fitted by the model", format="decimal"),
        Column(name="expected", label="Expected", format="decimal"),
        *range_from_to("low", "high", "decimal"),
    )


def _scene(released: ReleasedSegment) -> Scene:
    plan = released.plan
    return Scene(
        y_title=rates.unit(released.have),
        form="rate",
        phase_in=events.phase_in(plan),
        markers=events.marked(plan),
        bands=events.bands(plan.events),
    )


def _headline(what: str, change: Change | None) -> str:
    if change is None:
        return f"{what[:1].upper()}{what[1:]}, quarter by quarter"
    return SINCE_LAUNCH[change.verdict]


def _description(path: pl.DataFrame, change: Change | None, have: Have) -> str:
    before = path.filter(pl.col("when") == "before").drop_nulls("observed")
    least, most = before.select(
        pl.col("observed").min().alias("least"), pl.col("observed").max().alias("most")
    ).row(0)
    hidden = path["observed"].null_count()
    parts = [
        f"{path.height} stretches of months from {span_name(path['first'][0], path['last'][-1])}."
    ]
    if before.height:
        parts.append(
            f"Before the workshops the rate lay between {least:,.0f} and {most:,.0f} "
            f"{rates.per(have)}."
        )
    if hidden:
        number = "One is" if hidden == 1 else f"{hidden} are"
        parts.append(f"{number} not shown, to protect children's identities.")
    after = path.filter(pl.col("when") == "after").drop_nulls(["observed", "expected"])
    if change is not None and after.height:
        row = after.row(-1, named=True)
        parts.append(
            f"In {span_name(row['first'], row['last'])} it was {row['observed']:,.0f}, against "
            f"{row['expected']:,.0f} expected without the launch. The figures allow "
            f"{wording.span(change)}."
        )
    return " ".join(parts)

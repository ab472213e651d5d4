"""What the change in referrals is made of, and whether the mix of agencies explains it."""

import polars as pl

from referral_analysis.analysis.segments import SegmentKind
from referral_analysis.questions.headings import range_from_to
from referral_analysis.questions.made_of import IN_THREE, of_mix, words
from referral_analysis.questions.made_of.figures import parts as made_of
from referral_analysis.questions.made_of.reading import mix_of
from referral_analysis.questions.made_of.released import ReleasedMadeOf
from referral_analysis.questions.made_of.tables import SPLITS, TOTAL, MixSegments, MixShares
from referral_analysis.questions.needs import missing
from referral_analysis.report.charts.bars_chart import Unit, bars_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure, Pair
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words.moved import Moved

POINTS = Unit(title="Percentage points", ticks="+.1f", decimals=1, times=100)
COMPONENTS = {"within": "Within agencies", "mix": "Which agencies referred", "change": "In all"}


def parts(released: ReleasedMadeOf) -> Figure | Pair:
    """Show the change in each part of all referrals, a month; in three parts too once settled."""
    if made_of.moved(released.parts, "three", TOTAL) is None:
        lacking = missing(IN_THREE, released.have)
        notes = [] if lacking is None else [lacking.sentence]
        return made_of.figure(released.parts, "two", released.have, small=False, notes=notes)
    two, three = (
        made_of.figure(released.parts, split, released.have, small=True) for split in SPLITS
    )
    return Pair(left=two, right=three)


def mix(released: ReleasedMadeOf) -> Figure | Panel:
    """Show how much of the change in the share is mix and how much within agencies."""
    lacking = missing(of_mix("agency", released.plan), released.have)
    if lacking is not None:
        return lacking.panel
    components = mix_of(released, "agency")
    if components is None:
        return panels.notice("Too few referrals of some agency to show what the mix did.")
    table = released.mix.table
    drawn = (
        table.filter(pl.col("by") == "agency")
        .with_columns(
            pl.col("component").replace_strict(COMPONENTS).alias("label"),
            pl.col("component").replace_strict({name: i for i, name in enumerate(COMPONENTS)},
                                               return_dtype=pl.Int64).alias("place"),
        )
        .sort("place")
    )  # fmt: skip
    outcome = released.plan.outcome
    moves = [components[name].change for name in ("change", "mix", "within")]
    told = words.by_mix(moves[0], moves[1], moves[2], outcome)
    return Figure(
        name="mix",
        picture=bars_chart(drawn, POINTS, description=told),
        headline=_who(components),
        subtitle=f"Change in the share {outcome.closed}, on the same months before the launch",
        table=Table(
            frame=table.with_columns(
                pl.col("by").replace_strict(_BY, return_dtype=pl.String),
                pl.col("component").replace_strict(_SHORT, return_dtype=pl.String),
                pl.col("estimate", "low", "high") * 100,
            ),
            columns=(
                Column(name=MixShares.by, label="Mix of"),
                Column(name=MixShares.component, label="Part of the change"),
                Column(name=MixShares.estimate, label="Points", format="decimal"),
                *range_from_to(MixShares.low, MixShares.high, "decimal"),
            ),
            caption=f"Change in the share {outcome.closed}: mix and within",
            suppressed=released.mix.suppressed,
            notes=("By Kitagawa's decomposition; mix and within add up to the change.",),
        ),
    )


_BY = {"agency": "Agencies", "district": "Districts", "both": "Agencies within districts"}
_SHORT = {"change": "In all", "mix": "Mix", "within": "Within"}


def _who(moves: dict[str, Moved]) -> str:
    within, whole = moves["within"].change, moves["mix"].change
    if abs(within) >= 2 * abs(whole):
        return "The change is in how agencies refer, not in which refer"
    if abs(whole) >= 2 * abs(within):
        return "The change is in which agencies refer, not in how they refer"
    return "Both how agencies refer and which refer changed"


def mix_table(released: ReleasedMadeOf, kind: SegmentKind) -> Table | Panel | None:
    """Show what each agency, or district, added to the change: by its weight, and within it."""
    lacking = missing(of_mix(kind, released.plan), released.have)
    if lacking is not None:
        return None if kind == "agency" else lacking.panel  # `mix` has said it of agencies
    table = released.mix_segments[kind]
    return Table(
        frame=table.table.with_columns(
            (pl.col("by_mix", "by_within") * 100).round(1) + 0.0,  # no minus before nothing
            pl.col("segment").str.slice(0, 1).str.to_uppercase() + pl.col("segment").str.slice(1),
        ),
        columns=(
            Column(name=MixSegments.segment, label=kind.capitalize()),
            Column(name=MixSegments.by_mix, label="By its weight", format="decimal", unit="points"),
            Column(name=MixSegments.by_within, label="Within it", format="decimal", unit="points"),
        ),
        caption=f"What each {kind} added to the change in the share",
        name=f"mix_{kind}",
        suppressed=table.suppressed,
    )

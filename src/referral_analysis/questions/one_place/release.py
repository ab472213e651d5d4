"""The report of one district or agency, released: chosen with those of all others, shown alone.

Every segment's report of a release makes the same choice over the same counts, so that they may be
put side by side, and beside the Board report, whose figures they are held to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import (
    REST,
    ShownCounts,
    as_told,
    marks_of,
    rule_without_counts,
    segment_columns,
    series_of,
)
from referral_analysis.analysis.segments import KINDS, Segment
from referral_analysis.analysis.tables import (
    EFFECT,
    MILD,
    OWN,
    Adjusted,
    Changes,
    SegmentEffects,
    Stretches,
)
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.spans import MEASURES
from referral_analysis.disclosure.proof.whole_report import since_earlier
from referral_analysis.disclosure.register import (
    BOARD,
    SEGMENTS,
    Earlier,
)
from referral_analysis.disclosure.released import PROTECTIONS, Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.errors import ParametersError
from referral_analysis.its.effects.pooling import LEAST_SEGMENTS
from referral_analysis.questions.needs import EVERYTHING, Have
from referral_analysis.questions.one_place.choosing import chosen
from referral_analysis.questions.one_place.finding import SegmentFindings
from referral_analysis.series.exposure import referrals_per_10k_year
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS

_COUNTY = "county"
_PATH = "path"
"""Whether every count that the segment's own model rests on is shown."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedSegment:
    """Everything the report may show of one segment, and of the county beside it.

    `stretches` has first, last, when, months, referrals, nfa, share, observed and fitted (rates per
    10,000 children a year), and the county's nfa share. `effect` is the segment's row of the Board
    report's table, with p_adjusted and its own effect; `changes` the county's rows of it. For the
    analyst only, as in `ReleasedBoard`: `protections` and `register`. have: what there was to work
    from.
    """

    plan: Plan
    policy: Policy
    segment: Segment
    compared: int
    """How many segments of the kind are compared at once: those with an estimate."""
    stretches: Released
    effect: Released
    changes: Released
    protections: pl.DataFrame = field(repr=False)
    register: pl.DataFrame = field(repr=False)
    have: Have = EVERYTHING

    @property
    def is_pooled(self) -> bool:
        """Whether estimates of the kind are drawn towards each other: of few they are not."""
        return self.compared >= LEAST_SEGMENTS


def release_segment(
    findings: SegmentFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedSegment:
    """Protect all segments' stretches together, and with what other releases showed; show one's.

    ParametersError unless the Board report of the same extract is among the earlier releases.
    """
    _require_board(findings.plan, earlier)
    return show(findings, chosen(findings, policy, earlier), earlier)


def show(findings: SegmentFindings, shown: ShownCounts, earlier: Earlier | None) -> ReleasedSegment:
    """Return what one segment's report may show, of what was chosen for all of them."""
    stretches, effect = _stretches(findings, shown), _effect(findings, shown)
    changes = _changes(findings, shown)
    of_kind = findings.effects.filter(pl.col("kind") == findings.segment.kind)
    return ReleasedSegment(
        plan=findings.plan,
        policy=shown.policy,
        segment=findings.segment,
        compared=of_kind["p_adjusted"].count(),
        stretches=stretches,
        effect=effect,
        changes=changes,
        protections=pl.concat(
            [
                stretches.protections,
                effect.protections,
                since_earlier(shown.hidden),
                _left_out(findings, shown),
            ]
        ),
        register=_register(findings, shown, earlier),
        have=findings.have,
    )


def _require_board(plan: Plan, earlier: Earlier | None) -> None:
    """Refuse to stand alone: the Board's own choice of what to hide is part of what is proved."""
    drawn_on = plan.extract_drawn_on
    releases = earlier.releases if earlier else ()
    if not any(one.report == BOARD and one.drawn_on == drawn_on for one in releases):
        raise ParametersError(
            "earlier_runs",
            found=f"no Board report on the extract drawn on {drawn_on}",
            needed="its run folder: a district's or agency's figures are protected beside it",
            do="Make it first (referral-analysis run board_report), and name its folder.",
        )


def _own(findings: SegmentFindings) -> pl.Expr:
    return (pl.col("kind") == findings.segment.kind) & (pl.col("segment") == findings.segment.name)


def _own_counts(findings: SegmentFindings, measure: str) -> list[Count]:
    """Name the segment's own counts of a measure in every stretch, in order."""
    return [
        Count(
            measure=measure,
            kind=findings.segment.kind,
            segment=findings.segment.name,
            first=first,
            last=last,
        )
        for first, last in findings.stretches.filter(_own(findings)).select("first", "last").rows()
    ]


def _is_path_shown(findings: SegmentFindings, shown: ShownCounts) -> bool:
    """Claim that every NFA count of the segment is shown: those that its own model rests on."""
    own = _own_counts(findings, INAPPROPRIATE)
    if not shown.values.keys() >= set(own):
        return False
    spans = segment_columns(
        findings.effects.filter(_own(findings)), findings.segment.kind, findings.plan
    )
    of_board = [*spans["nfa_before"], *spans["nfa_after"]]
    return shown.all_of([*own, *of_board])


def _goes(modelled: pl.Series, findings: SegmentFindings, shown: ShownCounts) -> list[bool]:
    """Say which figures of the segment's own model may not be shown; there may be none."""
    is_hidden = not _is_path_shown(findings, shown)
    return [is_hidden and value is not None for value in modelled.to_list()]


def _stretches(findings: SegmentFindings, shown: ShownCounts) -> Released:
    """Release the segment's stretches beside the county's share, which its months make up."""
    own = findings.stretches.filter(_own(findings)).drop("kind", "segment")
    county = [_of_county(own, measure, shown) for measure in MEASURES]
    table = own.join(findings.path, on="first", how="left", maintain_order="left").with_columns(
        pl.Series("county_share", _shares(*county), dtype=pl.Float64),
        *(_told(own[m], _own_counts(findings, m), shown) for m in MEASURES),
    )
    rule = TableRule(
        declared=Stretches,
        counts=tuple(CountRule(column=measure) for measure in MEASURES),
        derived={
            "share": _share("nfa", "referrals"),
            "observed": referrals_per_10k_year("nfa").alias("observed"),
        },
        dependent={"fitted": (_PATH,), "county_share": (_COUNTY,)},
    )
    marks = {m: [c in shown.hidden.counts for c in _own_counts(findings, m)] for m in MEASURES}
    marks[_PATH] = _goes(table["fitted"], findings, shown)
    marks[_COUNTY] = table["county_share"].is_null().to_list()
    return release("stretches", table, rule, shown.policy, hidden=marks_of(**marks))


def _told(values: pl.Series, counts: Sequence[Count], shown: ShownCounts) -> pl.Series:
    """Return figures; none where nothing is told of any segment, not even that one is hidden."""
    told = pl.Series([count in shown.values for count in counts], dtype=pl.Boolean)
    return pl.select(pl.when(told).then(shown.told_or(values, counts))).to_series()


def _left_out(findings: SegmentFindings, shown: ShownCounts) -> pl.DataFrame:
    """List, for the analyst, the segment's counts of which nothing is told."""
    rows = [
        ("stretches", f"{c.first:%Y-%m} to {c.last:%Y-%m}", measure, "would tell of earlier gaps")
        for measure in MEASURES
        for c in _own_counts(findings, measure)
        if c not in shown.values
    ]
    return pl.DataFrame(rows, PROTECTIONS, orient="row")


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


def _shares(wholes: Sequence[int | None], parts: Sequence[int | None]) -> list[float | None]:
    return [
        None if part is None or not whole else part / whole
        for part, whole in zip(parts, wholes, strict=True)
    ]


def _of_county(own: pl.DataFrame, measure: str, shown: ShownCounts) -> list[int | None]:
    """Add up the county's months of each stretch as they are shown; None where one is not."""
    sums = []
    for first, last in own.select("first", "last").rows():
        sums.append(shown.added(county_count(measure, first, last)))
    return sums


def _effect(findings: SegmentFindings, shown: ShownCounts) -> Released:
    """Release the segment's row of the Board's table: blanked where that blanks it.

    Its own effect says more of its months, so it rests on every stretch.
    """
    table = findings.effects.filter(_own(findings))
    columns = segment_columns(table, findings.segment.kind, findings.plan)
    rule = TableRule(
        declared=SegmentEffects,
        counts=tuple(CountRule(column=column) for column in columns),
        derived={
            f"share_{when}": pl.col(f"nfa_{when}") / pl.col(f"referrals_{when}")
            for when in ("before", "after")
        },
        dependent={
            **dict.fromkeys(
                (*EFFECT, Adjusted.p_adjusted),
                (SegmentEffects.nfa_before, SegmentEffects.nfa_after, REST),
            ),
            **dict.fromkeys(OWN, (_PATH,)),
        },
    )
    path = _goes(table["own_ratio"], findings, shown)
    table, marks = as_told(table.drop("kind"), columns, shown)
    return release("effect", table, rule, shown.policy, hidden=marks_of(**marks, **{_PATH: path}))


def _changes(findings: SegmentFindings, shown: ShownCounts) -> Released:
    """Release the county's changes where the months that they rest on are all shown."""
    plan = findings.plan
    rests: Mapping[str, Sequence[str]] = {
        HEADLINE: (INAPPROPRIATE, OTHERS),
        INAPPROPRIATE: (INAPPROPRIATE,),
        OTHERS: (OTHERS,),
    }
    after = plan.first_after, plan.last_month
    gaps = [
        not all(shown.all_of(series_of(county_count(name, *after), plan)) for name in rests[row])
        for row in findings.changes["measure"]
    ]
    rule = rule_without_counts(Changes, dict.fromkeys((*EFFECT, *MILD), (_PATH,)))
    table = findings.changes.select(
        Changes.measure, Changes.label, *EFFECT, *MILD, Changes.level, Changes.months
    )
    return release("changes", table, rule, shown.policy, hidden=marks_of(**{_PATH: gaps}))


def _register(
    findings: SegmentFindings, shown: ShownCounts, earlier: Earlier | None
) -> pl.DataFrame:
    """Return the register after the reports of all segments: whichever of them is published."""
    printed = [count for count in shown.values if count.kind in KINDS]
    return shown.register(printed, (SEGMENTS, findings.plan.extract_drawn_on), earlier)

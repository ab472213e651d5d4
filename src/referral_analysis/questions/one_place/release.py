"""The report of one district or agency, released: chosen with those of all others, shown alone.

Every segment's report of a release makes the same choice over the same counts, so that they may be
put side by side, and beside the Board report, whose figures they are held to.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import (
    ShownCounts,
    marks_of,
    rule_without_counts,
    segment_columns,
    series_of,
)
from referral_analysis.analysis.segments import KINDS, Segment
from referral_analysis.analysis.tables import (
    EFFECT,
    OWN,
    Adjusted,
    Changes,
    SegmentEffects,
    Stretches,
)
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.spans import MEASURES, beneath_of
from referral_analysis.disclosure.proof.whole_report import Hidden, hide, since_earlier
from referral_analysis.disclosure.register import (
    BOARD,
    REGISTER,
    SEGMENTS,
    Earlier,
    earlier_releases,
    register_of,
)
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.errors import ParametersError
from referral_analysis.questions.needs import EVERYTHING, Have
from referral_analysis.questions.one_place.finding import SegmentFindings
from referral_analysis.series.exposure import referrals_per_10k_year
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS

_Counts: TypeAlias = tuple[tuple[Count, int], ...]
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
    """How many segments of the kind are compared at once."""
    stretches: Released
    effect: Released
    changes: Released
    protections: pl.DataFrame = field(repr=False)
    register: pl.DataFrame = field(repr=False)
    have: Have = EVERYTHING


def release_segment(
    found: SegmentFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedSegment:
    """Protect all segments' stretches together, and with what other releases showed; show one's.

    ParametersError unless the Board report of the same extract is among the earlier releases.
    """
    _require_board(found.plan, earlier)
    return show(found, chosen(found, policy, earlier), earlier)


def show(found: SegmentFindings, shown: ShownCounts, earlier: Earlier | None) -> ReleasedSegment:
    """Return what one segment's report may show, of what was chosen for all of them."""
    stretches, effect = _stretches(found, shown), _effect(found, shown)
    changes = _changes(found, shown)
    of_kind = found.effects.filter(pl.col("kind") == found.segment.kind)
    return ReleasedSegment(
        plan=found.plan,
        policy=shown.policy,
        segment=found.segment,
        compared=of_kind["p_adjusted"].count(),
        stretches=stretches,
        effect=effect,
        changes=changes,
        protections=pl.concat(
            [stretches.protections, effect.protections, since_earlier(shown.hidden)]
        ),
        register=_register(found, shown, earlier),
        have=found.have,
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


def chosen(found: SegmentFindings, policy: Policy, earlier: Earlier | None) -> ShownCounts:
    """Choose what to hide of all segments: the county's months, and every segment's counts."""
    months = {
        county_count(measure, period, period): count
        for measure, period, count in found.county.select("measure", "period", "count").rows()
    }
    values = months | _of_stretches(found) | _of_board(found)
    register = (earlier.register if earlier else pl.DataFrame(schema=REGISTER)).write_csv()
    beneath = beneath_of(found.months)
    hidden = _hidden(_sorted(values), policy, register, _sorted(beneath))
    return ShownCounts(values=values, hidden=hidden, policy=policy)


def _sorted(values: Mapping[Count, int]) -> _Counts:
    return tuple(sorted(values.items()))


@lru_cache(maxsize=1)
def _hidden(values: _Counts, policy: Policy, register: str, beneath: _Counts) -> Hidden:
    """Choose once for the reports that a warm worker makes one after another: all ask the same."""
    earlier = earlier_releases(pl.read_csv(io.StringIO(register), schema=REGISTER))
    return hide(dict(values), policy, earlier, dict(beneath))


def _of_stretches(found: SegmentFindings) -> dict[Count, int]:
    """Name every segment's count in every stretch."""
    rows = found.stretches.select("kind", "segment", "first", "last", *MEASURES).rows()
    return {
        Count(measure=measure, kind=kind, segment=segment, first=first, last=last): value
        for kind, segment, first, last, *counts in rows
        for measure, value in zip(MEASURES, counts, strict=True)
    }


def _of_board(found: SegmentFindings) -> dict[Count, int]:
    """Name every segment's counts in the spans of the Board report."""
    return {
        count: value
        for kind in KINDS
        for name, counts in segment_columns(found.effects, kind, found.plan).items()
        for count, value in zip(
            counts, found.effects.filter(pl.col("kind") == kind)[name], strict=True
        )
    }


def _own(found: SegmentFindings) -> pl.Expr:
    return (pl.col("kind") == found.segment.kind) & (pl.col("segment") == found.segment.name)


def _own_counts(found: SegmentFindings, measure: str) -> list[Count]:
    """Name the segment's own counts of a measure in every stretch, in order."""
    return [
        Count(
            measure=measure,
            kind=found.segment.kind,
            segment=found.segment.name,
            first=first,
            last=last,
        )
        for first, last in found.stretches.filter(_own(found)).select("first", "last").rows()
    ]


def _is_path_shown(found: SegmentFindings, shown: ShownCounts) -> bool:
    """Claim that every NFA count of the segment is shown: those that its own model rests on."""
    spans = segment_columns(found.effects.filter(_own(found)), found.segment.kind, found.plan)
    of_board = [*spans["nfa_before"], *spans["nfa_after"]]
    return shown.all_of([*_own_counts(found, INAPPROPRIATE), *of_board])


def _goes(modelled: pl.Series, found: SegmentFindings, shown: ShownCounts) -> list[bool]:
    """Say which figures of the segment's own model may not be shown; there may be none."""
    is_hidden = not _is_path_shown(found, shown)
    return [is_hidden and value is not None for value in modelled.to_list()]


def _stretches(found: SegmentFindings, shown: ShownCounts) -> Released:
    """Release the segment's stretches beside the county's share, which its months make up."""
    own = found.stretches.filter(_own(found)).drop("kind", "segment")
    county = [_of_county(own, measure, shown) for measure in MEASURES]
    table = own.join(found.path, on="first", how="left", maintain_order="left").with_columns(
        pl.Series("county_share", _shares(*county), dtype=pl.Float64)
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
    marks = {m: [c in shown.hidden.counts for c in _own_counts(found, m)] for m in MEASURES}
    marks[_PATH] = _goes(table["fitted"], found, shown)
    marks[_COUNTY] = table["county_share"].is_null().to_list()
    return release("stretches", table, rule, shown.policy, hidden=marks_of(**marks))


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


def _shares(wholes: Sequence[int | None], parts: Sequence[int | None]) -> list[float | None]:
    return [
        None if part is None or not whole else part / whole
        for part, whole in zip(parts, wholes, strict=True)
    ]


def _of_county(own: pl.DataFrame, measure: str, shown: ShownCounts) -> list[int | None]:
    """Add up the county's months of each stretch as they are shown; None where one is not."""
    found = []
    for first, last in own.select("first", "last").rows():
        months = county_count(measure, first, last).months
        is_shown = shown.all_of(months)
        added = sum(shown.policy.rounded(shown.values[month]) for month in months)
        found.append(added if is_shown else None)
    return found


def _effect(found: SegmentFindings, shown: ShownCounts) -> Released:
    """Release the segment's row of the Board's table: blanked where that blanks it.

    Its own effect says more of its months, so it rests on every stretch.
    """
    table = found.effects.filter(_own(found))
    columns = segment_columns(table, found.segment.kind, found.plan)
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
                (SegmentEffects.nfa_before, SegmentEffects.nfa_after),
            ),
            **dict.fromkeys(OWN, (_PATH,)),
        },
    )
    marks = {name: [c in shown.hidden.counts for c in counts] for name, counts in columns.items()}
    path = _goes(table["own_ratio"], found, shown)
    return release(
        "effect", table.drop("kind"), rule, shown.policy, hidden=marks_of(**marks, **{_PATH: path})
    )


def _changes(found: SegmentFindings, shown: ShownCounts) -> Released:
    """Release the county's changes where the months that they rest on are all shown."""
    plan = found.plan
    rests: Mapping[str, Sequence[str]] = {
        HEADLINE: (INAPPROPRIATE, OTHERS),
        INAPPROPRIATE: (INAPPROPRIATE,),
    }
    after = plan.first_after, plan.last_month
    gaps = [
        not all(shown.all_of(series_of(county_count(name, *after), plan)) for name in rests[row])
        for row in found.changes["measure"]
    ]
    rule = rule_without_counts(Changes, dict.fromkeys(EFFECT, (_PATH,)))
    table = found.changes.select(
        Changes.measure, Changes.label, *EFFECT, Changes.level, Changes.months
    )
    return release("changes", table, rule, shown.policy, hidden=marks_of(**{_PATH: gaps}))


def _register(found: SegmentFindings, shown: ShownCounts, earlier: Earlier | None) -> pl.DataFrame:
    """Return the register after the reports of all segments: whichever of them is published."""
    printed = {
        count: None if count in shown.hidden.counts else shown.policy.rounded(value)
        for count, value in shown.values.items()
        if count.kind in KINDS
    }
    release = (SEGMENTS, found.plan.extract_drawn_on)
    return register_of(printed, release, shown.policy.rounded_to, earlier)

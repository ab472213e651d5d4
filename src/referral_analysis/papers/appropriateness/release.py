"""The appropriateness report's findings, released: one protected table a section, chosen together.

What may not be shown is chosen over the same counts as in the Board report of the same plan, so
that neither gives away what the other hides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure.counted import KINDS, Count, county_count, segment_columns
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.whole_report import hide, since_earlier
from referral_analysis.disclosure.register import Earlier, register_of
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.findings.files_beside import Files
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.questions.made_of.release import (
    REST,
    Shown,
    after_launch,
    marks_of,
    release_differences,
    release_parts,
    rule_of,
    series_of,
    settled,
)
from referral_analysis.questions.settled.release import (
    release_measured,
    release_outcomes,
    release_recent,
)

APPROPRIATENESS = "appropriateness"
MONTHLY = ("referrals", "nfa", "inappropriate_wide", "appropriate", "guardrail", "section_47")
_RATIO = ("ratio", "low", "high")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedAppropriateness:
    """Everything the report may show; each table as its findings, protected.

    Tables of segments are one for agencies and one for districts. For the analyst only, as in
    `ReleasedBoard`: `protections` and `register`.
    """

    plan: Plan
    policy: Policy
    parts: Released
    guardrail: Released
    curves: Released
    differences: Released
    mix: Released
    mix_segments: Mapping[str, Released]
    segments: Mapping[str, Released]
    funnels: Mapping[str, Released]
    doses: Released
    dose_districts: Released
    staff: Released
    staff_reached: Released
    measured: Released
    outcomes: Released
    recent: Released
    files: Files
    protections: pl.DataFrame = field(repr=False)
    register: pl.DataFrame = field(repr=False)


def release_appropriateness(
    found: AppropriatenessFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedAppropriateness:
    """Protect every table of the report together, and with what other releases showed."""
    shown = _chosen(found, policy, earlier)
    parts, guardrail = release_parts(found.parts, found.plan, shown), _guardrail(found, shown)
    curves = _curves(found.curves, policy)
    differences = release_differences(found.differences, policy)
    by_kind = {
        name: {kind: make(found, kind, shown) for kind in KINDS}
        for name, make in (
            ("mix_segments", _mix_segments),
            ("segments", _segments),
            ("funnels", _funnels),
        )
    }
    mix, doses, districts = _mix(found, shown), _doses(found, shown), _dose_districts(found, shown)
    staff = _staff(found, shown)
    reached = _staff_reached(found, policy)
    measured = release_measured(found.measured, shown.is_series_shown(found.plan), policy)
    outcomes = release_outcomes(found.outcomes, policy)
    recent = release_recent(found.recent, shown.is_month_shown, policy)
    tables = [parts, guardrail, curves, differences, mix, doses, districts]
    tables += [staff, reached, measured, outcomes, recent]
    tables += [table for kinds in by_kind.values() for table in kinds.values()]
    return ReleasedAppropriateness(
        plan=found.plan,
        policy=policy,
        parts=parts,
        guardrail=guardrail,
        curves=curves,
        differences=differences,
        mix=mix,
        mix_segments=by_kind["mix_segments"],
        segments=by_kind["segments"],
        funnels=by_kind["funnels"],
        doses=doses,
        dose_districts=districts,
        staff=staff,
        staff_reached=reached,
        measured=measured,
        outcomes=outcomes,
        recent=recent,
        files=found.files,
        protections=pl.concat(
            [*(table.protections for table in tables), since_earlier(shown.hidden)]
        ),
        register=_register(shown, found.plan, earlier),
    )


def _chosen(found: AppropriatenessFindings, policy: Policy, earlier: Earlier | None) -> Shown:
    """Choose what to hide: months and totals of the county, and the segments' counts."""
    plan = found.plan
    months = {
        county_count(measure, period, period): count
        for measure, period, count in found.monthly.select("measure", "period", "count").rows()
        if measure in MONTHLY
    }
    totals = {
        total: sum(months[month] for month in total.months)
        for measure in MONTHLY
        for total in {after_launch(measure, plan), settled(measure, plan)}
        if total.first <= total.last
    }
    segments = {
        count: value
        for kind in KINDS
        for name, counts in _columns(found, kind).items()
        for count, value in zip(
            counts, found.segments.filter(pl.col("kind") == kind)[name], strict=True
        )
    }
    values = months | totals | segments
    printed = values if policy.rounded_to == 1 else months | segments
    return Shown(values=values, hidden=hide(printed, policy, earlier), policy=policy)


def _guardrail(found: AppropriatenessFindings, shown: Shown) -> Released:
    plan = found.plan
    counts = [settled(measure, plan) for measure in found.guardrail["measure"]]
    rests = [shown.all_of(series_of(count, plan)) for count in counts]
    return release(
        "guardrail",
        found.guardrail,
        rule_of(
            ["observed_total"],
            dict.fromkeys((*_RATIO, "verdict"), ("observed_total", REST)),
        ),
        shown.policy,
        hidden=marks_of(
            observed_total=[count in shown.hidden.counts for count in counts],
            rest=[not one for one in rests],
        ),
    )


def _curves(curves: pl.DataFrame, policy: Policy) -> Released:
    """Release a week's share only where children enough came back since the one before.

    Between two shares that are shown there are then always enough, however many weeks are not.
    """
    rule = rule_of(["returned"], dict.fromkeys(("rereferred", "low", "high"), ("returned",)))
    return release("curves", curves, rule, policy)


def _mix(found: AppropriatenessFindings, shown: Shown) -> Released:
    """Release totals by kind of segment where every segment's counts are shown."""
    whole = [after_launch(name, found.plan) for name in ("referrals", "nfa")]
    is_shown = {
        kind: shown.all_of(c for counts in _columns(found, kind).values() for c in counts)
        for kind in KINDS
    } | {"both": shown.all_of(whole)}
    rests = [not is_shown[by] for by in found.mix["by"]]
    rule = rule_of([], dict.fromkeys(("estimate", "low", "high"), (REST,)))
    return release("mix", found.mix, rule, shown.policy, hidden=marks_of(rest=rests))


def _mix_segments(found: AppropriatenessFindings, kind: str, shown: Shown) -> Released:
    table = found.mix_segments.filter(pl.col("kind") == kind).drop("kind")
    hidden = _hidden_segments(found, kind, shown, tuple(_columns(found, kind)))
    rests = [hidden.get(segment, True) for segment in table["segment"]]
    rule = rule_of([], dict.fromkeys(("by_mix", "by_within"), (REST,)))
    return release(f"mix {kind}", table, rule, shown.policy, hidden=marks_of(rest=rests))


def _segments(found: AppropriatenessFindings, kind: str, shown: Shown) -> Released:
    columns = _columns(found, kind)
    rule = TableRule(
        counts=tuple(CountRule(column=column) for column in columns),
        derived={
            f"share_{when}": pl.col(f"nfa_{when}") / pl.col(f"referrals_{when}")
            for when in ("before", "after")
        },
        dependent=dict.fromkeys((*_RATIO, "p_adjusted"), ("nfa_before", "nfa_after")),
    )
    marks = {name: [c in shown.hidden.counts for c in counts] for name, counts in columns.items()}
    table = found.segments.filter(pl.col("kind") == kind).drop("kind")
    return release(kind, table, rule, shown.policy, hidden=marks_of(**marks))


def _funnels(found: AppropriatenessFindings, kind: str, shown: Shown) -> Released:
    table = found.funnels.filter(pl.col("kind") == kind).drop("kind")
    parts = _hidden_segments(found, kind, shown, ("nfa_after",))
    wholes = _hidden_segments(found, kind, shown, ("referrals_after",))
    of_all = not shown.all_of(after_launch(name, found.plan) for name in ("referrals", "nfa"))
    limits = [name for name in table.columns if name.split("_")[0] in ("low", "high", "wide")]
    rule = TableRule(
        counts=(CountRule(column="part"), CountRule(column="whole")),
        derived={"share": pl.col("part") / pl.col("whole")},
        dependent={
            **dict.fromkeys(("target", "between_sd"), (REST,)),
            **dict.fromkeys(limits, ("whole", REST)),
            "verdict": ("part", "whole", REST),
        },
    )
    marks = marks_of(
        part=[parts[segment] for segment in table["segment"]],
        whole=[wholes[segment] for segment in table["segment"]],
        rest=[of_all] * table.height,
    )
    return release(f"funnel {kind}", table, rule, shown.policy, hidden=marks)


def _doses(found: AppropriatenessFindings, shown: Shown) -> Released:
    rests = not shown.all_of(series_of(after_launch("nfa", found.plan), found.plan))
    rule = rule_of([], dict.fromkeys(_RATIO, (REST,)))
    marks = marks_of(rest=[rests] * found.doses.height)
    return release("doses", found.doses, rule, shown.policy, hidden=marks)


def _dose_districts(found: AppropriatenessFindings, shown: Shown) -> Released:
    hidden = _hidden_segments(found, "district", shown, ("nfa_before", "nfa_after"))
    marks = marks_of(rest=[hidden.get(name, True) for name in found.dose_districts["segment"]])
    rule = rule_of([], dict.fromkeys(_RATIO, (REST,)))
    return release("dose districts", found.dose_districts, rule, shown.policy, hidden=marks)


def _staff(found: AppropriatenessFindings, shown: Shown) -> Released:
    """Release the models by staff reached where every agency's counts are shown they rest on."""
    hidden = _hidden_segments(found, "agency", shown, ("nfa_before", "nfa_after"))
    is_hidden = any(hidden.get(name, True) for name in found.staff_reached["segment"].unique())
    rule = rule_of([], dict.fromkeys(_RATIO, (REST,)))
    marks = marks_of(rest=[is_hidden] * found.staff.height)
    return release("staff", found.staff, rule, shown.policy, hidden=marks)


def _staff_reached(found: AppropriatenessFindings, policy: Policy) -> Released:
    """Release what share of each agency's staff came in the end: it says nothing of a child."""
    shares = found.staff_reached.select("segment", "reached").unique(maintain_order=True)
    return release("staff reached", shares, rule_of([], {}), policy)


def _hidden_segments(
    found: AppropriatenessFindings, kind: str, shown: Shown, columns: Sequence[str]
) -> dict[str, bool]:
    """Say of each segment whether one of these counts of it is hidden."""
    named = _columns(found, kind)
    return {
        counts[0].segment: not shown.all_of(counts)
        for counts in zip(*(named[column] for column in columns), strict=True)
    }


def _register(shown: Shown, plan: Plan, earlier: Earlier | None) -> pl.DataFrame:
    """Return the register after this report, whose months are not printed."""
    printed = {
        count: None if count in shown.hidden.counts else shown.policy.rounded(value)
        for count, value in shown.values.items()
        if count.first < count.last and (count.kind in KINDS or shown.policy.rounded_to == 1)
    }
    release = (APPROPRIATENESS, plan.extract_drawn_on)
    return register_of(printed, release, shown.policy.rounded_to, earlier)


def _columns(found: AppropriatenessFindings, kind: str) -> dict[str, list[Count]]:
    return segment_columns(found.segments, kind, found.plan)

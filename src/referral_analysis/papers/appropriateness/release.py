"""The appropriateness report's findings, released: one protected table a section, chosen together.

What may not be shown is chosen over the same counts as in the Board report of the same plan, so
that neither gives away what the other hides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.files_beside import Files
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import (
    Segments,
    ShownCounts,
    after_launch,
    county_period,
    of_blanks,
    segment_columns,
    settled,
    shown_counts,
)
from referral_analysis.disclosure.counted import KINDS, Count, pieces_of
from referral_analysis.disclosure.figures import of_rests
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.leaving_out import as_the_board_has_it, hide_or_leave_out
from referral_analysis.disclosure.proof.spans import beneath_of
from referral_analysis.disclosure.proof.whole_report import NOTHING_BENEATH, since_earlier
from referral_analysis.disclosure.register import Earlier
from referral_analysis.disclosure.released import Released
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.questions.came_back.release import (
    release_curves,
    release_differences,
    shown_returns,
)
from referral_analysis.questions.fell.release import release_blanks
from referral_analysis.questions.held_up.release import release_guardrail, release_measured
from referral_analysis.questions.made_of.release import (
    release_mix,
    release_mix_segments,
    release_parts,
)
from referral_analysis.questions.needs import EVERYTHING, Have
from referral_analysis.questions.settled.release import release_outcomes, release_recent
from referral_analysis.questions.where.release import (
    release_dose_districts,
    release_doses,
    release_funnel,
    release_segments,
    release_staff,
    release_staff_reached,
)
from referral_analysis.series.measures import GUARDED

APPROPRIATENESS = "appropriateness"
MONTHLY = ("referrals", "nfa", "inappropriate_wide", "appropriate", *GUARDED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedAppropriateness:
    """Everything the report may show; each table as its findings, protected.

    Tables of segments are one for agencies and one for districts. For the analyst only, as in
    `ReleasedBoard`: `protections` and `register`. have: what there was to work from.
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
    blanks: Released
    files: Files
    protections: pl.DataFrame = field(repr=False)
    register: pl.DataFrame = field(repr=False)
    have: Have = EVERYTHING


def release_appropriateness(
    findings: AppropriatenessFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedAppropriateness:
    """Protect every table of the report together, and with what other releases showed."""
    plan = findings.plan
    named = {
        kind: Segments(plan=plan, columns=segment_columns(findings.segments, kind, plan))
        for kind in KINDS
    }
    shown = _chosen(findings, named, policy, earlier)
    returned = shown_returns(findings.returned, plan, policy, earlier)
    tables = {
        "parts": release_parts(findings.parts, plan, shown),
        "guardrail": release_guardrail(findings.guardrail, plan, shown),
        "curves": release_curves(findings.curves, returned, plan, policy),
        "differences": release_differences(findings.differences, returned, plan, policy),
        "mix": release_mix(findings.mix, named, plan, shown),
        "doses": release_doses(findings.doses, plan, shown),
        "dose_districts": release_dose_districts(findings.dose_districts, named["district"], shown),
        "staff": release_staff(findings.staff, findings.staff_reached, named["agency"], shown),
        "staff_reached": release_staff_reached(findings.staff_reached, policy),
        "measured": release_measured(findings.measured, shown.is_series_shown(plan), policy),
        "outcomes": release_outcomes(findings.outcomes, findings.recent, policy),
        "recent": release_recent(
            findings.recent, findings.outcomes, shown.is_month_shown, policy, level=plan.level
        ),
        "blanks": release_blanks(findings.blanks, plan, shown.hidden, policy, has_ends=False),
    }
    by_kind = {
        "mix_segments": {
            kind: release_mix_segments(findings.mix_segments, kind, one, shown)
            for kind, one in named.items()
        },
        "segments": {
            kind: release_segments(findings.segments, kind, one.columns, shown)
            for kind, one in named.items()
        },
        "funnels": {
            kind: release_funnel(findings.funnels, kind, one, shown) for kind, one in named.items()
        },
    }
    every = [*tables.values(), *(one for kinds in by_kind.values() for one in kinds.values())]
    return ReleasedAppropriateness(
        plan=findings.plan,
        policy=policy,
        mix_segments=by_kind["mix_segments"],
        segments=by_kind["segments"],
        funnels=by_kind["funnels"],
        **tables,
        files=findings.files,
        protections=pl.concat(
            [*(table.protections for table in every), since_earlier(shown.hidden)]
        ),
        register=_register(shown, returned.counts, findings.plan, earlier),
        have=findings.have,
    )


def _chosen(
    findings: AppropriatenessFindings,
    named: Mapping[str, Segments],
    policy: Policy,
    earlier: Earlier | None,
) -> ShownCounts:
    """Choose what to hide: months and totals of the county, and the segments' counts."""
    plan = findings.plan
    months = {
        county_period(measure, period, plan): count
        for measure, period, count in findings.monthly.select("measure", "period", "count").rows()
        if measure in MONTHLY
    }
    counted = set(findings.monthly["measure"])
    totals = {
        total: sum(months[piece] for piece in pieces_of(total, months) or [total])
        for measure in MONTHLY
        if measure in counted
        for total in {after_launch(measure, plan), settled(measure, plan)}
        if total.first <= total.last
    }
    segments = {
        count: value
        for kind in KINDS
        for name, counts in named[kind].columns.items()
        for count, value in zip(
            counts, findings.segments.filter(pl.col("kind") == kind)[name], strict=True
        )
    }
    blanks = {
        count: value
        for counts, column in zip(of_blanks(plan), ("unflagged", "referrals"), strict=True)
        for count, value in zip(counts, findings.blanks[column], strict=True)
    }
    values = months | totals | segments | blanks
    printed = values if policy.rounded_to == 1 else months | segments | blanks
    has_stretches = earlier is not None and earlier.has_stretches
    beneath = beneath_of(findings.segment_months) if has_stretches else NOTHING_BENEATH
    of_board, others = as_the_board_has_it(segments, earlier, plan.extract_drawn_on)
    told, hidden = hide_or_leave_out(
        {count: value for count, value in printed.items() if count not in segments},
        of_board | others,
        policy,
        earlier,
        beneath,
        drawn_on=plan.extract_drawn_on,
    )
    known = {c: value for c, value in values.items() if c in told or c not in segments}
    return shown_counts(known, hidden, policy, of_rests(told, hidden.counts, policy))


def _register(
    shown: ShownCounts, returned: Mapping[Count, int], plan: Plan, earlier: Earlier | None
) -> pl.DataFrame:
    """Return the register after this report, whose months, or quarters, are not printed."""
    totals = {window(measure, plan) for measure in MONTHLY for window in (after_launch, settled)}
    printed = [
        count
        for count in shown.values
        if (count.last > plan.last_of(count.first) or count in totals)
        and count.first < count.last
        and (count.kind in KINDS or shown.policy.rounded_to == 1)
    ]
    return shown.register(printed, (APPROPRIATENESS, plan.extract_drawn_on), earlier, returned)

"""The Board report's findings, released: one protected table a section, chosen together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.analysis.files_beside import Files
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import PrintedCounts, ShownCounts, shown_counts
from referral_analysis.analysis.rule import Decision
from referral_analysis.analysis.spans_between import hide_between
from referral_analysis.disclosure.counted import KINDS, Count
from referral_analysis.disclosure.figures import REFERRALS, of_rests
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.leaving_out import hide_or_leave_out
from referral_analysis.disclosure.proof.spans import beneath_of
from referral_analysis.disclosure.proof.whole_report import (
    NOTHING_BENEATH,
    since_earlier,
)
from referral_analysis.disclosure.register import BOARD, Earlier
from referral_analysis.disclosure.released import Released
from referral_analysis.papers.board.counted import counted
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.questions.came_back.release import (
    ShownReturns,
    release_differences,
    shown_returns,
)
from referral_analysis.questions.changed.release import ReleasedSince, Releases, release_since
from referral_analysis.questions.data.checks import release_checks
from referral_analysis.questions.elsewhere.release import release_elsewhere
from referral_analysis.questions.fell.release import (
    has_gap,
    release_alternatives,
    release_blanks,
    release_changes,
    release_decision,
    release_months,
    release_rests,
)
from referral_analysis.questions.fell.tables import Alarms, Lasting, Tips, Tolerated
from referral_analysis.questions.made_of.release import release_parts
from referral_analysis.questions.needs import EVERYTHING, Have
from referral_analysis.questions.recorded.release import (
    release_gaps,
    release_shares,
    release_wider,
)
from referral_analysis.questions.where.release import release_segments


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedBoard:
    """Everything the report may show; each table as its findings, protected.

    `shares` has a row a month: nfa_share and inappropriate_wide_share of all referrals. Plan,
    decision, flags and what there was to work from (`have`) hold nothing about a child. For the
    analyst only, in the run's private folder: `protections` says what was suppressed and why,
    `register` what this release and those before it show, for the next one.
    """

    plan: Plan
    policy: Policy
    decision: Decision
    changes: Released
    monthly: Released
    shares: Released
    tolerated: Released
    tips: Released
    alarms: Released
    lasting: Released
    gaps: Released
    blanks: Released
    alternatives: Released
    districts: Released
    agencies: Released
    elsewhere: Released
    recording: Released
    parts: Released
    differences: Released
    rules: Released
    rows: Released
    flags: Sequence[str]
    files: Files
    since: ReleasedSince | None
    protections: pl.DataFrame = field(repr=False)
    register: pl.DataFrame = field(repr=False)
    have: Have = EVERYTHING


def release_board(
    findings: BoardFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedBoard:
    """Protect all tables of the report together, and with what earlier releases showed.

    What may not be shown is chosen once for every table, so that none gives another away: months
    add up to the county's totals, and districts, and agencies, to the same ones.
    """
    names = counted(findings)
    printed = _printed(names, policy)
    has_stretches = earlier is not None and earlier.has_stretches
    beneath = beneath_of(findings.segment_months) if has_stretches else NOTHING_BENEATH
    values, hidden = hide_or_leave_out(
        {count: value for count, value in printed.items() if count.kind not in KINDS},
        {count: value for count, value in printed.items() if count.kind in KINDS},
        policy,
        earlier,
        beneath,
        drawn_on=findings.plan.extract_drawn_on,
    )
    hidden = hide_between(hidden, names, policy, earlier)
    both = Releases(values=names.values, hidden=hidden.counts, earlier=earlier)
    since = None if findings.since is None else release_since(findings.since, both, policy)
    returned = shown_returns(findings.returned, findings.plan, policy, earlier)
    told = of_rests(values, hidden.counts, policy)
    left_out = printed.keys() - values.keys()
    known = {count: value for count, value in names.values.items() if count not in left_out}
    shown = shown_counts(known, hidden, policy, told)
    tables = _tables(findings, names, returned, shown)
    return ReleasedBoard(
        plan=findings.plan,
        policy=policy,
        decision=release_decision(findings.decision, names, shown.hidden),
        **tables,
        flags=findings.flags,
        files=findings.files,
        since=since,
        protections=pl.concat(
            [
                *(t.protections for t in tables.values()),
                *((since.totals.protections, since.moves.protections) if since else ()),
                since_earlier(hidden),
            ]
        ),
        register=shown.register(
            values, (BOARD, findings.plan.extract_drawn_on), earlier, returned.counts
        ),
        have=findings.have,
    )


def _tables(
    findings: BoardFindings,
    names: PrintedCounts,
    returned: ShownReturns,
    shown: ShownCounts,
) -> Mapping[str, Released]:
    """Protect each table by itself, given what is hidden in all of them."""
    hidden, policy = shown.hidden, shown.policy
    is_gap = REFERRALS in names.with_gaps(hidden)
    rules, rows = release_checks(findings.rules, findings.rows, policy, has_gap=is_gap)
    return {
        "changes": release_changes(findings.changes, names, shown, step=findings.plan.step),
        "monthly": release_months(findings.monthly, names, shown),
        "tolerated": release_rests(
            ("tolerated", Tolerated), findings.tolerated, names, hidden, policy
        ),
        "tips": release_rests(("tips", Tips), findings.tips, names, hidden, policy),
        "alarms": release_rests(("alarms", Alarms), findings.alarms, names, hidden, policy),
        "lasting": release_rests(("lasting", Lasting), findings.lasting, names, hidden, policy),
        "gaps": release_gaps(findings.gaps, policy),
        "blanks": release_blanks(
            findings.blanks, findings.plan, hidden, policy, has_ends=not has_gap(names, hidden)
        ),
        "shares": release_shares(findings.monthly, names, hidden, policy),
        "alternatives": release_alternatives(findings.alternatives, names, hidden, policy),
        "districts": release_segments(
            findings.segments, "district", names.segments["district"], shown
        ),
        "agencies": release_segments(findings.segments, "agency", names.segments["agency"], shown),
        "elsewhere": release_elsewhere(findings.elsewhere, names, hidden, policy),
        "recording": release_wider(findings.recording, names, hidden, policy),
        "parts": release_parts(findings.parts, findings.plan, shown),
        "differences": release_differences(findings.differences, returned, findings.plan, policy),
        "rules": rules,
        "rows": rows,
    }


def _printed(names: PrintedCounts, policy: Policy) -> Mapping[Count, int]:
    """Return the counts that are printed by themselves.

    Where counts are rounded, totals over months are added up from them and say nothing more.
    """
    if policy.rounded_to == 1:
        return names.values
    printed = {*names.months, *_all_segments(names), *names.elsewhere}
    return {c: value for c, value in names.values.items() if c in printed}


def _all_segments(names: PrintedCounts) -> set[Count]:
    return {count for kind in KINDS for column in names.segments[kind].values() for count in column}

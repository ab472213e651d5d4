"""The Board report's findings, released: one protected table a section, chosen together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from referral_analysis.analysis.county import APPROPRIATE, HEADLINE, INAPPROPRIATE, OTHERS, WIDER
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision
from referral_analysis.disclosure.counted import KINDS, Count, Counted, counted
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.spans import beneath_of
from referral_analysis.disclosure.proof.whole_report import (
    NOTHING_BENEATH,
    Hidden,
    hide,
    since_earlier,
)
from referral_analysis.disclosure.register import Earlier, register_of
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.findings.files_beside import Files
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.questions.changed.release import (
    BOARD,
    ReleasedSince,
    Releases,
    release_since,
)
from referral_analysis.questions.data.checks import release_checks
from referral_analysis.questions.elsewhere.release import release_elsewhere
from referral_analysis.questions.made_of.release import Shown, release_differences, release_parts
from referral_analysis.series.exposure import referrals_per_10k_year

_EFFECT = ("ratio", "low", "high")
_AVERTED = ("averted", "averted_low", "averted_high")
_PATH = ("fitted", "expected_without", "low", "high")
_PARTS = ("nfa", "inappropriate_wide")
_SERIES = "series"
"""Whether the months that a modelled figure rests on are all shown. If one is not, anyone could fit
the model to each count that it might be, and see which gives the figure printed."""
_PAIR = frozenset({INAPPROPRIATE, OTHERS})
"""The measures whose months the headline rests on."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedBoard:
    """Everything the report may show; each table as its findings, protected.

    `shares` has a row a month: nfa_share and inappropriate_wide_share of all referrals. Plan,
    decision and flags hold nothing about a child. For the analyst only, in the run's private
    folder: `protections` says what was suppressed and why, `register` what this release and those
    before it show, for the next one.
    """

    plan: Plan
    policy: Policy
    decision: Decision
    changes: Released
    monthly: Released
    shares: Released
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


def release_board(
    found: BoardFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedBoard:
    """Protect all tables of the report together, and with what earlier releases showed.

    What may not be shown is chosen once for every table, so that none gives another away: months
    add up to the county's totals, and districts, and agencies, to the same ones.
    """
    names = counted(found)
    values = _printed(names, policy)
    has_stretches = earlier is not None and earlier.has_stretches
    beneath = beneath_of(found.segment_months) if has_stretches else NOTHING_BENEATH
    hidden = hide(values, policy, earlier, beneath)
    both = Releases(values=names.values, hidden=hidden.counts, earlier=earlier)
    since = None if found.since is None else release_since(found.since, both, policy)
    rules, rows = release_checks(found.rules, found.rows, policy)
    tables: Mapping[str, Released] = {
        "changes": _changes(found.changes, names, hidden, policy),
        "monthly": _monthly(found.monthly, names, hidden, policy),
        "shares": _shares(found.monthly, names, hidden, policy),
        "alternatives": _alternatives(found.alternatives, names, hidden, policy),
        "districts": _segments(found.segments, "district", names, hidden, policy),
        "agencies": _segments(found.segments, "agency", names, hidden, policy),
        "elsewhere": release_elsewhere(found.elsewhere, names, hidden, policy),
        "recording": _recording(found.recording, names, hidden, policy),
        "parts": release_parts(
            found.parts, found.plan, Shown(values=names.values, hidden=hidden, policy=policy)
        ),
        "differences": release_differences(found.differences, policy),
        "rules": rules,
        "rows": rows,
    }
    shown = {
        c: None if c in hidden.counts else policy.rounded(value) for c, value in values.items()
    }
    return ReleasedBoard(
        plan=found.plan,
        policy=policy,
        decision=_decision(found.decision, names, hidden),
        changes=tables["changes"],
        monthly=tables["monthly"],
        shares=tables["shares"],
        alternatives=tables["alternatives"],
        districts=tables["districts"],
        agencies=tables["agencies"],
        elsewhere=tables["elsewhere"],
        recording=tables["recording"],
        parts=tables["parts"],
        differences=tables["differences"],
        rules=tables["rules"],
        rows=tables["rows"],
        flags=found.flags,
        files=found.files,
        since=since,
        protections=pl.concat(
            [
                *(t.protections for t in tables.values()),
                *((since.totals.protections, since.moves.protections) if since else ()),
                since_earlier(hidden),
            ]
        ),
        register=register_of(
            shown, (BOARD, found.plan.extract_drawn_on), policy.rounded_to, earlier
        ),
    )


def _printed(names: Counted, policy: Policy) -> Mapping[Count, int]:
    """Return the counts that are printed by themselves.

    Where counts are rounded, totals over months are added up from them and say nothing more.
    """
    if policy.rounded_to == 1:
        return names.values
    printed = {*names.months, *_all_segments(names), *names.elsewhere}
    return {c: value for c, value in names.values.items() if c in printed}


def _all_segments(names: Counted) -> set[Count]:
    return {count for kind in KINDS for column in names.segments[kind].values() for count in column}


def _changes(table: pl.DataFrame, names: Counted, hidden: Hidden, policy: Policy) -> Released:
    rule = TableRule(
        counts=(CountRule(column="observed_total"),),
        dependent=_resting(table, (*_EFFECT, *_AVERTED), on=("observed_total", _SERIES)),
    )
    totals = [None if c is None else _total(c, names, hidden, policy) for c in names.totals]
    gaps = _with_gaps(names, hidden)
    marks = pl.DataFrame(
        {
            "observed_total": [
                count is not None and total is None
                for count, total in zip(names.totals, totals, strict=True)
            ],
            _SERIES: [
                bool(gaps & (_PAIR if measure == HEADLINE else {measure}))
                for measure in table["measure"]
            ],
        }
    )
    built = pl.Series("observed_total", totals, dtype=pl.Int64)
    if policy.rounded_to > 1:
        of_shown = built.cast(pl.Float64) / table["observed_total"]
        table = table.with_columns(built, *(pl.col(name) * of_shown for name in _AVERTED))
    return release("changes", table, rule, policy, hidden=marks)


def _total(total: Count, names: Counted, hidden: Hidden, policy: Policy) -> int | None:
    """Return a total as it is printed; None where it is suppressed, or a month of it rounded is."""
    if policy.rounded_to == 1:
        return None if total in hidden.counts else names.values[total]
    months = total.months
    if any(month in hidden.counts for month in months):
        return None
    return sum(policy.rounded(names.values[month]) for month in months)


def _with_gaps(names: Counted, hidden: Hidden) -> set[str]:
    """Name the measures of which a month is suppressed."""
    return {count.measure for count in names.months if count in hidden.counts}


def _without_path(names: Counted, hidden: Hidden) -> set[str]:
    """Name the measures whose path rests on a month that is suppressed."""
    gaps = _with_gaps(names, hidden)
    return gaps | {INAPPROPRIATE} if gaps & _PAIR else gaps


def _decision(found: Decision, names: Counted, hidden: Hidden) -> Decision:
    """Release what the rule decided; its figure only where all that it rests on is shown."""
    if _with_gaps(names, hidden) & _PAIR:
        return replace(found, residual_correlation=None)
    correlation = found.residual_correlation
    shown = None if correlation is None else round(correlation, 2)
    return replace(found, residual_correlation=shown)


def _monthly(table: pl.DataFrame, names: Counted, hidden: Hidden, policy: Policy) -> Released:
    """Release the months of each measure; its path only where all its months are shown."""
    rule = TableRule(
        counts=(CountRule(column="count"),),
        derived={"observed": referrals_per_10k_year().alias("observed")},
        dependent=_resting(table, _PATH, on=(_SERIES,)),
    )
    marks = pl.DataFrame(
        {
            "count": [count in hidden.counts for count in names.months],
            _SERIES: table["measure"].is_in(list(_without_path(names, hidden))),
        },
        schema={"count": pl.Boolean, _SERIES: pl.Boolean},
    )
    return release("monthly", table, rule, policy, hidden=marks)


def _shares(monthly: pl.DataFrame, names: Counted, hidden: Hidden, policy: Policy) -> Released:
    marked = monthly.select(
        "measure",
        "period",
        "count",
        pl.Series("hidden", [c in hidden.counts for c in names.months], dtype=pl.Boolean),
    )
    columns = ("referrals", *_PARTS)
    wide, marks = (
        marked.pivot(on="measure", index="period", values=values).sort("period")
        for values in ("count", "hidden")
    )
    rule = TableRule(
        counts=tuple(CountRule(column=column) for column in columns),
        derived={f"{part}_share": pl.col(part) / pl.col("referrals") for part in _PARTS},
    )
    return release(
        "shares",
        wide.select("period", *columns),
        rule,
        policy,
        hidden=marks.select(pl.col(columns).fill_null(value=False)),
    )


def _alternatives(table: pl.DataFrame, names: Counted, hidden: Hidden, policy: Policy) -> Released:
    rule = TableRule(counts=(), dependent=_resting(table, _EFFECT, on=(_SERIES,)))
    has_gap = bool(_with_gaps(names, hidden))
    marks = pl.DataFrame({_SERIES: pl.repeat(has_gap, table.height, dtype=pl.Boolean, eager=True)})
    return release("alternatives", table, rule, policy, hidden=marks)


def _recording(table: pl.DataFrame, names: Counted, hidden: Hidden, policy: Policy) -> Released:
    """Release the change of the wider count; it rests on months of it and of the appropriate."""
    rule = TableRule(counts=(), dependent=_resting(table, _EFFECT, on=(_SERIES,)))
    has_gap = bool(_with_gaps(names, hidden) & {WIDER, APPROPRIATE})
    marks = pl.DataFrame({_SERIES: [has_gap]}, schema={_SERIES: pl.Boolean})
    return release("recording", table, rule, policy, hidden=marks)


def _segments(
    segments: pl.DataFrame, kind: str, names: Counted, hidden: Hidden, policy: Policy
) -> Released:
    columns = names.segments[kind]
    rule = TableRule(
        counts=tuple(CountRule(column=column) for column in columns),
        derived={
            f"share_{when}": pl.col(f"nfa_{when}") / pl.col(f"referrals_{when}")
            for when in ("before", "after")
        },
        dependent=dict.fromkeys(_EFFECT, ("nfa_before", "nfa_after")),
    )
    marks = pl.DataFrame(
        {name: [c in hidden.counts for c in counts] for name, counts in columns.items()},
        schema=dict.fromkeys(columns, pl.Boolean),
    )
    table = segments.filter(pl.col("kind") == kind).drop("kind")
    return release(kind, table, rule, policy, hidden=marks)


def _resting(
    table: pl.DataFrame, columns: Sequence[str], *, on: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """Name what the modelled columns that a table has rest on."""
    return {column: on for column in columns if column in table.columns}

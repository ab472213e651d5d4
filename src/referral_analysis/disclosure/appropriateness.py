"""The appropriateness report's findings, released: one protected table a section, chosen together.

What may not be shown is chosen over the same counts as in the Board report of the same plan, so
that neither gives away what the other hides.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.disclosure.counted import COUNTY, KINDS, Count, county_count, windows
from referral_analysis.disclosure.earlier import Earlier, register_of
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.ripening import (
    release_measured,
    release_outcomes,
    release_recent,
)
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.disclosure.whole_report import Hidden, hide, since_earlier
from referral_analysis.findings import AppropriatenessFindings, Plan
from referral_analysis.findings.appropriateness.parts import SPLITS, TOTAL
from referral_analysis.periods import month_range

APPROPRIATENESS = "appropriateness"
MONTHLY = ("referrals", "nfa", "inappropriate_wide", "appropriate", "guardrail", "section_47")
MADE_OF: Mapping[str, Sequence[str]] = {
    "others": ("referrals", "nfa"),
    "not_in_need": ("inappropriate_wide", "nfa"),
}
"""Parts of the decomposition that are the difference of two counts."""
_RATIO = ("ratio", "low", "high")
_REST = "rest"
"""Whether what a figure rests on beside its own counts is shown."""


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
    measured: Released
    outcomes: Released
    recent: Released
    protections: pl.DataFrame = field(repr=False)
    register: pl.DataFrame = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shown:
    """Which counts may be shown, and the true figure of each."""

    values: Mapping[Count, int] = field(repr=False)
    hidden: Hidden = field(repr=False)
    policy: Policy

    def all_of(self, counts: Iterable[Count]) -> bool:
        return not any(count in self.hidden.counts for count in counts)

    def total(self, total: Count) -> int | None:
        """Return a total as it is printed: where counts are rounded, added up from its months."""
        if self.policy.rounded_to == 1:
            return self.values[total] if self.all_of([total]) else None
        months = total.months
        if not self.all_of(months):
            return None
        return sum(self.policy.rounded(self.values[month]) for month in months)

    def is_month_shown(self, period: dt.date) -> bool:
        """Claim that no count of the whole county in a month is hidden."""
        return not any(
            count.kind == COUNTY and count.first == count.last == period
            for count in self.hidden.counts
        )

    def is_series_shown(self, plan: Plan) -> Callable[[str], bool]:
        """Return the claim that no month, and no total, of a measure of the county is hidden."""
        return lambda measure: self.all_of(
            {*_series(_after(measure, plan), plan), _after(measure, plan), _settled(measure, plan)}
        )

    def register(self, plan: Plan, earlier: Earlier | None) -> pl.DataFrame:
        """Return the register after this report, whose months are not printed."""
        printed = {
            count: None if count in self.hidden.counts else self.policy.rounded(value)
            for count, value in self.values.items()
            if count.first < count.last and (count.kind in KINDS or self.policy.rounded_to == 1)
        }
        release = (APPROPRIATENESS, plan.extract_drawn_on)
        return register_of(printed, release, self.policy.rounded_to, earlier)


def release_appropriateness(
    found: AppropriatenessFindings, policy: Policy, earlier: Earlier | None = None
) -> ReleasedAppropriateness:
    """Protect every table of the report together, and with what other releases showed."""
    shown = _chosen(found, policy, earlier)
    parts, guardrail = _parts(found, shown), _guardrail(found, shown)
    curves, differences = _curves(found.curves, policy), _differences(found.differences, policy)
    by_kind = {
        name: {kind: make(found, kind, shown) for kind in KINDS}
        for name, make in (
            ("mix_segments", _mix_segments),
            ("segments", _segments),
            ("funnels", _funnels),
        )
    }
    mix, doses, districts = _mix(found, shown), _doses(found, shown), _dose_districts(found, shown)
    measured = release_measured(found.measured, shown.is_series_shown(found.plan), policy)
    outcomes = release_outcomes(found.outcomes, policy)
    recent = release_recent(found.recent, shown.is_month_shown, policy)
    tables = [parts, guardrail, curves, differences, mix, doses, districts]
    tables += [measured, outcomes, recent]
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
        measured=measured,
        outcomes=outcomes,
        recent=recent,
        protections=pl.concat(
            [*(table.protections for table in tables), since_earlier(shown.hidden)]
        ),
        register=shown.register(found.plan, earlier),
    )


def _chosen(found: AppropriatenessFindings, policy: Policy, earlier: Earlier | None) -> _Shown:
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
        for total in {_after(measure, plan), _settled(measure, plan)}
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
    return _Shown(values=values, hidden=hide(printed, policy, earlier), policy=policy)


def _parts(found: AppropriatenessFindings, shown: _Shown) -> Released:
    plan, table = found.plan, found.parts
    totals, is_hidden, rests = [], [], []
    for split, part in table.select("split", "part").rows():
        window = _after if split == "two" else _settled
        counts = [window(name, plan) for name in _measures(part)]
        is_empty = counts[0].first > counts[0].last
        values = [0] if is_empty else [shown.total(count) for count in counts]
        known = [value for value in values if value is not None]
        is_hidden.append(len(known) < len(values))
        totals.append(known[0] - sum(known[1:]) if len(known) == len(values) else None)
        of_split = [window(name, plan) for p in (*SPLITS[split], TOTAL) for name in _measures(p)]
        rests.append(
            is_empty or shown.all_of(m for count in of_split for m in _series(count, plan))
        )
    modelled = ("change", "low", "high", "rate_change", "rate_low", "rate_high", "correlation")
    return release(
        "parts",
        table.with_columns(pl.Series("observed_total", totals, dtype=pl.Int64))
        if shown.policy.rounded_to > 1
        else table,
        _rule(["observed_total"], dict.fromkeys(modelled, (_REST,))),
        shown.policy,
        hidden=_marks(observed_total=is_hidden, rest=[not one for one in rests]),
    )


def _guardrail(found: AppropriatenessFindings, shown: _Shown) -> Released:
    plan = found.plan
    counts = [_settled(measure, plan) for measure in found.guardrail["measure"]]
    rests = [shown.all_of(_series(count, plan)) for count in counts]
    return release(
        "guardrail",
        found.guardrail,
        _rule(
            ["observed_total"],
            dict.fromkeys((*_RATIO, "verdict"), ("observed_total", _REST)),
        ),
        shown.policy,
        hidden=_marks(
            observed_total=[count in shown.hidden.counts for count in counts],
            rest=[not one for one in rests],
        ),
    )


def _curves(curves: pl.DataFrame, policy: Policy) -> Released:
    """Release a week's share only where children enough came back since the one before.

    Between two shares that are shown there are then always enough, however many weeks are not.
    """
    rule = _rule(["returned"], dict.fromkeys(("rereferred", "low", "high"), ("returned",)))
    return release("curves", curves, rule, policy)


def _differences(differences: pl.DataFrame, policy: Policy) -> Released:
    counts = ["children_after", "children_before", "returned_after", "returned_before"]
    dependent = {
        "after": (counts[0], counts[2]),
        "before": (counts[1], counts[3]),
        **dict.fromkeys(("change", "low", "high", "p_value"), counts),
    }
    return release("differences", differences, _rule(counts, dependent), policy)


def _mix(found: AppropriatenessFindings, shown: _Shown) -> Released:
    """Release totals by kind of segment where every segment's counts are shown."""
    whole = [_after(name, found.plan) for name in ("referrals", "nfa")]
    is_shown = {
        kind: shown.all_of(c for counts in _columns(found, kind).values() for c in counts)
        for kind in KINDS
    } | {"both": shown.all_of(whole)}
    rests = [not is_shown[by] for by in found.mix["by"]]
    rule = _rule([], dict.fromkeys(("estimate", "low", "high"), (_REST,)))
    return release("mix", found.mix, rule, shown.policy, hidden=_marks(rest=rests))


def _mix_segments(found: AppropriatenessFindings, kind: str, shown: _Shown) -> Released:
    table = found.mix_segments.filter(pl.col("kind") == kind).drop("kind")
    hidden = _hidden_segments(found, kind, shown, tuple(_columns(found, kind)))
    rests = [hidden.get(segment, True) for segment in table["segment"]]
    rule = _rule([], dict.fromkeys(("by_mix", "by_within"), (_REST,)))
    return release(f"mix {kind}", table, rule, shown.policy, hidden=_marks(rest=rests))


def _segments(found: AppropriatenessFindings, kind: str, shown: _Shown) -> Released:
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
    return release(kind, table, rule, shown.policy, hidden=_marks(**marks))


def _funnels(found: AppropriatenessFindings, kind: str, shown: _Shown) -> Released:
    table = found.funnels.filter(pl.col("kind") == kind).drop("kind")
    parts = _hidden_segments(found, kind, shown, ("nfa_after",))
    wholes = _hidden_segments(found, kind, shown, ("referrals_after",))
    of_all = not shown.all_of(_after(name, found.plan) for name in ("referrals", "nfa"))
    limits = [name for name in table.columns if name.split("_")[0] in ("low", "high", "wide")]
    rule = TableRule(
        counts=(CountRule(column="part"), CountRule(column="whole")),
        derived={"share": pl.col("part") / pl.col("whole")},
        dependent={
            **dict.fromkeys(("target", "between_sd"), (_REST,)),
            **dict.fromkeys(limits, ("whole", _REST)),
            "verdict": ("part", "whole", _REST),
        },
    )
    marks = _marks(
        part=[parts[segment] for segment in table["segment"]],
        whole=[wholes[segment] for segment in table["segment"]],
        rest=[of_all] * table.height,
    )
    return release(f"funnel {kind}", table, rule, shown.policy, hidden=marks)


def _doses(found: AppropriatenessFindings, shown: _Shown) -> Released:
    rests = not shown.all_of(_series(_after("nfa", found.plan), found.plan))
    rule = _rule([], dict.fromkeys(_RATIO, (_REST,)))
    marks = _marks(rest=[rests] * found.doses.height)
    return release("doses", found.doses, rule, shown.policy, hidden=marks)


def _dose_districts(found: AppropriatenessFindings, shown: _Shown) -> Released:
    hidden = _hidden_segments(found, "district", shown, ("nfa_before", "nfa_after"))
    marks = _marks(rest=[hidden.get(name, True) for name in found.dose_districts["segment"]])
    rule = _rule([], dict.fromkeys(_RATIO, (_REST,)))
    return release("dose districts", found.dose_districts, rule, shown.policy, hidden=marks)


def _measures(part: str) -> Sequence[str]:
    return MADE_OF.get(part, (part,))


def _columns(found: AppropriatenessFindings, kind: str) -> dict[str, list[Count]]:
    """Name the segments' count columns, as the Board report does."""
    names = found.segments.filter(pl.col("kind") == kind)["segment"].to_list()
    return {
        f"{measure}_{when}": [
            Count(measure=measure, kind=kind, segment=name, first=first, last=last)
            for name in names
        ]
        for when, (first, last) in windows(found.plan).items()
        for measure in ("referrals", "nfa")
    }


def _hidden_segments(
    found: AppropriatenessFindings, kind: str, shown: _Shown, columns: Sequence[str]
) -> dict[str, bool]:
    """Say of each segment whether one of these counts of it is hidden."""
    named = _columns(found, kind)
    return {
        counts[0].segment: not shown.all_of(counts)
        for counts in zip(*(named[column] for column in columns), strict=True)
    }


def _after(measure: str, plan: Plan) -> Count:
    return county_count(measure, plan.first_after, plan.last_month)


def _settled(measure: str, plan: Plan) -> Count:
    return county_count(measure, plan.first_after, plan.last_settled_month)


def _series(total: Count, plan: Plan) -> list[Count]:
    """Name every month of the series that a model of this total's measure was fitted to."""
    months = month_range(plan.series_starts, total.last)
    return [county_count(total.measure, month, month) for month in months]


def _rule(counts: Sequence[str], dependent: Mapping[str, Sequence[str]]) -> TableRule:
    return TableRule(
        counts=tuple(CountRule(column=column) for column in counts), dependent=dependent
    )


def _marks(**columns: Sequence[bool]) -> pl.DataFrame:
    return pl.DataFrame(dict(columns), schema=dict.fromkeys(columns, pl.Boolean))

"""What the appropriateness report and the Board report both release of what is beyond fewer."""

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.printed_counts import (
    REST,
    Segments,
    ShownCounts,
    after_launch,
    marks_of,
    rule_of,
    series_of,
    settled,
)
from referral_analysis.disclosure.counted import KINDS
from referral_analysis.disclosure.released import Released, release
from referral_analysis.questions.made_of.tables import (
    CHANGES,
    SPLITS,
    TOTAL,
    ChangeParts,
    MixSegments,
    MixShares,
)
from referral_analysis.statistics.mix import part_of

_BEFORE_AND_AFTER = ("referrals_before", "nfa_before", "referrals_after", "nfa_after")
_DECIMALS = 4  # of the end of a range that is moved: digits beyond are of the true counts
_ESTIMATED = (MixShares.estimate, MixShares.low, MixShares.high)
MADE_OF: Mapping[str, Sequence[str]] = {
    "all_others": ("referrals", "nfa"),
    "not_in_need": ("inappropriate_wide", "nfa"),
}
"""Parts of the decomposition that are the difference of two counts."""


def release_parts(table: pl.DataFrame, plan: Plan, shown: ShownCounts) -> Released:
    """Release the parts of the change; a split whose months are not all shown has no changes.

    All of it goes then, since a part is the whole less the others.
    """
    totals, is_hidden, rests = [], [], []
    for split, part in table.select("split", "part").rows():
        window = after_launch if split == "two" else settled
        counts = [window(name, plan) for name in _measures(part)]
        is_empty = counts[0].first > counts[0].last
        values = [0] if is_empty else [shown.total(count) for count in counts]
        known = [value for value in values if value is not None]
        is_hidden.append(len(known) < len(values))
        totals.append(known[0] - sum(known[1:]) if len(known) == len(values) else None)
        of_split = [window(name, plan) for p in (*SPLITS[split], TOTAL) for name in _measures(p)]
        rests.append(
            is_empty or shown.all_of(m for count in of_split for m in series_of(count, plan))
        )
    return release(
        "parts",
        table.with_columns(pl.Series("observed_total", totals, dtype=pl.Int64))
        if shown.policy.rounded_to > 1
        else table,
        rule_of(ChangeParts, dict.fromkeys(CHANGES, (REST,))),
        shown.policy,
        hidden=marks_of(observed_total=is_hidden, rest=[not one for one in rests]),
    )


def _measures(part: str) -> Sequence[str]:
    return MADE_OF.get(part, (part,))


def release_mix(
    mix: pl.DataFrame, kinds: Mapping[str, Segments], plan: Plan, shown: ShownCounts
) -> Released:
    """Release totals by kind of segment where every segment's counts are shown.

    Where counts are rounded they are those of the rounded counts, with ranges as wide as before;
    and none of agencies within districts, which no count that is shown makes.
    """
    whole = [after_launch(name, plan) for name in ("referrals", "nfa")]
    is_shown = {
        kind: shown.all_of(c for counts in kinds[kind].columns.values() for c in counts)
        for kind in KINDS
    } | {"both": shown.policy.rounded_to == 1 and shown.all_of(whole)}
    rests = [not is_shown[by] for by in mix["by"]]
    for kind in KINDS if shown.policy.rounded_to > 1 else ():
        mix = _moved_to(mix, kind, _as_shown(kinds[kind], shown).values())
    rule = rule_of(MixShares, dict.fromkeys(_ESTIMATED, (REST,)))
    return release("mix", mix, rule, shown.policy, hidden=marks_of(rest=rests))


def release_mix_segments(
    segments: pl.DataFrame, kind: str, named: Segments, shown: ShownCounts
) -> Released:
    """Release what each segment added to the change, where all its counts are shown.

    Where counts are rounded it is worked out again from the counts as they are shown: from the true
    ones it would say which of those that round alike they are.
    """
    table = segments.filter(pl.col("kind") == kind).drop("kind")
    hidden = named.hidden(shown, tuple(named.columns))
    if shown.policy.rounded_to > 1:
        parts = _as_shown(named, shown)
        hidden = {segment: segment not in parts for segment in hidden}
        of_each = [(one, *parts.get(one, (None, None))) for one in table["segment"]]
        table = pl.DataFrame(of_each, schema=table.schema, orient="row")
    rests = [hidden.get(segment, True) for segment in table["segment"]]
    rule = rule_of(MixSegments, dict.fromkeys((MixSegments.by_mix, MixSegments.by_within), (REST,)))
    return release(f"mix {kind}", table, rule, shown.policy, hidden=marks_of(rest=rests))


def _as_shown(named: Segments, shown: ShownCounts) -> dict[str, tuple[float, float]]:
    """Return by mix and by within of each segment whose counts are shown, from their figures.

    Of all that the county sent, as its shown months add up; of none where one of these is hidden.
    """
    hidden = named.hidden(shown, tuple(named.columns))
    parts = {}
    for counts in zip(*(named.columns[name] for name in _BEFORE_AND_AFTER), strict=True):
        county = [shown.added(count.county) for count in counts]
        if hidden[counts[0].segment] or not all(county):
            continue
        parts[counts[0].segment] = part_of(
            *(shown.figure(count) for count in counts), county=[one or 0 for one in county]
        )
    return parts


def _moved_to(mix: pl.DataFrame, kind: str, parts: Collection[tuple[float, float]]) -> pl.DataFrame:
    """Give a kind's totals as the sums of its segments' parts, and move their ranges with them."""
    by_mix, by_within = (sum(part[at] for part in parts) for at in (0, 1))
    sums = {"mix": by_mix, "within": by_within, "change": by_mix + by_within}
    total = pl.col("component").replace_strict(sums, return_dtype=pl.Float64)
    ends = (
        (pl.col(name) + (total - pl.col("estimate"))).round(_DECIMALS)
        for name in (MixShares.low, MixShares.high)
    )
    return mix.with_columns(
        pl.when(pl.col("by") == kind).then(value).otherwise(name).alias(name)
        for name, value in zip(_ESTIMATED, (total, *ends), strict=True)
    )

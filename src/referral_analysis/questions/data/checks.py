"""The rows that failed each check beside the rows left out, and what these could do."""

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.choose import choose
from referral_analysis.disclosure.released import Released, release, rounded
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.questions.data.tables import Bounds, Rows, Rules

_ROWS = TableRule(declared=Rows, counts=tuple(CountRule(column=column) for column in Rows.counts()))
_RULES = TableRule(declared=Rules, counts=(CountRule(column=Rules.failed),))
_TAKES_TWO_WITH_IT = 3.0
"""What it costs to hide the rows left out: the rows read and those kept go with them."""


def release_checks(
    rules: pl.DataFrame, rows: pl.DataFrame, policy: Policy, *, has_gap: bool
) -> tuple[Released, Released]:
    """Release how many rows failed each rule, and how many were read, kept and left out.

    A row left out failed one or more of the rules that exclude: their counts bound its count, and
    it bounds theirs. An extract may end with the last month of a report, and then what is kept is
    what its months add up to. So neither the rows read nor those kept are shown where the rows left
    out are not, or where one of the months is not (`has_gap`). Where counts are rounded, the rows
    left out are what the rules leave, and those kept what they leave. Without severities every
    rule counts as one that excludes.
    """
    builder = Builder(policy)
    left_out = _put(builder, rows["excluded"][0], worth=_TAKES_TWO_WITH_IT)
    failed = [None if count is None else _put(builder, count) for count in rules["failed"]]
    is_known = "severity" in rules.columns
    excludes = (rules["severity"] == "exclude") if is_known else [True] * rules.height
    excluding = [
        place for place, does in zip(failed, excludes, strict=True) if place is not None and does
    ]
    _tie(builder, left_out, excluding)
    hidden = choose(builder.system()).hidden
    marks = pl.Series("failed", [place is not None and bool(hidden[place]) for place in failed])
    is_bare = has_gap or bool(hidden[left_out]) or builder.is_small(rows["kept"][0])
    are_shown = not any(hidden[place] for place in excluding)
    counts = [builder.value(place) or 0 for place in excluding] if are_shown else []
    return (
        release("rules", rules, _RULES, policy, hidden=pl.DataFrame([marks.cast(pl.Boolean)])),
        release(
            "rows",
            _as_it_follows(rows, counts, policy),
            _ROWS,
            policy,
            hidden=pl.DataFrame(
                {"read": [is_bare], "kept": [is_bare], "excluded": [bool(hidden[left_out])]}
            ),
        ),
    )


def release_bounds(bounds: pl.DataFrame, policy: Policy) -> Released:
    """Release by what share, at most, the rows left out could add to the inappropriate referrals.

    Of few referrals a whole per cent tells one such row from two: a number that is too small to
    show is taken for the largest that is.
    """
    step, small = policy.rounded_to, policy.small_counts
    could_be = pl.col("could_be_nfa")
    is_small = could_be.is_between(small[0], small[-1])
    at_most = (pl.when(is_small).then(small[-1]).otherwise(could_be) / step).ceil() * step
    share = at_most / rounded("nfa", policy)
    percent = pl.when(pl.col("nfa") > 0).then((share * 100).ceil()).cast(pl.Int64)
    table = bounds.select("part", "nfa", percent.alias("at_most_percent"))
    rule = TableRule(
        declared=Bounds,
        counts=(CountRule(column=Bounds.nfa),),
        dependent={"at_most_percent": (Bounds.nfa,)},
    )
    return release("bounds", table, rule, policy)


def _put(builder: Builder, count: int, *, worth: float = 1.0) -> int:
    return builder.cell(count, must_hide=builder.is_small(count), worth=worth)


def _tie(builder: Builder, left_out: int, excluding: list[int]) -> None:
    """Let the rows left out be each rule's and no more, and at least as many as any rule's.

    How many rows failed two rules is taken as known. That none did is what a reader takes it to be.
    """
    values = [builder.value(place) or 0 for place in (left_out, *excluding)]
    often = sum(values[1:]) - values[0]
    twice = builder.implied(often, within=(often, often))
    builder.tie([*excluding, twice, left_out], [1.0] * len(excluding) + [-1.0, -1.0])
    for place, value in zip(excluding, values[1:], strict=True):
        builder.tie([place, builder.implied(values[0] - value), left_out], [1, 1, -1])


def _as_it_follows(rows: pl.DataFrame, excluding: list[int], policy: Policy) -> pl.DataFrame:
    """Give rows left out, and kept, by what is shown of the others where counts are rounded.

    excluding: what failed each rule that excludes, none where one of them is not shown. Three
    counts that are each rounded, and add up, would leave fewer values than one alone.
    """
    if policy.rounded_to == 1:
        return rows
    read, excluded = rows.select("read", "excluded").row(0)
    twice = policy.rounded(sum(excluding) - excluded) if excluding else 0
    left_out = sum(map(policy.rounded, excluding or [excluded])) - twice
    kept = policy.rounded(read) - left_out
    return rows.with_columns(kept=pl.lit(kept), excluded=pl.lit(left_out))

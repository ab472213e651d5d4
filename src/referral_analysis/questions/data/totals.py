"""Which rules' counts by month or quarter their own totals would give away.

How many rows failed a rule in the whole extract is shown beside how many did by month or quarter.
Where m of those are suppressed, each holds at most what the total leaves, less one for each other.
A total that is not shown, though it is not small, is what its months or quarters add up to.
"""

from collections.abc import Collection, Mapping

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released


def unsaid(rules: Released) -> set[str]:
    """Return the rules whose totals are not shown."""
    return set(rules.table.filter(rules.suppressed["failed"])["rule"])


def totals_of(rules: pl.DataFrame) -> dict[str, int]:
    """Return how many rows failed each rule, kept or not, as far as it was judged."""
    return dict(rules.drop_nulls("failed").select("rule", "failed").rows())


def bounded(
    counts: pl.DataFrame,
    hidden: pl.Series,
    totals: Mapping[str, int],
    policy: Policy,
    *,
    no_total: Collection[str] = (),
) -> pl.Series:
    """Return which counts to hide, all of a rule where its total leaves the hidden ones too little.

    counts: rule and count, a row a cell; hidden: a boolean a cell. Nothing less would do: what a
    total bounds, further counts cannot protect, but a zero that is not shown can. no_total: the
    rules whose totals are not shown; of one that is not small no count is, as they would tell it.
    """
    small = policy.small_counts
    least = small[0]
    cells = counts.select("rule", "count", hidden.alias("hidden"))
    rules = cells.group_by("rule").agg(
        pl.col("count").filter(~pl.col("hidden")).sum().alias("shown"), pl.col("hidden").sum()
    )
    gone = {
        rule
        for rule, shown, number in rules.rows()
        if (rule in no_total and totals[rule] not in small)
        or (
            rule in totals
            and number
            and _at_most(totals[rule], policy) - shown - (number - 1) * least < small[-1]
        )
    }
    return hidden | cells["rule"].is_in(sorted(gone))


def _at_most(total: int, policy: Policy) -> int:
    """Return the most that a reader takes a total to be: what c stands for where it is small."""
    return policy.small_counts[-1] if total in policy.small_counts else total

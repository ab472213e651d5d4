"""Whether children were referred again sooner, released: shares of enough children only."""

import polars as pl

from referral_analysis.analysis.printed_counts import rule_of
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.released import Released, release


def release_differences(differences: pl.DataFrame, policy: Policy) -> Released:
    """Release shares of children who came back where enough did, of enough who were followed."""
    counts = ["children_after", "children_before", "returned_after", "returned_before"]
    dependent = {
        "after": (counts[0], counts[2]),
        "before": (counts[1], counts[3]),
        **dict.fromkeys(("change", "low", "high", "p_value"), counts),
    }
    return release("differences", differences, rule_of(counts, dependent), policy)


def release_curves(curves: pl.DataFrame, policy: Policy) -> Released:
    """Release a week's share only where children enough came back since the one before.

    Between two shares that are shown there are then always enough, however many weeks are not.
    """
    rule = rule_of(["returned"], dict.fromkeys(("rereferred", "low", "high"), ("returned",)))
    return release("curves", curves, rule, policy)

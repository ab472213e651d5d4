"""Released rows as the values that sentences are made of."""

import polars as pl

from referral_analysis.appropriateness.guardrail import Held, together
from referral_analysis.disclosure import ReleasedAppropriateness
from referral_analysis.report.beyond_fewer import Moved


def helped(released: ReleasedAppropriateness) -> Held | None:
    """Judge the guardrail measures together; None where one is not known or not shown."""
    verdicts: list[Held | None] = released.guardrail.table["verdict"].to_list()
    known = [verdict for verdict in verdicts if verdict is not None]
    return together(known) if len(known) == len(verdicts) else None


def mix_of(released: ReleasedAppropriateness, by: str) -> dict[str, Moved] | None:
    """Return change, mix and within of a kind of segment; None where they are not shown."""
    rows = released.mix.table.filter(pl.col("by") == by)
    if rows["estimate"].has_nulls():
        return None
    return {
        name: Moved(what=name, change=estimate, low=low, high=high)
        for name, estimate, low, high in rows.select("component", "estimate", "low", "high").rows()
    }

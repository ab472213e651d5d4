"""Released rows as the values that sentences are made of."""

import polars as pl

from referral_analysis.appropriateness.guardrail import Held, together
from referral_analysis.disclosure import ReleasedAppropriateness
from referral_analysis.findings.appropriateness.rereferral import AFTER, EVERYBODY
from referral_analysis.report.appropriateness_display.words import Moved

NAMES = {
    "nfa": "inappropriate",
    "others": "others",
    "not_in_need": "assessed and not in need",
    "appropriate": "appropriate",
    "referrals": "referrals",
}


def moved(released: ReleasedAppropriateness, split: str, part: str) -> Moved | None:
    """Return a part's change, referrals a month; None where it is not known or not shown."""
    row = released.parts.table.row(
        by_predicate=(pl.col("split") == split) & (pl.col("part") == part), named=True
    )
    if row["change"] is None:
        return None
    return Moved(what=NAMES[part], change=row["change"], low=row["low"], high=row["high"])


def helped(released: ReleasedAppropriateness) -> Held | None:
    """Judge the guardrail measures together; None where one is not known or not shown."""
    verdicts: list[Held | None] = released.guardrail.table["verdict"].to_list()
    known = [verdict for verdict in verdicts if verdict is not None]
    return together(known) if len(known) == len(verdicts) else None


def returned(
    released: ReleasedAppropriateness, months: int, whom: str = EVERYBODY
) -> tuple[float, Moved] | None:
    """Return the share after and its change on the cohort before; None where not known."""
    rows = released.differences.table.filter(
        pl.col("whom") == whom, pl.col("cohort") == AFTER, pl.col("months") == months
    ).drop_nulls("change")
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    who = (
        "children referred since the launch"
        if whom == EVERYBODY
        else "children whose referral since the launch was closed with no further action"
    )
    change = Moved(what=who, change=row["change"], low=row["low"], high=row["high"])
    return row["after"], change


def mix_of(released: ReleasedAppropriateness, by: str) -> dict[str, Moved] | None:
    """Return change, mix and within of a kind of segment; None where they are not shown."""
    rows = released.mix.table.filter(pl.col("by") == by)
    if rows["estimate"].has_nulls():
        return None
    return {
        name: Moved(what=name, change=estimate, low=low, high=high)
        for name, estimate, low, high in rows.select("component", "estimate", "low", "high").rows()
    }

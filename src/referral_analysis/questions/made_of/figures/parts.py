"""What the change in referrals is made of: one figure, in two reports."""

from collections.abc import Sequence

import polars as pl

from referral_analysis.disclosure import Released
from referral_analysis.questions import rates
from referral_analysis.questions.headings import range_from_to
from referral_analysis.questions.made_of import words
from referral_analysis.questions.made_of.tables import SPLITS, TOTAL, ChangeParts
from referral_analysis.questions.needs import Have
from referral_analysis.report.charts.bars_chart import Unit, bars_chart
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words import wording
from referral_analysis.report.words.moved import Moved

MONTHLY = Unit(title="Referrals a month, against what was expected")
HEADLINES = {
    "two": "Inappropriate referrals, and all that were not",
    "three": "Not in need, and appropriate, apart",
}
NAMES = {
    "nfa": "inappropriate",
    "all_others": "that were not",
    "not_in_need": "assessed and not in need",
    "appropriate": "appropriate",
    "referrals": "referrals",
}


def figure(
    parts: Released, split: str, have: Have, *, small: bool, notes: Sequence[str] = ()
) -> Figure:
    """Show the change in each part of a split, and in all referrals, a month."""
    is_of = parts.table["split"] == split
    table = parts.table.filter(is_of)
    drawn = table.select("label", pl.col("change").alias("estimate"), "low", "high")
    months = wording.months_in_words(int(table["months"][0]))
    return Figure(
        name=f"made-of-{split}",
        picture=bars_chart(drawn, MONTHLY, description=told(parts, split), small=small),
        headline=HEADLINES[split],
        subtitle=f"Observed less expected, a month, over {months} after the launch",
        table=Table(
            frame=table,
            columns=(*_PARTS, *_rates(have)),
            caption=f"What the change in referrals is made of, over {months}",
            suppressed=parts.suppressed.filter(is_of),
            notes=(
                "Each part is modelled by itself; the whole is their sum, and its range allows for "
                "parts that rise and fall together.",
                *notes,
            ),
        ),
    )


_PARTS = (
    Column(name=ChangeParts.label, label="Part"),
    Column(name=ChangeParts.observed_total, label="Observed", format="count", unit="in all"),
    Column(name=ChangeParts.change, label="Change", format="count", unit="a month"),
    *range_from_to(ChangeParts.low, ChangeParts.high, "count"),
)


def _rates(have: Have) -> tuple[Column, ...]:
    return (
        Column(
            name=ChangeParts.rate_change,
            label="Change",
            format="decimal",
            unit=rates.per_in_short(have),
        ),
        *range_from_to(ChangeParts.rate_low, ChangeParts.rate_high, "decimal"),
    )


def told(parts: Released, split: str) -> str:
    """Say what the change is made of, and within what range."""
    total = moved(parts, split, TOTAL)
    moves = [one for name in SPLITS[split] if (one := moved(parts, split, name)) is not None]
    if total is None:
        return "Too few referrals, or too few settled months, to show what the change is made of."
    return f"{words.made_of(total, moves)} {words.allowed(total)}"


def moved(parts: Released, split: str, part: str) -> Moved | None:
    """Return a part's change, referrals a month; None where it is not known or not shown."""
    rows = parts.table.filter(pl.col("split") == split, pl.col("part") == part)
    if rows["change"].count() == 0:
        return None
    row = rows.row(0, named=True)
    return Moved(what=NAMES[part], change=row["change"], low=row["low"], high=row["high"])

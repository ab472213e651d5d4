"""The shades of the heat maps, and which shade and sign a released number gets."""

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from referral_analysis.questions import events
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.report.charts import theme
from referral_analysis.report.charts.heat_map import Key, Shade, Sign
from referral_analysis.report.charts.layout import Marker

MORE_AND_MORE = ("#ADD1F1", "#6BACE6", "#2073BC", theme.NAVY)
"""The Government Analysis Function's sequential colours, from the lightest."""
CHANGES: tuple[tuple[float, str, str], ...] = (
    (1 / 1.2, theme.DEEP_ORANGE, "down a sixth or more"),
    (1 / 1.1, "#F9C3A0", "down a tenth"),
    (1.1, theme.PALE, "about the same"),
    (1.2, "#ADD1F1", "up a tenth"),
    (float("inf"), theme.NAVY, "up a fifth or more"),
)
"""Upper ends of ratios, their colours, and the words of the key."""
HIDDEN = "not shown (c)"


def share_key(steps: Sequence[float], signs: Sequence[Sign] = ()) -> Key:
    """Return the key of a map of shares: none, then a shade up to each step, then the rest."""
    ends = [f"{step * 100:g}%" for step in steps]
    words = [
        f"under {ends[0]}",
        *(f"{low} to {high}" for low, high in pairwise(ends)),
        f"{ends[-1]} or more",
    ]
    shades = [Shade(colour=theme.PALE, words="none")]
    shades += [Shade(colour=c, words=w) for c, w in zip(MORE_AND_MORE, words, strict=True)]
    return Key(shades=shades, signs=_signs(signs))


def change_key(signs: Sequence[Sign] = ()) -> Key:
    """Return the key of a map of changes."""
    return Key(shades=[Shade(colour=c, words=w) for _, c, w in CHANGES], signs=_signs(signs))


def shade_of_share(share: pl.Expr, steps: Sequence[float]) -> pl.Expr:
    """Return the index of a share's shade in the key of these steps; null for a null."""
    above = pl.sum_horizontal((share >= step).cast(pl.Int64) for step in steps)
    return pl.when(share.is_not_null()).then(pl.when(share > 0).then(1 + above).otherwise(0))


def shade_of_change(ratio: pl.Expr) -> pl.Expr:
    """Return the index of a ratio's shade in the key of changes; null for a null."""
    above = pl.sum_horizontal((ratio > end).cast(pl.Int64) for end, _, _ in CHANGES[:-1])
    return pl.when(ratio.is_not_null()).then(above)


def sign(*, is_hidden: pl.Expr, is_jump: pl.Expr, is_up: pl.Expr) -> pl.Expr:
    """Return the sign of a cell: a dot for a hidden number, an arrow for a jump, or null."""
    arrow = pl.when(is_up).then(pl.lit("up")).otherwise(pl.lit("down"))
    return (
        pl.when(is_hidden)
        .then(pl.lit("dot"))
        .when(is_jump.fill_null(value=False))
        .then(arrow)
        .alias("sign")
    )


def signs_in(cells: pl.DataFrame) -> list[Sign]:
    """List the signs that a map's cells hold, for its key."""
    order: tuple[Sign, ...] = ("dot", "up", "down")
    return [name for name in order if name in cells["sign"]]


def markers(plan: QualityPlan) -> tuple[Marker, ...]:
    """Return the events that a change in recording is held against."""
    return (
        *events.begins(plan.events),
        Marker(date=plan.launch_month, label="Workshops begin"),
    )


def _signs(signs: Sequence[Sign]) -> dict[Sign, str]:
    words: dict[Sign, str] = {"dot": HIDDEN, "up": "sudden rise", "down": "sudden fall"}
    return {name: words[name] for name in signs}

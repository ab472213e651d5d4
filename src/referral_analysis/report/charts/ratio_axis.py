"""A log axis of ratios for changes and their ranges: its ends, its ticks and its room for names."""

import math
from dataclasses import dataclass

import polars as pl

from referral_analysis.report.charts.layout import CHARACTER, GAP, WIDE, Size, wrapped

LONG_NAMES = 0.42  # of the whole of a wide chart
WORDS = 148  # room for the figures beside a chart of effects, px
RATIOS = (0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95)
RATIOS_UP = (1.05, 1.1, 1.2, 1.25, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0)
TICK_ROOM, BESIDE_NO_CHANGE = 52, 76  # px


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioAxis:
    """A log axis of ratios: its ends, its ticks, its width and where no change is, px.

    `labels` is the room left of it for the names of the rows, px.
    """

    labels: int
    low: float
    high: float
    width: int
    no_change: float
    ticks: tuple[float, ...]


def ratio_axis(effects: pl.DataFrame, size: Size) -> RatioAxis:
    """Fit a log axis to label, low and high: no change is always on it, and it ends at a fifth.

    The names of the rows get the room they need, a third of the whole at most; on a wide chart more
    where a name would have more than two lines.
    """
    whole = size.plot_width + size.label_width + 48
    longest = max(len(label) for label in effects["label"]) * CHARACTER + GAP
    labels = round(min(longest, whole / 3))
    if size is WIDE and max(wrapped(name, labels).count("\n") for name in effects["label"]) > 1:
        labels = round(min(longest, whole * LONG_NAMES))
    least, most = effects["low"].min(), effects["high"].max()
    low = max(min(least if isinstance(least, float) else 1.0, 0.9) / 1.03, 0.2)
    high = min(max(most if isinstance(most, float) else 1.0, 1.1) * 1.03, 5.0)
    width = whole - WORDS - labels
    per_log = width / math.log(high / low)
    ticks = [1.0]
    for side in (sorted(RATIOS, reverse=True), RATIOS_UP):
        last, room = 1.0, BESIDE_NO_CHANGE
        for ratio in side:
            if low <= ratio <= high and abs(math.log(ratio / last)) * per_log >= room:
                ticks.append(ratio)
                last, room = ratio, TICK_ROOM
    return RatioAxis(
        labels=labels,
        low=round(low, 4),
        high=round(high, 4),
        width=width,
        no_change=math.log(1 / low) * per_log,
        ticks=tuple(sorted(ticks)),
    )

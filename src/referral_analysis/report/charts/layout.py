"""Where the words of a chart go: axis steps, and labels that do not run into each other."""

import datetime as dt
import itertools
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import polars as pl

from referral_analysis.report.charts.theme import LINE_HEIGHT, SIZE

AxisForm = Literal["count", "rate", "percent"]
CHARACTER = 0.5 * SIZE  # mean width of a character of running text in Liberation Sans, px
GAP = 10
MONTH_ROOM = 36  # px: a year, and air beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The room a chart has, in px: the plot between its axes, and the words right of it.

    `point` is the area of a point in square px, `line` the width of a line in px.
    """

    plot_width: int
    plot_height: int
    label_width: int
    point: int = 36
    line: float = 2.5


WIDE = Size(plot_width=640, plot_height=300, label_width=140)
HALF = Size(plot_width=280, plot_height=210, label_width=128, point=18, line=2.0)
# on a screen of 320 px, which leaves 280, words of 14 px come out at 10
NARROW = Size(plot_width=200, plot_height=210, label_width=124, point=18, line=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """An event with a date, shown as a vertical rule with its name above the plot."""

    date: dt.date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days that belong together, both ends included, shown as a band with its name above."""

    start: dt.date
    end: dt.date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What surrounds the data of a chart over time.

    The vertical axis has a title with its unit, and starts at `lowest`: zero unless the page says
    otherwise, and reaches `highest` at least, so that two charts can share a scale. `phase_in` is
    drawn as a band, as are `bands`, behind it; each of `markers` is a rule. What lies outside the
    chart's days is not drawn.
    """

    y_title: str
    form: AxisForm = "count"
    lowest: float = 0.0
    highest: float = 0.0
    phase_in: Span | None = None
    markers: tuple[Marker, ...] = ()
    bands: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The scales of one chart: days across, values down, both linear."""

    first: dt.date
    last: dt.date
    values: tuple[float, ...]
    size: Size


def across(plot: Plot, day: dt.date) -> float:
    """Return how far a day is from the left edge of the plot, px."""
    return (day - plot.first) / (plot.last - plot.first) * plot.size.plot_width


def down(plot: Plot, value: float) -> float:
    """Return how far a value is below the top edge of the plot, px."""
    lowest, highest = plot.values[0], plot.values[-1]
    return (highest - value) / (highest - lowest) * plot.size.plot_height


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A label above the plot: `at` px from its left edge, in a row counted upwards from 0."""

    at: float
    text: str
    row: int
    align: Literal["left", "right"]


def steps(lowest: float, highest: float, wanted: int = 5) -> list[float]:
    """List round axis values from lowest to at least highest, about as many as wanted."""
    rough = max(highest - lowest, 1e-9) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(m for m in (1, 2, 2.5, 5, 10) if m * power >= rough * (1 - 1e-9))
    count = math.ceil((highest - lowest) / step - 1e-9)
    return [round(lowest + i * step, 10) for i in range(count + 1)]


def instant(day: dt.date) -> int:
    """Return the start of a day in UTC as Vega counts time, ms."""
    return (day - dt.date(1970, 1, 1)).days * 86_400_000


def month_ticks(first: dt.date, last: dt.date, width: float = WIDE.plot_width) -> list[dt.date]:
    """List the month starts to label, as fit a width in px: the first, the last, Januaries between.

    last: the day after the last month ends. Twelve at most.
    """
    most = min(10, width / MONTH_ROOM)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = next(n for n in (1, 3, 6, 12, 24, 60) if months / n <= most or n == 60)
    regular = [
        day
        for i in range(months)
        for day in [_month(first, i)]
        if (day.year * 12 + day.month - 1) % every == 0
    ]
    oldest = first if first.day == 1 else _month(first, 1)
    newest = _month(last - dt.timedelta(days=1), 0)
    if newest <= oldest:
        return [day for day in regular if first <= day <= last]
    room = MONTH_ROOM / width * (last - first)
    return [
        oldest,
        *(day for day in regular if oldest + room <= day <= newest - room),
        newest,
    ]


def _month(first: dt.date, later: int) -> dt.date:
    index = first.year * 12 + first.month - 1 + later
    return dt.date(index // 12, index % 12 + 1, 1)


def apart(wanted: Sequence[float], heights: Sequence[float], limit: float) -> list[float]:
    """Move label centres as little as needed so that none overlaps and all stay in 0..limit px."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = list(wanted)
    below = 0.0
    for i in order:
        placed[i] = max(placed[i], below + heights[i] / 2)
        below = placed[i] + heights[i] / 2
    above = limit
    for i in reversed(order):
        placed[i] = min(placed[i], above - heights[i] / 2)
        above = placed[i] - heights[i] / 2
    return placed


def names_above(scene: Scene, plot: Plot) -> list[Placed]:
    """Place the names of the events and of the phase-in above a plot."""
    named = [(marker.date, marker.label) for marker in scene.markers]
    named += [(band.start, band.label) for band in bands_within(scene, plot)]
    labels = [(across(plot, day), text) for day, text in named if plot.first <= day <= plot.last]
    return above_plot(labels, plot.size.plot_width + plot.size.label_width)


def bands_within(scene: Scene, plot: Plot) -> list[Span]:
    """List the bands of a scene as far as they lie within the plot's days, the phase-in's last."""
    asked = [*scene.bands, *([scene.phase_in] if scene.phase_in else [])]
    return [
        replace(band, start=max(band.start, plot.first))
        for band in asked
        if band.start <= plot.last and band.end >= plot.first
    ]


_Box = tuple[int, float, float]  # row, left and right end, px
_Try = tuple[Placed, list[_Box]]


def above_plot(labels: Sequence[tuple[float, str]], width: float) -> list[Placed]:
    """Place labels, each anchored at a px, in the fewest rows in which none runs into another.

    A label runs right from its anchor or left, within 0..width; below it a rule runs down to the
    plot, which no other label may cross. Every way is tried of up to `MOST_TRIED` labels; more are
    placed one by one from the right, each where it is clear of those before.
    """
    tries = [_tries(at, text, width, len(labels)) for at, text in labels]
    if len(labels) > MOST_TRIED:
        return _one_by_one(labels, tries)
    ways = [way for way in itertools.product(*tries) if _is_clear(way)]
    best = min(ways or [tuple(options[0] for options in tries)], key=_cost)
    return [name for name, _ in best]


MOST_TRIED = 4
"""Labels of which every way is tried: with five it would be a hundred thousand ways."""


def _one_by_one(
    labels: Sequence[tuple[float, str]], tries: Sequence[Sequence[_Try]]
) -> list[Placed]:
    """Place each label in the first place that is clear of those right of it; in the order given.

    From the right, a staircase of labels that run right always stands: each crosses no rule of
    those below it. Labels that only fit running left come last, on top.
    """
    runs_right = [[one for one in each if one[0].align == "left"] for each in tries]
    placed: dict[int, _Try] = {}
    for number in sorted(range(len(labels)), key=lambda at: (not runs_right[at], -labels[at][0])):
        possible = runs_right[number] or tries[number]
        clear = (one for one in possible if _is_clear([*placed.values(), one]))
        placed[number] = next(clear, possible[-1])
    return [placed[number][0] for number in range(len(labels))]


def _tries(at: float, text: str, width: float, rows: int) -> list[_Try]:
    """List the places a label may have, with the boxes that it and its rule would fill."""
    length = len(text) * CHARACTER
    sides: list[tuple[Literal["left", "right"], float, float]] = []
    if at + length <= width or at - length < 0:
        sides.append(("left", at, at + length))
    if at - length >= 0:
        sides.append(("right", at - length, at))
    return [
        (
            Placed(at=at, text=text, row=row, align=align),
            [(row, left, right), *((lower, at, at) for lower in range(row))],
        )
        for row in range(rows)
        for align, left, right in sides
    ]


def _is_clear(way: Sequence[_Try]) -> bool:
    return all(
        row != other or right + GAP <= start or end + GAP <= left
        for (_, boxes), (_, others) in itertools.combinations(way, 2)
        for row, left, right in boxes
        for other, start, end in others
    )


def _cost(way: Sequence[_Try]) -> tuple[int, int, int]:
    names = [name for name, _ in way]
    rows = [name.row for name in names]
    return max(rows, default=0), sum(rows), sum(name.align == "right" for name in names)


def wrapped(text: str, width: float) -> str:
    """Break a label into the fewest lines that fit a width, px, all about as long."""
    widest = max(int(width / CHARACTER), 8)
    lines = textwrap.wrap(text, widest, break_long_words=False)
    for narrower in range(widest, 0, -1):
        tried = textwrap.wrap(text, narrower, break_long_words=False)
        if len(tried) > len(lines):
            break
        lines = tried
    return "\n".join(lines)


def height_of(text: str) -> float:
    """Measure a label of one or more lines with the air around it, px."""
    return LINE_HEIGHT * (text.count("\n") + 1) + 4


def centred(tallest: int) -> Any:  # noqa: ANN401 - a conditional value of Vega-Lite
    """Return the offset that puts the middle of a label of up to `tallest` breaks at its row."""
    if tallest == 0:
        return 0
    conditions = [
        {
            "test": f"length(split(datum.value, '\\n')) == {breaks + 1}",
            "value": -breaks * LINE_HEIGHT / 2,
        }
        for breaks in range(1, tallest + 1)
    ]
    return {"condition": conditions, "value": 0}


def first_line(centre: float, text: str) -> float:
    """Return where the first line of a label goes for the whole to be centred, px."""
    return centre - LINE_HEIGHT * text.count("\n") / 2


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

    The names of the rows get the room they need, a third of the whole at most.
    """
    whole = size.plot_width + size.label_width + 48
    longest = max(len(label) for label in effects["label"]) * CHARACTER + GAP
    labels = round(min(longest, whole / 3))
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

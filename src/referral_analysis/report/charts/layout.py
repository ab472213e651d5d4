"""The sizes, scales and axis steps of a chart over time, and the room that its words take."""

import datetime as dt
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

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


WIDE = Size(plot_width=640, plot_height=250, label_width=140)
# half a sheet of A4, on which words of 14 px come out at 9 pt
HALF = Size(plot_width=236, plot_height=200, label_width=125, point=18, line=2.0)
# on a screen of 320 px, which leaves 280, words of 14 px come out at 10
NARROW = Size(plot_width=200, plot_height=210, label_width=124, point=18, line=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """An event with a date, shown as a vertical rule with its name above the plot."""

    date: dt.date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days that belong together, both ends included, shown as a band with its name above.

    is_left_out: whether the model leaves them out, which hollow points say.
    """

    start: dt.date
    end: dt.date
    label: str
    is_left_out: bool = True


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

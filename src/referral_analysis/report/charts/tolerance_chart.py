"""A range against how much may have happened by itself: where it touches no change, and before."""

from dataclasses import replace

import polars as pl

from referral_analysis.report.charts import keys, theme
from referral_analysis.report.charts.layout import NARROW, WIDE, Size, apart, height_of, wrapped
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.specification import (
    Layer,
    Specification,
    layer,
    quantitative,
    specification,
    words,
)

TICKS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 5.0)
LEAST, MOST = 0.05, 5.0
LOW = replace(WIDE, plot_height=200)
SLIM = replace(NARROW, plot_width=176, label_width=92)
"""With names on both sides of the plot: drawn wider, its words would be too small on a phone."""
ROOM = 26  # px between two ticks of the vertical axis


def tolerance_chart(
    ranges: pl.DataFrame,
    marks: tuple[tuple[float, str], ...],
    *,
    titles: tuple[str, str],
    description: str,
) -> Picture:
    """Draw low to high as a band and the estimate as a line; no change is a rule.

    ranges: tolerance, ratio, low, high, by tolerance. marks: tolerances to mark, with their names.
    titles: of the horizontal and of the vertical axis.
    """
    return Picture(
        wide=_drawn(ranges, marks, titles, LOW),
        narrow=_drawn(ranges, marks, titles, SLIM),
        description=description,
        key=f"Shaded: the range; the line in it is the best estimate. {keys.RATIOS}",
    )


def _drawn(
    ranges: pl.DataFrame,
    marks: tuple[tuple[float, str], ...],
    titles: tuple[str, str],
    size: Size,
) -> Specification:
    rows = (
        ranges.select(
            (pl.col("tolerance") * 100).round(1),
            pl.col("ratio", "low", "high").clip(LEAST, MOST).round_sig_figs(4),
        )
        .sort("tolerance")
        .to_dicts()
    )
    last = max(float(rows[-1]["tolerance"]), *(100 * tolerance for tolerance, _ in marks))
    x = quantitative("tolerance", (0, last), {"title": titles[0], "format": "d", "tickCount": 5})
    low = min(0.8, *(row["low"] for row in rows)) / 1.03
    high = max(1.15, *(row["high"] for row in rows)) * 1.03
    y = _vertical("ratio", (low, high), size, titles[1])
    band = layer(
        {"type": "area", "color": theme.PALE, "opacity": 1},
        rows,
        {"x": x, "y": _vertical("low", (low, high), size, titles[1]), "y2": {"field": "high"}},
    )
    line = layer(
        {"type": "line", "color": theme.NAVY, "strokeWidth": size.line}, rows, {"x": x, "y": y}
    )
    none = layer(
        {"type": "rule", "color": theme.GREY, "strokeWidth": 1.5},
        [{"ratio": 1.0}],
        {"y": y},
    )
    layers = [band, none, line, *_marked(marks, last, size)]
    return specification(layers, size.plot_width, size.plot_height)


def _vertical(name: str, ends: tuple[float, float], size: Size, title: str) -> Layer:
    """Return a log axis that says change in per cent, from one end to the other."""
    encoding = quantitative(name, ends, _axis(ends, size, title))
    return {**encoding, "scale": {"type": "log", "domain": list(ends), "nice": False}}


def _axis(ends: tuple[float, float], size: Size, title: str) -> Layer:
    inside = [tick for tick in TICKS if ends[0] <= tick <= ends[1]]
    step = max(1, -(-len(inside) * ROOM // size.plot_height))
    place = inside.index(1.0)
    values = [tick for i, tick in enumerate(inside) if (i - place) % step == 0]
    expression = "datum.value == 1 ? 'no change' : format(datum.value - 1, '+.0%')"
    return {
        "values": values,
        "labelExpr": expression,
        "minExtent": 64,
        "title": title,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleBaseline": "bottom",
        "titleX": -64,
        "titleY": -8,
    }


def _marked(marks: tuple[tuple[float, str], ...], last: float, size: Size) -> list[Layer]:
    """Draw a dashed rule up from each marked tolerance, with its name right of the plot."""
    names = [wrapped(name, size.label_width) for _, name in marks]
    wanted = [size.plot_height * (0.25 + 0.5 * i) for i in range(len(marks))]
    centres = apart(wanted, [height_of(name) for name in names], size.plot_height)
    layers = []
    for (tolerance, _), name, centre in zip(marks, names, centres, strict=True):
        across = round(100 * tolerance / last * size.plot_width, 2)
        rule = {"type": "rule", "color": theme.DEEP_ORANGE, "strokeDash": [4, 3]}
        layers.append(
            layer(
                rule,
                [{}],
                {
                    "x": {"value": across},
                    "y": {"value": 0},
                    "y2": {"value": size.plot_height},
                },
            )
        )
        layers.append(
            words(
                name,
                x=size.plot_width + 8,
                y=centre,
                align="left",
                colour=theme.DEEP_ORANGE,
                bold=True,
            )
        )
    return layers

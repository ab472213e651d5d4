"""A chart as its Vega-Lite specification: what every chart is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from referral_analysis.report.charts import theme
from referral_analysis.report.charts.layout import apart, first_line, height_of

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Layer = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Specification:
    """A chart that is its Vega-Lite specification."""

    spec: Mapping[str, Any] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the specification, with its data inside."""
        return dict(self.spec)


def specification(
    layers: Sequence[Layer], width: int, height: int, rows: Rows | None = None
) -> Specification:
    """Put layers over each other in a plot of a size, px, in the theme.

    rows: what layers draw that bring no rows of their own.
    """
    return Specification(
        spec={
            "$schema": SCHEMA,
            "config": theme.config(),
            "width": width,
            "height": height,
            **({} if rows is None else {"data": {"values": list(rows)}}),
            "layer": list(layers),
        }
    )


def layer(mark: Layer, rows: Rows, encoding: Layer) -> Layer:
    """Return one layer: a mark, its rows, its encoding."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def at(x: float, y: float) -> Layer:
    """Return an encoding of a place in px from the plot's top left corner."""
    return {"x": {"value": round(x, 2)}, "y": {"value": round(y, 2)}}


def quantitative(name: str, ends: tuple[float, float], axis: Layer | None) -> Layer:
    """Return an encoding of a number between two ends, which the axis ends at too."""
    scale = {"domain": list(ends), "nice": False, "zero": False}
    return {"field": name, "type": "quantitative", "scale": scale, "axis": axis}


def words(text: str, *, x: float, y: float, align: str, colour: str, bold: bool = False) -> Layer:
    """Write words at a place in px from the plot's top left corner; y is the middle of them."""
    mark = {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "color": colour,
        "lineBreak": "\n",
        "fontWeight": 600 if bold else "normal",
    }
    return layer(mark, [{}], {**at(x, first_line(y, text)), "text": {"value": text}})


def beside(
    names: Sequence[tuple[str, str]], wanted: Sequence[float], *, x: float, height: int
) -> list[Layer]:
    """Write names (words, colour) right of a plot as near to their places as none runs into one."""
    centres = apart(wanted, [height_of(text) for text, _ in names], height)
    return [
        words(text, x=x, y=centre, align="left", colour=colour, bold=True)
        for (text, colour), centre in zip(names, centres, strict=True)
    ]

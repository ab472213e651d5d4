"""A funnel plot: shares against how many they are of, with the limits that chance keeps to."""

import numpy as np
import polars as pl

from referral_analysis import special
from referral_analysis.report.charts import keys, theme
from referral_analysis.report.charts.layout import NARROW, WIDE, Size, apart, steps
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.charts.specification import (
    Layer,
    Specification,
    beside,
    layer,
    quantitative,
    specification,
    words,
)
from referral_analysis.statistics.funnel import LEVELS, binomial_limit

NODES = 60
LOOKS = {
    "as others": ("circle", theme.GREY, theme.WHITE),
    "beyond chance": ("diamond", theme.DEEP_ORANGE, theme.WHITE),
    "stands out": ("diamond", theme.DEEP_ORANGE, theme.DEEP_ORANGE),
}
"""Shape, colour and fill of each verdict."""


def funnel_chart(segments: pl.DataFrame, *, share: str, description: str) -> Picture:
    """Draw segments as points, named where they lie beyond what chance allows.

    `segments` is as `statistics.funnel` returns it; rows without a share or verdict are left
    out. The target is a line; the exact 99.8% limits are solid, those that allow for the ordinary
    differences between segments dashed. share: what the shares are, as the axis says.
    """
    shown = segments.drop_nulls(["share", "whole", "verdict", "target"]).sort("segment")
    wide, narrow = (_drawn(shown, share, size) for size in (WIDE, NARROW))
    key = keys.of_funnel(shown)
    return Picture(wide=wide, narrow=narrow, description=description, key=key)


def _drawn(shown: pl.DataFrame, share: str, size: Size) -> Specification:
    most = float(shown["whole"].max() or 1) * 1.05  # type: ignore[arg-type]  # a count
    across = steps(0, most, 5 if size is WIDE else 3)
    limits = _limits(shown, np.linspace(max(most / 50, 5), across[-1], NODES))
    points = shown.select(
        "whole",
        pl.col("share").round_sig_figs(4),
        *(
            pl.col("verdict").replace_strict(
                {verdict: look[i] for verdict, look in LOOKS.items()}, return_dtype=pl.String
            ).alias(name)
            for i, name in enumerate(("shape", "colour", "fill"))
        ),
    ).to_dicts()  # fmt: skip
    highest = max(float(shown["share"].max() or 0), 2 * float(shown["target"][0]))  # type: ignore[arg-type]  # a share
    down = steps(0, min(highest, 1.0))
    x = quantitative(
        "whole",
        (0, across[-1]),
        {"values": across, "format": ",d", "title": "Referrals", "grid": False},
    )
    layers = [
        _line(limits, x, _share(name, share, down), look)
        for name, look in (
            ("target", (theme.GREY, [1, 0])),
            ("low", (theme.NAVY, [1, 0])),
            ("high", (theme.NAVY, [1, 0])),
            ("wide_low", (theme.NAVY, [6, 4])),
            ("wide_high", (theme.NAVY, [6, 4])),
        )
    ]
    layers.append(_points(points, x, _share("share", share, down)))
    layers += _names(shown, across[-1], down[-1], size)
    layers += _ends(limits[-1], down[-1], size)
    return specification(layers, size.plot_width, size.plot_height)


def _limits(shown: pl.DataFrame, whole: np.typing.NDArray[np.float64]) -> list[dict[str, float]]:
    target, between = float(shown["target"][0]), float(shown["between_sd"][0])
    level = LEVELS["998"]
    counts = np.round(whole)
    low, high = (
        binomial_limit(counts, target, chance) for chance in ((1 - level) / 2, (1 + level) / 2)
    )
    reach = special.ndtri((1 + level) / 2) * np.hypot(
        np.sqrt(target * (1 - target) / counts), between
    )
    ends = {
        "low": low,
        "high": high,
        "wide_low": np.maximum(target - reach, 0),
        "wide_high": np.minimum(target + reach, 1),
    }
    return [
        {
            "whole": float(counts[i]),
            "target": round(target, 5),
            **{name: round(float(values[i]), 5) for name, values in ends.items()},
        }
        for i in range(len(counts))
    ]


def _share(name: str, title: str, down: list[float]) -> Layer:
    axis = {
        "values": down,
        "format": ".0%",
        "minExtent": 48,
        "title": title,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleBaseline": "bottom",
        "titleX": -48,
        "titleY": -8,
    }
    return quantitative(name, (0, down[-1]), axis)


def _line(rows: list[dict[str, float]], x: Layer, y: Layer, look: tuple[str, list[int]]) -> Layer:
    colour, dash = look
    mark = {"type": "line", "clip": True, "color": colour, "strokeDash": dash, "strokeWidth": 1.5}
    return layer(mark, rows, {"x": x, "y": y})


def _points(points: list[dict[str, object]], x: Layer, y: Layer) -> Layer:
    own = {"scale": None, "legend": None, "type": "nominal"}
    encoding = {
        "x": x,
        "y": y,
        "shape": {"field": "shape", **own},
        "stroke": {"field": "colour", **own},
        "fill": {"field": "fill", **own},
    }
    return layer({"type": "point", "size": 70, "opacity": 1, "strokeWidth": 2}, points, encoding)


def _names(shown: pl.DataFrame, most: float, highest: float, size: Size) -> list[Layer]:
    """Name the points beyond chance; left of those in the right half, none over another."""
    out = shown.filter(pl.col("verdict") != "as others")
    layers = []
    for is_right in (False, True):
        side = out.filter((pl.col("whole") > most / 2) == is_right)
        wanted = [(1 - share / highest) * size.plot_height for share in side["share"]]
        centres = apart(wanted, [theme.LINE_HEIGHT + 2.0] * side.height, size.plot_height)
        for (name, whole), centre in zip(
            side.select("segment", "whole").rows(), centres, strict=True
        ):
            x = whole / most * size.plot_width + (-9 if is_right else 9)
            align = "right" if is_right else "left"
            named = words(name, x=x, y=centre, align=align, colour=theme.INK)
            edge = {"stroke": theme.WHITE, "strokeWidth": 4}  # so that no line runs through it
            layers += [{**named, "mark": named["mark"] | edge}, named]
    return layers


def _ends(last: dict[str, float], highest: float, size: Size) -> list[Layer]:
    named = [
        ("wide_high", "Chance, and ordinary\ndifferences", theme.NAVY),
        ("high", "Chance alone", theme.NAVY),
        ("target", "County", theme.GREY),
    ]
    places = [(1 - min(last[name], highest) / highest) * size.plot_height for name, _, _ in named]
    return beside(
        [(text, colour) for _, text, colour in named],
        places,
        x=size.plot_width + 8,
        height=size.plot_height,
    )

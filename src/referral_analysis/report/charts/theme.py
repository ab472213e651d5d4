"""Colours, type and chart rules: those of the Government Analysis Function.

Source: Government Analysis Function, colours in charts (2024) and afcharts 1.2.0.
"""

from typing import Any

NAVY = "#12436D"
# the Function's orange, F46A25, reaches 3:1 on white but not on its own tint, and 4.5:1 on neither:
# lines over the tint, and words, take this deeper shade of it
DEEP_ORANGE = "#B8460B"
ORANGE_TINT = "#FDE8DC"
INK = "#0B0C0C"
GREY = "#595F66"
PALE = "#EEF0F2"
GRID = "#DFE2E6"
AXIS = "#8A9097"
WHITE = "#FFFFFF"

# vl-convert carries Liberation Sans inside itself, so the layout is measured alike on every
# machine; Arial and Arimo have the same widths, so the page shows what was measured
FONTS = ("Liberation Sans", "Arial", "Arimo", "Helvetica", "sans-serif")
FONT = ", ".join(f"'{name}'" if " " in name else name for name in FONTS)

SIZE = 14
LINE_HEIGHT = 17

TEAL = "#1B7A74"  # the Function's 28A197 deepened to 4.5:1, so that it can colour words
PLUM = "#801650"

SERIES: tuple[tuple[str, tuple[int, ...]], ...] = (
    (NAVY, ()),
    (DEEP_ORANGE, (6, 4)),
    (TEAL, (2, 3)),
    (PLUM, (10, 3, 2, 3)),
)
"""Colour and dash of each line of a chart, at most four: never told apart by colour alone."""

TEXT_PAIRS = (
    (INK, WHITE),
    (GREY, WHITE),
    (NAVY, WHITE),
    (DEEP_ORANGE, WHITE),
    (GREY, PALE),
    (TEAL, WHITE),
    (PLUM, WHITE),
)
"""Colours of words, each with what is behind it; all reach 4.5:1 (WCAG 2.2, 1.4.3)."""

LINE_PAIRS = ((NAVY, WHITE), (NAVY, PALE), (DEEP_ORANGE, ORANGE_TINT), (GREY, WHITE), (AXIS, WHITE))
"""Colours of lines and points, each with what is behind it; all reach 3:1 (WCAG 2.2, 1.4.11)."""


def config() -> dict[str, Any]:
    """Return the Vega-Lite configuration that every chart carries."""
    axis = {
        "labelColor": GREY,
        "labelFontSize": SIZE,
        "titleColor": GREY,
        "titleFontSize": SIZE,
        "titleFontWeight": "normal",
        "domainColor": AXIS,
        "tickColor": AXIS,
        "gridColor": GRID,
    }
    return {
        "background": WHITE,
        "font": FONT,
        "padding": {"left": 2, "right": 2, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False, "labelPadding": 6},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 8},
        "text": {"fontSize": SIZE, "color": INK, "lineHeight": LINE_HEIGHT},
    }

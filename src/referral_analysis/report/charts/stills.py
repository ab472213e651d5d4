"""A Vega-Lite specification drawn as one still picture (SVG); the only module that does."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import vl_convert

from referral_analysis.errors import RunError
from referral_analysis.report.charts.drawing import Spec

IDENTIFIER = re.compile(r'\bid="([^"]+)"')
ACCESSIBILITY = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
LINK = re.compile(r'"(?:href|url)":')
TAG = re.compile(r"<[^>]*>")
WHOSE_FONTS = "FONTCONFIG_FILE"
"""The variable by which vl-convert finds the machine's fonts on Linux, when it first draws."""
NO_FONTS = Path(__file__).with_name("fonts.conf")


def still(
    spec: Spec, *, name: str, description: str, draw: Callable[[Spec], str] | None = None
) -> str:
    """Draw a specification as SVG: one image with a text alternative, the same bytes every time.

    Identifiers begin with the figure's name, coordinates have two decimals. Nothing is loaded from
    outside. RunError where the specification cannot be drawn, or would link to something.
    draw: what does as `drawn` does, elsewhere.
    """
    try:
        svg = (draw or drawn)(spec)
    except ValueError:
        is_linked = LINK.search(json.dumps(spec))
        with_what = "with a link or a picture in it" if is_linked else "that cannot be drawn"
        raise _undrawable(name, f"a chart {with_what}") from None
    svg = TAG.sub(_tidied, _renumbered(svg, name))
    image = f'<svg role="img" aria-label="{escape(description)}"'
    return svg.replace("<svg", image, 1)


def drawn(spec: Spec) -> str:
    """Draw a specification as vl-convert does; ValueError where it cannot, or there is a link."""
    # looked for beforehand: a link makes vl-convert fail, and its next chart with it
    if LINK.search(json.dumps(spec)):
        raise ValueError("a chart with a link or a picture in it")
    with _fonts_of_its_own():
        svg: str = vl_convert.vegalite_to_svg(dict(spec), vl_version="6.4", allowed_base_urls=[])
    return svg


def png(svg: str) -> bytes:
    """Draw a still as pixels, twice as many as it has units: for documents that take no SVG."""
    with _fonts_of_its_own():
        drawn: bytes = vl_convert.svg_to_png(svg, scale=2)
    return drawn


@contextmanager
def _fonts_of_its_own() -> Iterator[None]:
    """Show vl-convert no font of the machine: it opens the file of one anew for every letter.

    That would be half of the time of a picture; the fonts that it carries are in memory.
    """
    before = os.environ.get(WHOSE_FONTS)
    os.environ[WHOSE_FONTS] = str(NO_FONTS)
    try:
        yield
    finally:
        if before is None:
            del os.environ[WHOSE_FONTS]
        else:
            os.environ[WHOSE_FONTS] = before


def _undrawable(name: str, found: str) -> RunError:
    return RunError(
        f"figure {name}",
        found=found,
        needed="a Vega-Lite 6 specification of marks, with its data inside",
        do="Look at the figure in JupyterLab.",
    )


def _renumbered(svg: str, name: str) -> str:
    """Begin identifiers again at 0: vl-convert numbers them through the whole process."""
    for number, old in enumerate(dict.fromkeys(IDENTIFIER.findall(svg))):
        new = f"{name}-{number}"
        svg = svg.replace(f'id="{old}"', f'id="{new}"')
        svg = svg.replace(f"url(#{old})", f"url(#{new})").replace(f'"#{old}"', f'"#{new}"')
    return svg


def _tidied(tag: re.Match[str]) -> str:
    """Round a tag's coordinates, and drop what vl-convert says of parts of the picture."""
    return LONG_NUMBER.sub(_rounded, ACCESSIBILITY.sub("", tag[0]))


def _rounded(number: re.Match[str]) -> str:
    shown = f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown

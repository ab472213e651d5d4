"""Colours that can be told apart: WCAG 2.2, level AA."""

import re
from importlib import resources

import pytest

from referral_analysis.report import theme

CSS = (resources.files("referral_analysis.report") / "template" / "page.css").read_text("utf-8")
WHITE = "#FFFFFF"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    # the published ratio of the grey that just passes
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(("words", "behind"), theme.TEXT_PAIRS)
def test_words_reach_four_and_a_half(words: str, behind: str) -> None:
    assert contrast(words, behind) >= 4.5


@pytest.mark.parametrize(("line", "behind"), theme.LINE_PAIRS)
def test_lines_reach_three(line: str, behind: str) -> None:
    assert contrast(line, behind) >= 3


def test_every_series_has_a_tested_colour_and_a_dash_of_its_own() -> None:
    assert {(colour, WHITE) for colour, _ in theme.SERIES} <= set(theme.TEXT_PAIRS)
    assert len({dash for _, dash in theme.SERIES}) == len(theme.SERIES) == 4


def test_the_page_has_only_words_that_reach_four_and_a_half() -> None:
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", CSS))
    used = set(re.findall(r"[^-]color: var\(--([a-z]+)\)", CSS))
    assert {"ink", "grey", "navy", "red"} <= used
    for name in used - {"line"}:
        assert contrast(colours[name], WHITE) >= 4.5, name
    for name in ("ink", "grey"):
        assert contrast(colours[name], colours["pale"]) >= 4.5, name
    assert contrast(WHITE, colours["red"]) >= 4.5


def test_the_page_names_the_fonts_that_charts_are_measured_in() -> None:
    stack = re.search(r'font: [^;]*("Liberation Sans"[^;]*);', CSS)
    assert stack is not None
    assert tuple(name.strip('" ') for name in stack[1].split(",")) == theme.FONTS
    assert theme.config()["font"].startswith("'Liberation Sans', Arial")

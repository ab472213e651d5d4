"""Colours that can be told apart: WCAG 2.2, level AA."""

import re
from importlib import resources

import pytest

from referral_analysis.report.charts import theme

CSS = (resources.files("referral_analysis.report.page") / "template" / "page.css").read_text(
    "utf-8"
)
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


def palette(light: str) -> dict[str, str]:
    """Return the page's colours by name, in the day or at night."""
    day, _, night = CSS.partition("prefers-color-scheme: dark")
    block = day if light == "day" else night[: night.index("}\n}")]
    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("light", ["day", "night"])
def test_the_page_has_only_words_that_reach_four_and_a_half(light: str) -> None:
    colours = palette(light)
    used = set(re.findall(r"[^-]color: var\(--([a-z]+)\)", CSS))
    assert {"ink", "grey", "navy", "red"} <= used <= colours.keys()
    for name in used - {"line"}:
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    for name in ("ink", "grey"):
        assert contrast(colours[name], colours["pale"]) >= 4.5, name


@pytest.mark.parametrize("light", ["day", "night"])
def test_edges_and_the_ring_of_the_focus_reach_three(light: str) -> None:
    colours = palette(light)
    for name in ("orange", "teal", "red", "grey"):
        assert contrast(colours[name], colours["paper"]) >= 3, name


def test_the_banner_is_legible_in_any_light() -> None:
    found = re.search(r"color: (#[0-9a-f]{6}); background: (#[0-9a-f]{6});", CSS)
    assert found is not None
    assert contrast(found[1], found[2]) >= 4.5


def test_every_colour_of_the_page_has_a_name_but_the_banner_and_the_sheet_of_a_chart() -> None:
    rules = re.sub(r"--[a-z]+: #[0-9a-f]+;", "", CSS)
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) == {"#ffffff", "#9b1c1c", "#595f66"}
    assert palette("day").keys() - {"shade"} == palette("night").keys() - {"shade"}


def test_charts_lie_on_white_in_the_dark() -> None:
    night = CSS[CSS.rindex("(prefers-color-scheme: dark)") :]
    assert ".plot { padding: .6rem; border-radius: .3rem; background: #ffffff; }" in night


def test_the_page_names_the_fonts_that_charts_are_measured_in() -> None:
    stack = re.search(r'font: [^;]*("Liberation Sans"[^;]*);', CSS)
    assert stack is not None
    assert tuple(name.strip('" ') for name in stack[1].split(",")) == theme.FONTS
    assert theme.config()["font"].startswith("'Liberation Sans', Arial")

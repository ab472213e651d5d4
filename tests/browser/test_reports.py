"""Every report of the repository and the list of them, as a reader opens them: files, offline."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import PARAMETERS

OpenPage = Callable[..., AbstractContextManager[Page]]
Keep = Callable[[Page, str], None]
INDEX = "index"
PAGES = [INDEX, *(path.stem for path in PARAMETERS)]
LAPTOP, PHONE, SMALL = (1280, 800), (390, 844), (320, 640)
PAPER = (726, 1_050)  # px: A4 within its margins
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS: dict[str, object] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
JUDGED: dict[str, dict[str, object]] = {"light": {"type": "tag", "values": AA}, "dark": OF_COLOURS}
"""What axe judges by day; a page in the dark has other colours, and nothing else of its own."""
MOST_BYTES = 2_000_000
# of A4; the Board's report is to stay near six
MOST_SHEETS = {"board_report": 8, "segment_report": 4, "reports": 2}
MOST_ELSE = 12
FOCUSABLE = "a[href], summary, [tabindex='0']"
OPEN_ALL = "all => all.forEach(one => one.open = true)"
STOP = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const all = [...document.querySelectorAll("a[href], summary, [tabindex='0']")];
    return [all.indexOf(one), style.outlineStyle !== "none" && style.outlineWidth !== "0px"];
}"""

page_name = pytest.mark.parametrize("name", PAGES)


def path_of(reports: Path, name: str) -> Path:
    """Return the page of a parameters file, or the list of them all."""
    if name == INDEX:
        return reports / "index.html"
    (found,) = (reports / name).rglob("report.html")
    return found


@pytest.mark.parametrize("light", ["light", "dark"])
@page_name
def test_axe_finds_nothing(
    reports: Path, open_page: OpenPage, axe: str, name: str, light: str
) -> None:
    expected = {"color-contrast"}
    if light == "light":
        expected |= {"document-title", "html-has-lang", "region"}
    with open_page(path_of(reports, name), LAPTOP, light) as page:
        page.locator("details").evaluate_all(OPEN_ALL)
        # over the shade at a table's edge axe cannot tell the colour behind words
        page.locator(".table").evaluate_all("all => all.forEach(t => t.style.background = 'none')")
        page.evaluate(axe)
        found = page.evaluate("only => axe.run({runOnly: only})", JUDGED[light])
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert expected <= {rule["id"] for rule in found["passes"]}


@pytest.mark.parametrize("size", [LAPTOP, PHONE, SMALL])
@page_name
def test_nothing_scrolls_sideways(
    reports: Path, open_page: OpenPage, keep: Keep, name: str, size: tuple[int, int]
) -> None:
    with open_page(path_of(reports, name), size) as page:
        keep(page, f"{name}-{size[0]}")
        page.locator("details").evaluate_all(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]


@page_name
def test_the_keyboard_comes_by_everything_in_order_and_shows_where_it_is(
    reports: Path, open_page: OpenPage, name: str
) -> None:
    with open_page(path_of(reports, name), LAPTOP) as page:
        for summary in page.locator("summary").all():
            summary.focus()
            page.keyboard.press("Enter")
        assert page.locator("details:not([open])").count() == 0
        page.locator(".skip").focus()
        stops = [page.evaluate(STOP)]
        while len(stops) < page.locator(FOCUSABLE).count():
            page.keyboard.press("Tab")
            stops.append(page.evaluate(STOP))
        assert stops == [[place, True] for place in range(len(stops))]


@page_name
def test_the_skip_link_leads_past_what_every_page_has(
    reports: Path, open_page: OpenPage, name: str
) -> None:
    with open_page(path_of(reports, name), LAPTOP) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "report"


@page_name
def test_a_page_is_one_small_file(reports: Path, name: str) -> None:
    assert path_of(reports, name).stat().st_size < MOST_BYTES


@page_name
def test_paper_takes_few_sheets_and_has_tags_for_those_who_hear_it(
    reports: Path, open_page: OpenPage, tmp_path: Path, name: str
) -> None:
    with open_page(path_of(reports, name), LAPTOP, "dark") as page:
        path = tmp_path / "page.pdf"
        page.pdf(path=path, prefer_css_page_size=True, print_background=True, tagged=True)
    printed = path.read_bytes()
    above = path_of(reports, name).parts[-3:-1]  # a segment's page is one folder further down
    most = next((MOST_SHEETS[part] for part in above if part in MOST_SHEETS), MOST_ELSE)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= most
    assert b"/StructTreeRoot" in printed
    assert b"/Lang (en-GB)" in printed


@page_name
def test_the_words_of_charts_are_nine_points_on_paper(
    reports: Path, open_page: OpenPage, name: str
) -> None:
    with open_page(path_of(reports, name), PAPER) as page:
        page.emulate_media(media="print")
        sizes = page.locator(".plot.wide svg text").evaluate_all(
            "all => all.filter(one => one.textContent.trim() && one.checkVisibility())"
            ".map(one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"
        )
        assert bool(sizes) is (name != INDEX)
        assert min(sizes, default=12) >= 11.95


@page_name
def test_no_heading_is_left_alone_at_the_foot_of_a_sheet(
    reports: Path, open_page: OpenPage, name: str
) -> None:
    with open_page(path_of(reports, name), LAPTOP) as page:
        page.emulate_media(media="print")
        rules = page.locator("h1, h2, h3, caption, figcaption").evaluate_all(
            "all => all.map(one => getComputedStyle(one).breakAfter)"
        )
        assert set(rules) == {"avoid"}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, by WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        light = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]

    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_words_in_charts_reach_four_and_a_half_which_axe_cannot_see(reports: Path) -> None:
    drawn = [path.read_text("utf-8") for path in reports.rglob("charts/*.svg")]
    colours = {
        colour
        for svg in drawn
        for words in re.findall(r"<text[^>]*>", svg)
        for colour in re.findall(r'fill="([^"]*)"', words)
    }
    assert len(drawn) > 10
    assert {colour for colour in colours if contrast(colour, "#FFFFFF") < 4.5} == set()


def test_the_list_leads_to_every_report(reports: Path, open_page: OpenPage) -> None:
    with open_page(path_of(reports, INDEX), LAPTOP) as page:
        links = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    found = {path.relative_to(reports).as_posix() for path in reports.rglob("report.html")}
    assert set(links) == found
    assert len(found) == len(PAGES) - 1

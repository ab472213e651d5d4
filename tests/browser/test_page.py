"""The page as a reader opens it: a file, offline, on a laptop, a phone or paper."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from referral_analysis.runs.making.export import Exported

pytestmark = pytest.mark.xdist_group("pages")

OpenAt = Callable[[int, int], AbstractContextManager[Page]]
Keep = Callable[[Page, str], None]
LAPTOP, TABLET, PHONE, SMALL = (1280, 800), (768, 1024), (390, 844), (320, 640)
EDGES = [(703, 900), (704, 900), (1151, 800), (1152, 800)]  # px at which the layout changes
FIGURES = 5


@pytest.mark.parametrize("size", [LAPTOP, TABLET, PHONE, SMALL, *EDGES])
def test_nothing_scrolls_sideways(open_at: OpenAt, keep: Keep, size: tuple[int, int]) -> None:
    with open_at(*size) as page:
        keep(page, f"page-{size[0]}")
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_the_first_screen_holds_the_answer(open_at: OpenAt) -> None:
    with open_at(*LAPTOP) as page:
        assert page.locator(".tile").count() == 4
        for block in page.locator("h1, .sentence, .tile").all():
            box = block.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= LAPTOP[1]


@pytest.mark.parametrize("size", [LAPTOP, PHONE, SMALL])
def test_every_chart_is_seen_once_and_has_a_text_alternative(
    open_at: OpenAt, size: tuple[int, int]
) -> None:
    with open_at(*size) as page:
        seen = [chart for chart in page.locator('svg[role="img"]').all() if chart.is_visible()]
        assert len(seen) == FIGURES
        for chart in seen:
            box = chart.bounding_box()
            assert box is not None
            assert 0 < box["width"] <= size[0]
            assert box["height"] > 100
            assert len(chart.get_attribute("aria-label")) > 20


@pytest.mark.parametrize("size", [LAPTOP, PHONE, SMALL])
def test_words_in_charts_can_be_read(open_at: OpenAt, size: tuple[int, int]) -> None:
    with open_at(*size) as page:
        heights = page.locator("svg text:visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height / "
            "Math.max(1, one.querySelectorAll('tspan').length))"
        )
        assert len(heights) > 20
        assert min(heights) >= 11  # the line box of 10 px type


def test_the_page_has_its_landmarks_and_headings_in_order(open_at: OpenAt) -> None:
    with open_at(*LAPTOP) as page:
        for landmark in ("header", "main", "nav", "footer"):
            assert page.locator(landmark).count() == 1
        levels = page.locator("main h2, main h3").evaluate_all("all => all.map(h => +h.tagName[1])")
        assert page.locator("h1").count() == 1
        assert levels[0] == 2
        assert page.get_by_role("region", name="Change by agency").count() == 1
        assert page.get_by_role("img").count() == FIGURES


def test_the_keyboard_reaches_the_report_and_the_numbers(open_at: OpenAt) -> None:
    with open_at(*LAPTOP) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "report"
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert page.locator("details table").first.is_visible()


def test_the_contents_lead_to_each_section(open_at: OpenAt) -> None:
    with open_at(*LAPTOP) as page:
        links = page.locator("nav a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert len(links) > 3
        for link in links:
            assert page.locator(link).count() == 1


def test_the_numbers_of_a_figure_can_be_saved_without_a_network(open_at: OpenAt) -> None:
    with open_at(*LAPTOP) as page:
        with page.expect_download() as waiting:
            page.locator("a[download]").first.click()
        assert waiting.value.suggested_filename == "monthly.csv"
        lines = Path(waiting.value.path()).read_text("utf-8").splitlines()
        assert lines[0].startswith("Month,")
        assert len(lines) == 46


def test_nothing_on_the_page_is_a_script(open_at: OpenAt) -> None:
    with open_at(*LAPTOP) as page:
        assert page.evaluate("document.scripts.length") == 0
        assert "<script>alert(1)</script> is shown" in page.locator("main").inner_text()


def test_the_policy_stops_a_script_and_a_request(
    browser: Browser, exported: Exported, tmp_path: Path
) -> None:
    tampered = tmp_path / "tampered.html"
    evil = (
        '<script>document.title = "ran"</script><img src="https://example.org/x.png" '
        'onerror="document.title = 1"></main>'
    )
    tampered.write_text(exported.html.replace("</main>", evil), "utf-8")
    page = browser.new_page()
    stopped: list[tuple[str, str]] = []
    page.on("requestfailed", lambda request: stopped.append((request.url, request.failure)))
    page.goto(tampered.as_uri())
    title, found = page.title(), page.locator("main script").count()
    page.close()
    assert found == 1
    assert title.startswith("Did inappropriate referrals fall")
    assert stopped == [("https://example.org/x.png", "csp")]


def test_paper_has_the_report_and_not_the_controls(open_at: OpenAt, tmp_path: Path) -> None:
    with open_at(*LAPTOP) as page:
        page.emulate_media(media="print")
        for control in ("nav", "details", ".skip", ".download"):
            assert not page.locator(control).first.is_visible()
        assert page.locator(".warning").is_visible()
        path = tmp_path / "report.pdf"
        page.pdf(path=path, prefer_css_page_size=True, print_background=True, tagged=True)
    pages = re.findall(rb"/Type\s*/Page\b", path.read_bytes())
    assert 3 <= len(pages) <= 5


SHORT = ".table:not(:has(tbody tr:nth-child(13)))"  # longer ones go on under their headings


@pytest.mark.parametrize("block", ["figure", ".tile", "tr", SHORT])
def test_no_block_is_cut_by_the_end_of_a_printed_page(open_at: OpenAt, block: str) -> None:
    with open_at(*LAPTOP) as page:
        page.emulate_media(media="print")
        rules = page.locator(block).evaluate_all(
            "all => all.map(one => getComputedStyle(one).breakInside)"
        )
        assert set(rules) == {"avoid"}

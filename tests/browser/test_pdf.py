"""report.pdf as Chromium prints it: the same bytes again, tagged, complete."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser
from tests.unit.runs.release.test_page import made

from referral_analysis.papers.board.evidence import TITLE
from referral_analysis.papers.board.opening import NEXT_TITLE
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Tile
from referral_analysis.runs.making.pdf import Paper, find_browser, print_page
from referral_analysis.runs.release import summary


@pytest.mark.usefixtures("browser")
def test_a_page_printed_again_has_the_same_bytes(report: Path, tmp_path: Path) -> None:
    paper = Paper(browser=find_browser(), made_on=dt.date(2012, 1, 20))
    printed = []
    for name in ("one.pdf", "other.pdf"):
        print_page(report, tmp_path / name, paper)
        printed.append((tmp_path / name).read_bytes())
    assert printed[0] == printed[1]
    assert printed[0].count(b"D:20120120000000") == 2
    assert b"/StructTreeRoot" in printed[0]
    assert b"/Lang (en-GB)" in printed[0]
    assert len(re.findall(rb"/Type\s*/Page\b", printed[0])) > 1
    assert b"/Subtype /Image" not in printed[0]  # charts are drawn, not pictures of drawings


def test_what_is_for_the_screen_is_not_printed(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav").is_visible()
    page.close()


def structure(element: object) -> Iterator[pikepdf.Dictionary]:
    """Yield every element of a PDF's structure tree."""
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from structure(one)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from structure(element["/K"])


@pytest.mark.usefixtures("browser")
def test_bookmarks_lead_to_every_section_and_every_figure_has_its_words(
    report: Path, tmp_path: Path
) -> None:
    paper = Paper(browser=find_browser(), made_on=dt.date(2012, 1, 20))
    print_page(report, tmp_path / "report.pdf", paper)
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", report.read_text("utf-8"))
    with pikepdf.open(tmp_path / "report.pdf") as printed:
        assert printed.Root["/MarkInfo"]["/Marked"]
        with printed.open_outline() as outline:
            (title,) = outline.root
            bookmarks = [child.title for child in title.children]
        elements = list(structure(printed.Root["/StructTreeRoot"]["/K"]))
        figures = [one for one in elements if one["/S"] == "/Figure"]
        assert figures
        assert all(len(str(one["/Alt"])) > 10 for one in figures)
        assert any(one["/S"] == "/TH" for one in elements)
    printed_headings = [heading for heading in headings if heading != "Contents"]
    assert len(printed_headings) > 1
    assert set(printed_headings) <= set(bookmarks)


def test_no_word_of_the_page_is_printed_smaller_than_nine_points(
    browser: Browser, report: Path
) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *, header *, footer *')]"
        ".filter(e => !e.closest('svg') && e.checkVisibility() && [...e.childNodes]"
        ".some(n => n.nodeType === 3 && n.data.trim()))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 12  # px: 9 points
    page.close()


TOLD = (
    "The whole range is a fall if the path of the months before bent by itself a little; if it "
    "bent as much as was allowed for beforehand, the range holds falls and rises. Whether the fall "
    "is small or large five months cannot say. And more that there is no room for."
)
NEXT = (
    "Find out whether cases are recorded and counted as they were before the launch, before taking "
    "this for fewer inappropriate referrals. The audit of thresholds does not rest on that.",
    "Look again in July 2012, when six months more are in (to June 2012).",
    "Go on watching appropriate referrals: these figures do not rule out that fewer children who "
    "needed help were referred.",
    "Talk first where most are: of 2,088 inappropriate referrals since the launch, the agencies "
    "with most were the police (628) and health (281). That is where they are, not who refers "
    "worst.",
)
EVIDENCE = (
    "Weak: the change is told only as probable, or a line below speaks against it.",
    "The data: supports the answer.", "Recording: is against it.", "The audit: leaves it open.",
    "Other choices: supports the answer.", "The model: leaves it open.",
)  # fmt: skip


@pytest.mark.usefixtures("browser")
def test_the_summary_of_a_release_is_one_side_of_a4(report: Path, tmp_path: Path) -> None:
    tiles = [Tile(question=q, answer="Not sure, but they probably fell", text=TOLD) for q in
             ("Did inappropriate referrals fall?", "By how much?", "How sure are we?",
              "Did appropriate referrals hold up?")]  # fmt: skip
    sentence = (
        "Probably fewer referrals were closed with no further action after the new thresholds were "
        "launched, but a change in how cases are recorded could explain it."
    )
    opening = "".join(
        panel.markup
        for panel in (
            panels.answer(sentence, tiles),
            panels.points(EVIDENCE, title=TITLE),
            panels.columns((NEXT_TITLE, NEXT)),
        )
    )
    board = made(tmp_path / "board_report", "board_report", sentence, opening)
    drawing = re.search(r"<svg role=.*?</svg>", report.read_text("utf-8"), re.DOTALL)
    assert drawing is not None
    (board / "charts").mkdir()
    (board / summary.CHART).write_text(drawing.group(), "utf-8")
    written = summary.write(tmp_path)
    assert written is not None
    paper = Paper(browser=find_browser(), made_on=dt.date(2012, 1, 20))
    print_page(written, tmp_path / "summary.pdf", paper)
    with pikepdf.open(tmp_path / "summary.pdf") as printed:
        assert len(printed.pages) == 1

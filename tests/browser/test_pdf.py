"""report.pdf as Chromium prints it: the same bytes again, tagged, complete."""

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from referral_analysis.runs.making.pdf import Paper, find_browser, print_page


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

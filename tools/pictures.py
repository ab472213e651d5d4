"""Take the README's pictures of the February report: python tools/pictures.py, after make board."""

from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "reports" / "board_february_2012" / "board_report" / "report.html"
PICTURES = ROOT / "docs" / "images"
# what the page needs and no more: no network, no profile, no sandbox inside a container
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Save the first screen, and the figure of the series, as a laptop shows them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(REPORT.as_uri())
        page.screenshot(path=PICTURES / "report.png")
        page.locator("#figure-inappropriate-referrals .plot.wide").screenshot(
            path=PICTURES / "months.png"
        )
        browser.close()


if __name__ == "__main__":
    main()

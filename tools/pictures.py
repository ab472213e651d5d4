"""Take the pictures of the README and the gallery: python tools/pictures.py.

After make board quality appropriateness.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "images"
FIRST_SCREEN = ""
TAKEN = {
    "report": ("board_february_2012/board_report", FIRST_SCREEN),
    "months": ("board_february_2012/board_report", "#figure-inappropriate-referrals .plot.wide"),
    "quality": ("data_quality_february_2012/data_quality", "#figure-missing-by-month .plot.wide"),
    "appropriateness": (
        "appropriateness_february_2012/appropriateness",
        "#figure-referred-again-all .plot.wide",
    ),
}
"""Of which report, and what of it, each picture is."""
# what the page needs and no more: no network, no profile, no sandbox inside a container
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Save the first screen, and figures, as a laptop shows them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for name, (run, what) in TAKEN.items():
            page.goto((ROOT / "reports" / run / "report.html").as_uri())
            taken = page if what == FIRST_SCREEN else page.locator(what).first
            taken.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()

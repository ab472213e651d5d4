"""The documentation's pages, held to what the reports' are held to."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import ROOT, Light
from tests.browser.test_reports import AA, OF_COLOURS

pytestmark = pytest.mark.xdist_group("docs")

JUDGED: dict[Light, dict[str, object]] = {
    # the theme's practices are not ours
    "light": {"type": "tag", "values": [tag for tag in AA if tag != "best-practice"]},
    "dark": OF_COLOURS,
}
"""What is judged by day; in the dark colours alone are others."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the documentation, as `make docs` does."""
    built = tmp_path_factory.mktemp("site")
    words = [
        "-m",
        "sphinx",
        "-q",
        "-W",
        "-b",
        "html",
        "-d",
        f"{built}/read",
        "docs",
        f"{built}/html",
    ]
    subprocess.run([sys.executable, *words], check=True, cwd=ROOT, timeout=600)
    return built / "html"


@pytest.mark.parametrize("light", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    browser: Browser, site: Path, axe: str, light: Light
) -> None:
    context = browser.new_context(offline=True, color_scheme=light)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    pages = sorted(site.rglob("*.html"))
    for path in pages:
        page.goto(path.as_uri())
        page.evaluate(axe)
        judged = page.evaluate("only => axe.run({runOnly: only})", JUDGED[light])
        for rule in judged["violations"]:
            found.setdefault(rule["id"], []).append(f"{path.name}: {rule['nodes'][0]['html']}")
    context.close()
    assert found == {}
    assert len(pages) > 50

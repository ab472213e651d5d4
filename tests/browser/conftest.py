"""Chromium, offline, watched: any error, any request for anything else, fails the test.

To look at the pages yourself: python -m pytest tests/browser --screenshots FOLDER
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

from referral_analysis.runs import export
from referral_analysis.runs.execute import execute
from referral_analysis.runs.export import Exported

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
OpenAt = Callable[[int, int], AbstractContextManager[Page]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that keeps pictures of the pages for people to look at."""
    parser.addoption("--screenshots", help="folder for pictures of the pages at each width")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once; skipped where there is none, failed in CI."""
    if CHROMIUM is None:
        reason = "no Chromium on this machine: install it to check the page in a browser"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="session")
def exported() -> Exported:
    """Run the fixture notebook and export it, once."""
    executed = execute(HERE / "fixture.ipynb", {"months": 45}, cwd=HERE)
    page = export.Page(
        title="Did the new thresholds lead to fewer inappropriate referrals?",
        brand="Kent Safeguarding Children Board, February 2012",
        facts=(
            ("Data as at", "end of December 2011"),
            ("Extract drawn on", "13 January 2012"),
            ("Report made on", "20 January 2012"),
        ),
        warning="Synthetic data: simulated referrals, about no real child and not about Kent.",
        colophon="Made by: a test",
    )
    return export.export(executed, page)


@pytest.fixture(scope="session")
def report(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page where a browser can open it."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(exported.html, "utf-8", newline="\n")
    return path


@pytest.fixture
def open_at(browser: Browser, report: Path) -> OpenAt:
    """Give a function that opens the page, offline, in a window of some px."""

    @contextmanager
    def opened(width: int, height: int) -> Iterator[Page]:
        context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, accept_downloads=True
        )
        faults: list[str] = []

        def spoken(message: ConsoleMessage) -> None:
            faults.append(f"{message.type}: {message.text}")

        def failed(request: Request) -> None:
            faults.append(f"asked for {request.url[:80]}")

        def only_files(route: Route) -> None:
            if route.request.url == report.as_uri():
                route.continue_()
            else:
                faults.append(f"asked for {route.request.url[:80]}")
                route.abort()

        page = context.new_page()
        page.on("console", spoken)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", failed)
        context.route("**/*", only_files)
        page.goto(report.as_uri())
        yield page
        context.close()
        assert faults == []

    return opened


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Give a function that keeps a picture of the whole page, where a folder was asked for."""
    folder = request.config.getoption("--screenshots", default=None)

    def kept(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return kept

"""Chromium, offline, watched: any error, any request for anything else, fails the test.

To look at the pages yourself: python -m pytest tests/browser --screenshots FOLDER
"""

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

from referral_analysis.runs.making import export, run
from referral_analysis.runs.making.execute import execute
from referral_analysis.runs.making.export import Exported
from referral_analysis.runs.parameters import parameter_file
from referral_analysis.runs.parameters.release import is_release

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
AXE = ROOT / ".tools" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
PARAMETERS = [
    path
    for path in sorted((ROOT / "notebooks" / "parameters").glob("*.yaml"))
    if not is_release(parameter_file.load(path))
]
"""The files of one report each; those of a release make the same reports."""
Light = Literal["light", "dark"]
OpenPage = Callable[..., AbstractContextManager[Page]]
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
        title="Did inappropriate referrals fall after the new thresholds?",
        brand="Kent Safeguarding Children Board, February 2012",
        facts=(
            ("Data as at", "end of December 2011"),
            ("Extract drawn on", "13 January 2012"),
            ("Report made on", "20 January 2012"),
        ),
        warning="Synthetic data: simulated referrals, about no real child and no real council.",
        colophon="Made by: a test",
    )
    return export.export(executed, page)


@pytest.fixture(scope="session")
def report(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page where a browser can open it."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(exported.html, "utf-8", newline="\n")
    return path


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Make every report that the repository has parameters for, in a folder of their own.

    A report that is checked against earlier ones is made after them.
    """
    place = tmp_path_factory.mktemp("council")
    if worker_id != "master":  # the first worker to come makes them, and the others wait
        place = tmp_path_factory.getbasetemp().parent / "council"
    place.mkdir(exist_ok=True)
    with place.with_suffix(".lock").open("w") as lock, contextlib.chdir(place):
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not Path("reports").exists():
            for name in ("notebooks", "data_samples"):
                Path(name).symlink_to(ROOT / name)
            waiting = list(PARAMETERS)
            while waiting:
                path = next(path for path in waiting if _has_all_it_needs(path))
                waiting.remove(path)
                run.run(notebook_of(path), path)
    return place / "reports"


def notebook_of(parameters: Path) -> Path:
    """Return the notebook that a parameters file is for, by the schema that it names."""
    named = re.search(r"\$schema=schemas/(\w+)\.json", parameters.read_text("utf-8"))
    assert named is not None
    return ROOT / "notebooks" / f"{named[1]}.ipynb"


def _has_all_it_needs(parameters: Path) -> bool:
    values = parameter_file.load(parameters)
    return all(Path(earlier).exists() for earlier in values.get("earlier_runs", []))


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's source; skipped where it is not installed, failed in CI."""
    if AXE.is_file():
        return AXE.read_text("utf-8")
    reason = "axe-core is not installed: `make test-slow` does that, with npm"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def open_page(browser: Browser) -> OpenPage:
    """Give a function that opens a file, offline, in a window of some px, by day or in the dark.

    Whatever the console says, and whatever the page asks for beyond itself, fails the test.
    """

    @contextmanager
    def opened(path: Path, size: tuple[int, int], light: Light = "light") -> Iterator[Page]:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            offline=True,
            accept_downloads=True,
            color_scheme=light,
        )
        faults: list[str] = []

        def spoken(message: ConsoleMessage) -> None:
            faults.append(f"{message.type}: {message.text}")

        def failed(request: Request) -> None:
            faults.append(f"asked for {request.url[:80]}")

        def only_files(route: Route) -> None:
            if route.request.url == path.as_uri():
                route.continue_()
            else:
                faults.append(f"asked for {route.request.url[:80]}")
                route.abort()

        page = context.new_page()
        page.on("console", spoken)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", failed)
        context.route("**/*", only_files)
        page.goto(path.as_uri())
        yield page
        context.close()
        assert faults == []

    return opened


@pytest.fixture
def open_at(open_page: OpenPage, report: Path) -> OpenAt:
    """Give a function that opens the fixture's page in a window of some px."""
    return lambda width, height: open_page(report, (width, height))


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Give a function that keeps a picture of the whole page, where a folder was asked for."""
    folder = request.config.getoption("--screenshots", default=None)

    def kept(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return kept

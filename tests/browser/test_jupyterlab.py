"""Notebooks in a real JupyterLab: opened, run from top to bottom, charts and tables seen.

The server is that of `make lab`, from its own environment; `make test-slow` makes it first.
"""

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.folders import as_a_user_has_it

pytestmark = pytest.mark.xdist_group("jupyterlab")

ROOT = Path(__file__).resolve().parents[2]
JUPYTER = ROOT / ".venv-lab" / "bin" / "jupyter"
STARTS_IN_S, RUNS_IN_MS = 90, 180_000
# every cell is kept in the page, seen or not, so that a test can look at all of them
WHOLE = {"windowingMode": "none"}
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like the checkout: the notebooks, and the sample beside them."""
    place = tmp_path_factory.mktemp("checkout")
    as_a_user_has_it(place)
    return place


@pytest.fixture(scope="module")
def lab(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab on the notebooks as `make lab` does; the address it answers at."""
    if not JUPYTER.exists():
        pytest.fail("no .venv-lab: make .venv-lab/.lab, as make test-slow does")
    own = tmp_path_factory.mktemp("jupyter")
    settings = own / "settings" / "@jupyterlab"
    for extension, name, values in (
        ("notebook-extension", "tracker", WHOLE),
        ("apputils-extension", "notification", NO_NEWS),
    ):
        (settings / extension).mkdir(parents=True)
        (settings / extension / f"{name}.jupyterlab-settings").write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {
        "JUPYTERLAB_SETTINGS_DIR": own / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": own / "workspaces",
        "JUPYTER_CONFIG_DIR": own / "config",
        "JUPYTER_RUNTIME_DIR": own / "runtime",
        "IPYTHONDIR": own / "ipython",
    }
    words = [
        str(JUPYTER), "lab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--IdentityProvider.token=", str(desk / "notebooks"),
    ]  # fmt: skip
    environment = os.environ | {name: str(folder) for name, folder in folders.items()}
    with (own / "server.log").open("w") as log:
        server = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", server, own / "server.log")
            yield f"http://127.0.0.1:{port}/lab"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_IN_S
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a window that may speak to this machine alone, and says what it asked of others."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(re.compile(r"^(?!https?://127\.0\.0\.1|data:|blob:)"), refuse)
    opened = context.new_page()
    yield opened
    folder = request.config.getoption("--screenshots")
    if folder:
        opened.screenshot(path=Path(folder) / f"{request.node.name}.png")
    context.close()
    assert asked == []


def run_all(page: Page, address: str) -> None:
    """Open a notebook, run every cell by the menu, and wait until the last has ended."""
    page.goto(f"{address}?reset")  # or the server opens again what the test before had open
    expect(page.locator(".jp-Notebook .jp-CodeCell").first).to_be_visible(timeout=60_000)
    _wait_for_kernel(page, address)
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    last = page.locator(".jp-CodeCell").last.locator(".jp-InputArea-prompt")
    expect(last).to_have_text(re.compile(r"\[\d+\]"), timeout=RUNS_IN_MS)


def _wait_for_kernel(page: Page, address: str) -> None:
    """Wait until the notebook has its kernel: JupyterLab asks for one if a cell is run before."""
    lab, _, path = address.partition("/lab/tree/")
    until = time.monotonic() + STARTS_IN_S
    while time.monotonic() < until:
        sessions = page.request.get(f"{lab}/api/sessions").json()
        states = [one["kernel"]["execution_state"] for one in sessions if one["path"] == path]
        if "idle" in states:
            break
        page.wait_for_timeout(300)
    expect(page.locator(".jp-KernelName").last).to_contain_text("Python 3")
    page.wait_for_timeout(1000)  # the page hears of it after the server has it


def no_errors(page: Page) -> None:
    prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt").all_inner_texts()
    assert all(re.fullmatch(r"\[\d+\]:?", text.strip()) for text in prompts), prompts
    for kind in ("error", "stderr"):
        mime = f"application/vnd.jupyter.{kind}"
        found = page.locator(f'.jp-OutputArea-output[data-mime-type="{mime}"]')
        assert found.all_inner_texts() == []


def test_the_workbench_runs_and_again_with_another_choice(lab: str, page: Page) -> None:
    run_all(page, f"{lab}/tree/explore.ipynb")
    no_errors(page)
    chart = page.locator(".jp-OutputArea-output svg").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    assert box["width"] > 400
    assert box["height"] > 150
    tables = page.locator(".jp-OutputArea-output table").all_inner_texts()
    assert len(tables) >= 8
    assert "free to drift by the full tolerance" in tables[0]
    assert any("level_change" in text for text in tables)


def test_a_report_runs_after_its_parameters_cell_is_edited(
    lab: str, desk: Path, page: Page
) -> None:
    path = desk / "notebooks" / "data_quality.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    (cell,) = [c for c in notebook["cells"] if "parameters" in c["metadata"].get("tags", [])]
    cell["source"] = [
        "earlier_runs = []\n" if line.startswith("earlier_runs") else line
        for line in cell["source"]
    ]
    path.write_text(json.dumps(notebook), "utf-8")
    run_all(page, f"{lab}/tree/data_quality.ipynb")
    no_errors(page)
    assert page.locator(".jp-OutputArea-output svg").count() >= 2
    assert page.locator(".jp-OutputArea-output table").count() >= 2

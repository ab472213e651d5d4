"""Parameters are data, notebooks are asked for by name, and a run needs no network."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from tests.folders import as_a_user_has_it

DECEMBER = "notebooks/parameters/executive_december_2011.yaml"
HOSTILE = (
    "A \"board\" '); import os; os.mkdir('pwned') #\n"
    "<script>alert(1)</script>\n\n# {{ 7 * 7 }} {os} %s [a](javascript:alert(1)) "
    "<img src=x onerror=x>"
)

# in every Python process of the run: no address but those of this machine's own files
GUARD = """
import os, pathlib, socket
pathlib.Path(os.environ["GUARDED"], str(os.getpid())).touch()

def refuse(*words, **more):
    pathlib.Path(os.environ["GUARDED"], "asked").touch()
    raise OSError("no network")

class Guarded(socket.socket):
    def connect(self, address):
        return refuse() if self.family != socket.AF_UNIX else super().connect(address)
    def connect_ex(self, address):
        return refuse() if self.family != socket.AF_UNIX else super().connect_ex(address)

socket.socket = Guarded
socket.getaddrinfo = socket.gethostbyname = refuse
"""


def command(place: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*alone(), sys.executable, "-m", "referral_analysis", *words],
        cwd=place, env=os.environ | more, check=False, capture_output=True, text=True,
    )  # fmt: skip


def alone() -> list[str]:
    """Return what puts a command where there is no network at all, if this system lets us."""
    apart = ["unshare", "--map-root-user", "--net"]
    unshare = shutil.which("unshare")
    tried = subprocess.run([*apart, "true"], check=False, capture_output=True) if unshare else None
    return apart if tried and tried.returncode == 0 else []


@pytest.fixture
def council(tmp_path: Path) -> Path:
    place = tmp_path / "council"
    as_a_user_has_it(place)
    return place


# the run's own, the one that draws beside it, and of a notebook that is allowed its kernel
@pytest.mark.parametrize(("more", "processes"), [((), 2), (("--allow",), 3)])
def test_a_hostile_text_is_a_text_and_no_process_of_the_run_asks_for_the_network(
    council: Path, tmp_path: Path, more: tuple[str, ...], processes: int
) -> None:
    guard, guarded = tmp_path / "guard", tmp_path / "guarded"
    guard.mkdir()
    guarded.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    done = command(
        council, "run", "notebooks/board_report.ipynb", "-p", DECEMBER, "--output", "made",
        "--set", f"meeting={json.dumps(HOSTILE)}", *more,
        PYTHONPATH=str(guard), GUARDED=str(guarded),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = {path.name for path in guarded.iterdir()}
    assert "asked" not in seen
    assert len(seen) == processes
    assert not list(council.rglob("pwned"))
    html = (council / "made" / "report.html").read_text("utf-8")
    assert "<script" not in html
    assert not re.search(r"<[^>]*(onerror|javascript:)", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    manifest = json.loads((council / "made" / "ro-crate-metadata.json").read_text("utf-8"))
    assert HOSTILE in json.dumps(manifest, ensure_ascii=False).encode().decode("unicode_escape")


def test_a_notebook_that_is_not_the_packages_runs_only_when_allowed(council: Path) -> None:
    path = council / "notebooks" / "board_report.ipynb"
    cells = [
        nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("import os; os.mkdir('ran')"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    words = (
        "run",
        "notebooks/board_report.ipynb",
        "-p",
        DECEMBER,
        "-q",
        "--output",
        "made",
    )
    refused = command(council, *words)
    assert refused.returncode == 7
    assert refused.stderr.startswith(
        "referral-analysis: notebook board_report.ipynb: it is not one of the package's"
    )
    (council / "plan.yaml").write_text(
        f"notebook: board_report\nreleases: {{december: {DECEMBER}}}\n", "utf-8"
    )
    assert command(council, "batch", "plan.yaml").returncode == 7
    assert not (council / "ran").exists()
    allowed = command(council, *words, "--allow")
    assert allowed.returncode == 0, allowed.stderr
    assert (council / "ran").is_dir()


def test_an_input_that_is_no_extract_is_named_and_never_quoted(council: Path) -> None:
    (council / "secret").write_text("root:x:0:0:Jo Bloggs\n" * 3)
    (council / "extract.csv").symlink_to(council / "secret")
    done = command(
        council, "run", "board_report", "-p", DECEMBER, "-q", "--set", "extract=extract.csv"
    )
    assert done.returncode == 2
    assert done.stderr.startswith("referral-analysis: extract.csv: ")
    assert "Bloggs" not in done.stderr
    assert not (council / "reports").exists() or not list((council / "reports").rglob("*.html"))

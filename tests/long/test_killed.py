"""A run that is killed or cannot be written leaves the last good run; the next run works."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.cli.stopping import LINE
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import outputs

pytestmark = pytest.mark.xdist_group("killed")

TARGET = Path("reports/board")
WORDS = (
    *("run", "notebooks/board_report.ipynb"),
    *(
        "-p",
        "notebooks/parameters/board_february_2012.yaml",
        "--set",
        "earlier_runs=[]",
        "--set",
        "earlier_extract=null",
        "--output",
        str(TARGET),
        "--quiet",
    ),
)
MODULE = ("-m", "referral_analysis")
LONGEST_SECONDS = 6.0  # about one run's: some kills come after its end


# no file may grow beyond 200,000 bytes, as the page does: the write fails, as on a full disk
FULL = (
    "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
    "runpy.run_module('referral_analysis', run_name='__main__', alter_sys=True)"
)


def started(place: Path, meeting: str, *how: str) -> subprocess.Popen[str]:
    """Start a run that another `meeting` on the page tells apart; in a group of its own."""
    return subprocess.Popen(
        [sys.executable, *(how or MODULE), *WORDS, "--set", f"meeting={meeting}"],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def killed_after(seconds: float, made: subprocess.Popen[str]) -> None:
    """Kill a run and its kernel, unless it ends before."""
    try:
        made.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(made.pid, signal.SIGKILL)
        made.communicate()


def require_whole(place: Path, *meetings: str) -> None:
    """Hold a run folder to its manifest, and to being of one of these runs."""
    manifest = crate.read(place / TARGET)
    assert outputs(place / TARGET) == manifest.outputs
    assert manifest.parameters["meeting"] in meetings


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with one good run in it."""
    place = tmp_path_factory.mktemp("council")
    as_a_user_has_it(place)
    killed_after(300, started(place, "first"))  # its end, on however busy a machine
    require_whole(place, "first")
    return place


def test_a_kill_at_any_moment_leaves_the_old_run_or_the_new(place: Path) -> None:
    chance = random.Random(2012)  # noqa: S311 - moments, not secrets
    meetings = ["first"]
    for kill in range(3):
        meetings.append(f"killed {kill}")
        killed_after(chance.uniform(0, LONGEST_SECONDS), started(place, meetings[-1]))
        require_whole(place, *meetings)


def test_a_run_that_is_killed_by_itself_leaves_no_process(place: Path) -> None:
    """Not its group: what draws its charts is told by nobody but the closing of its input."""
    made = started(place, "killed alone")
    time.sleep(1.5)
    assert made.poll() is None
    made.kill()
    made.communicate()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.killpg(made.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a process of the run goes on")


def parts(place: Path) -> set[Path]:
    """Return the folders that runs are making, or were when they were killed."""
    return set((place / TARGET).parent.glob(".board.part-*"))


def test_a_run_that_is_told_to_stop_says_so_and_leaves_nothing(place: Path) -> None:
    before, killed = crate.read(place / TARGET), parts(place)
    made = started(place, "stopped")
    while made.poll() is None and not parts(place) - killed:
        time.sleep(0.02)
    assert made.poll() is None
    made.terminate()
    _, said = made.communicate(timeout=60)
    assert made.returncode == 143, said
    assert said.strip() == f"referral-analysis: {LINE}"
    assert not list((place / TARGET).parent.glob(".*"))
    assert crate.read(place / TARGET) == before


def test_told_to_stop_at_any_moment_a_run_stops_or_was_done(place: Path) -> None:
    """Before the command heeds it the system ends it, with nothing said; nothing is there yet."""
    chance = random.Random(2011)  # noqa: S311 - moments, not secrets
    done = {143: f"referral-analysis: {LINE}", -signal.SIGTERM: "", 0: ""}
    meetings = [crate.read(place / TARGET).parameters["meeting"]]
    for moment in range(6):
        meetings.append(f"moment {moment}")
        made = started(place, meetings[-1])
        time.sleep(chance.uniform(0.2, LONGEST_SECONDS))
        made.terminate()
        _, said = made.communicate(timeout=60)
        assert said.strip() == done[made.returncode]
        require_whole(place, *(meetings if made.returncode else meetings[-1:]))
        assert not list((place / TARGET).parent.glob(".*"))


def test_a_disk_that_fills_up_leaves_the_old_run(place: Path) -> None:
    before = crate.read(place / TARGET)
    made = started(place, "full", "-c", FULL)
    _, said = made.communicate()
    assert made.returncode == 7, said
    assert "output folder board: it cannot be written" in said
    assert len(said.splitlines()) == 1
    assert crate.read(place / TARGET) == before


def test_the_next_run_works(place: Path) -> None:
    killed_after(60, started(place, "next"))
    require_whole(place, "next")

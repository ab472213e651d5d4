"""Told to stop, the command stops: even where a library keeps the signal's exception to itself."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from referral_analysis.cli import stopping
from referral_analysis.cli.stopping import LINE
from referral_analysis.runs.disk import folder

GOES_ON = """
import sys, time
from pathlib import Path
import click
from referral_analysis.cli import entry, stopping
from referral_analysis.cli.commands import commands
from referral_analysis.runs.disk import folder

stopping.PATIENCE_SECONDS = 0.5

@commands.command("work")
def work():
    with folder.staged(Path("made")) as stage:
        print("begun", flush=True)
        try:
            time.sleep(60)
        except BaseException as error:
            {caught}
        (stage / "page.html").write_text("whole", "utf-8")

sys.argv = ["referral-analysis", "work"]
entry.main()
"""
SAID = f"referral-analysis: {LINE}"


def stopped(place: Path, caught: str, by: signal.Signals) -> tuple[int, str]:
    """Return how a command ended that deals so with the exception, and what it said."""
    words = [sys.executable, "-c", GOES_ON.format(caught=caught)]
    started = subprocess.Popen(
        words, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert started.stdout
    assert started.stdout.readline() == "begun\n"
    time.sleep(0.05)  # into the sleep
    started.send_signal(by)
    _, told = started.communicate(timeout=60)
    return started.returncode, told.strip()  # click ends the line of ^C


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("by", "code", "said"), [(signal.SIGTERM, 143, SAID), (signal.SIGINT, 130, "")]
)
@pytest.mark.parametrize(
    "caught",
    ["raise", "pass", "raise ValueError('own') from None", "sys.exit(0)", "time.sleep(60)"],
)
def test_whatever_becomes_of_the_exception_the_command_stops(
    tmp_path: Path, caught: str, by: signal.Signals, code: int, said: str
) -> None:
    assert stopped(tmp_path, caught, by) == (code, said)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("waits", [1, stopping.ATTEMPTS - 1, None])
def test_what_the_main_thread_left_half_imported_is_imported_again(
    monkeypatch: pytest.MonkeyPatch, waits: int | None
) -> None:
    name, slept = folder.__name__, list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == waits:
            sys.modules[name] = folder

    monkeypatch.delattr("referral_analysis.runs.disk.folder")
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr("referral_analysis.cli.stopping.time.sleep", sleep)
    assert stopping._folder() is (folder if waits else None)
    assert len(slept) == (waits or stopping.ATTEMPTS)

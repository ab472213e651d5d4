"""Kill runs at random moments, and count the folders that are not one whole run.

python benchmarks/kills.py [--kills 100] [--seed 2012]

One good run stands in the folder first. Each run then started into it is killed (SIGKILL, with its
kernel) at a moment drawn evenly from a run's length and a tenth more, so that some end before. A
run's length is measured again after every tenth, by one that is let alone and must work. After each
the folder is held to its manifest: every file by its hash, and one of the runs started.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import outputs

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path("reports/board")
WORDS = (
    *("-m", "referral_analysis", "run", "notebooks/board_report.ipynb"),
    *(
        "-p",
        "notebooks/parameters/board_february_2012.yaml",
        "--set",
        "earlier_runs=[]",
        "--set",
        "earlier_extract=null",
        "--output",
        str(TARGET),
    ),
)


def started(place: Path, meeting: str) -> subprocess.Popen[bytes]:
    """Start a run that its `meeting` tells apart from others; in a group of its own."""
    return subprocess.Popen(
        [sys.executable, *WORDS, "--set", f"meeting={meeting}"],
        cwd=place,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def is_whole(place: Path, started_so_far: set[str]) -> bool:
    """Say whether the folder is what one of these runs wrote, to the byte."""
    try:
        manifest = crate.read(place / TARGET)
        same = outputs(place / TARGET) == manifest.outputs
    except (ReferralAnalysisError, OSError):
        return False
    return same and manifest.parameters["meeting"] in started_so_far


def main() -> int:
    """Run, kill, look; print the counts and return 1 when a folder was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2012)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - moments, not secrets
    broken = ended = 0
    seconds = 0.0
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        for name in ("notebooks", "data_samples"):
            shutil.copytree(ROOT / name, place / name)
        meetings: set[str] = set()
        for number in range(asked.kills):
            if number % 10 == 0:
                seconds = let_alone(place, meetings)
            meetings.add(f"run {number}")
            run = started(place, f"run {number}")
            try:
                run.wait(chance.uniform(0, 1.1 * seconds))
                ended += 1
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
            broken += not is_whole(place, meetings)
        seconds = let_alone(place, meetings)
    print(
        f"{asked.kills} runs of about {seconds:.1f} s: {asked.kills - ended} killed, {ended} ended "
        f"before; broken folders: {broken}"
    )
    return int(broken > 0)


def let_alone(place: Path, meetings: set[str]) -> float:
    """Run to the end, which must work whatever was killed before; return the seconds it took."""
    began = time.perf_counter()
    meetings.add("let alone")
    code = started(place, "let alone").wait()
    if code != 0 or not is_whole(place, {"let alone"}):
        raise SystemExit("a run that was let alone did not work")
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())

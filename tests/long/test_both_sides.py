"""Every sentence that follows from numbers is tried on both sides of each of its turns.

A turn that no test takes is a sentence that nobody has read.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = (
    "tests/unit/questions/*/test_words.py",
    "tests/unit/questions/fell/test_hours.py",
    "tests/unit/questions/one_place",
    "tests/unit/papers/segment",
    "tests/unit/questions/other_places",
    "tests/unit/papers/*/test_words.py",
    "tests/unit/report/words",
)
PACKAGE = ROOT / "src" / "referral_analysis"
ROOMS = (
    "questions/*/words.py",
    "questions/fell/hours.py",
    "papers/*/words.py",
    "report/words/*.py",
)
WORDS = sorted(path for room in ROOMS for path in PACKAGE.glob(room))


def test_no_turn_of_a_sentence_is_untried(tmp_path: Path) -> None:
    files = [str(path) for pattern in TESTS for path in sorted(ROOT.glob(pattern))]
    report = tmp_path / "coverage.json"
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--cov=referral_analysis"]
    options += ["--cov-branch", f"--cov-report=json:{report}", "--cov-report="]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        check=False,
        cwd=ROOT,
        env={**_quiet(), "COVERAGE_FILE": str(tmp_path / "coverage")},
        capture_output=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout.decode()[-2000:]
    measured = json.loads(report.read_text("utf-8"))["files"]
    untried = {
        path.relative_to(PACKAGE).as_posix(): (found["missing_lines"], found["missing_branches"])
        for path in WORDS
        for found in [measured[path.relative_to(ROOT).as_posix()]]
        if found["missing_lines"] or found["missing_branches"]
    }
    assert untried == {}
    assert len(WORDS) >= 15


def _quiet() -> dict[str, str]:
    """Return the environment without what a test run around this one says to its workers."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}

"""Which tests are tried on a fault, and what becomes of it: a verdict that names its test."""

import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from benchmarks.mutants_sample import FOUNDATION, SOURCE, Fault

ROOT = Path(__file__).resolve().parents[1]
TIERS = ("unit", "golden", "property", "snapshot")
BESIDE: dict[str, tuple[str, ...]] = {
    "questions": ("unit/papers", "snapshot"),
    "analysis": ("unit/questions", "unit/papers", "snapshot"),
    "papers": ("snapshot",),
    "simulate": ("workflow/test_sample_data.py",),
    "cli": ("workflow/test_cli.py",),
}
"""Tests of a room that do not lie in it: those of what it is only seen through."""
OVER_ALL = ("unit/test_not_printed.py",)
"""Tests of every module of the package."""
CPU_SECONDS, SECONDS = 300, 1800
"""What tests may take; a loop without an end runs out of the first, on however busy a machine."""
AT_ONCE = 20
"""How many tests are looked at together, so that those of a slow room do not run out of time."""
NOT_COPIED = (".git", ".venv*", ".tools", ".mypy_cache", ".ruff_cache", "reports", "_build",
              "__pycache__", ".pytest_cache", ".hypothesis")  # fmt: skip

_WARM = multiprocessing.get_context("forkserver")
"""What is forked has imported what costs most, none of it ours: a second a fault instead of six."""
_WARM.set_forkserver_preload(
    ["__main__", "altair", "nbconvert", "papermill", "polars", "pyarrow", "scipy.optimize",
     "scipy.stats"]
)  # fmt: skip

Verdict = Literal["caught", "lives", "out of time", "broken"]
"""broken: pytest itself failed, and no test did, so nothing is known."""
_ALL_PASSED, _SOME_FAILED, _INTERRUPTED, _USAGE = 0, 1, 2, 4
_NAMED = re.compile(r"^(?:FAILED|ERROR) (tests/\S+?(?:::.*?)?)(?: - .*)?$", re.MULTILINE)
_AT_IMPORT = re.compile(r"ImportError while loading conftest '.*?/(tests/\S*?)/?conftest\.py'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What tests said of a fault; test: the first that failed, or the file that did not import."""

    verdict: Verdict
    test: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the checkout that faults are put into, one at a time."""

    folder: Path

    @classmethod
    def made(cls, folders: Sequence[Path]) -> list["Copy"]:
        """Copy the checkout, compiled by the hash of its text: a fault is never overlooked."""
        first, *others = folders
        shutil.copytree(ROOT, first, ignore=shutil.ignore_patterns(*NOT_COPIED))
        command = ["-m", "compileall", "-q", "--invalidation-mode=checked-hash", "src"]
        subprocess.run([sys.executable, *command], check=True, cwd=first)
        for folder in others:
            shutil.copytree(first, folder)
        return [cls(folder) for folder in folders]

    def tried(self, fault: Fault, tests: Sequence[str], left_out: Set[str]) -> Outcome:
        """Put a fault in, run tests until one fails, and take it out again."""
        path = self.folder / SOURCE / fault.module
        before = path.read_text("utf-8")
        path.write_text(fault.text, "utf-8")
        try:
            return self.outcome(tests, *(f"--deselect={test}" for test in sorted(left_out)))
        finally:
            path.write_text(before, "utf-8")

    def outcome(self, tests: Sequence[str], *more: str) -> Outcome:
        """Run tests on the copy as it is, until one fails."""
        printed = self.folder.with_suffix(".txt")
        options = ["-q", "-x", "-p", "no:cacheprovider", *more, *tests]
        run = _WARM.Process(target=_pytest, args=(self.folder, options, printed))
        run.start()
        run.join(SECONDS)
        if run.exitcode is None:
            run.kill()
            run.join()
        returned = run.exitcode if run.exitcode is not None else -1
        return outcome_of(returned, printed.read_text("utf-8", errors="replace"))

    def sound(self, tests: Set[str]) -> set[str]:
        """Return those tests that pass without a fault; of files and folders, those that import."""
        named = sorted(test for test in tests if "::" in test)
        read = sorted(tests - set(named))
        return {
            test
            for chosen, more in ((named, ()), (read, ("--collect-only",)))
            for some in batched(chosen, AT_ONCE)
            for test in self._sound(some, *more)
        }

    def _sound(self, tests: list[str], *more: str) -> list[str]:
        """Leave out the one that fails, or look at each half where none is named."""
        found = self.outcome(tests, *more) if tests else Outcome(verdict="lives")
        if found.verdict == "lives":
            return tests
        if found.test in tests:
            return self._sound([test for test in tests if test != found.test], *more)
        if len(tests) == 1:
            return []
        middle = len(tests) // 2
        return self._sound(tests[:middle], *more) + self._sound(tests[middle:], *more)


def batched(tests: list[str], size: int) -> Iterator[list[str]]:
    """Yield the tests so many at a time."""
    for start in range(0, len(tests), size):
        yield tests[start : start + size]


def _pytest(folder: Path, options: list[str], printed: Path) -> None:
    """Run pytest on a copy, in a process that was forked for it and ends with its exit code."""
    with printed.open("wb") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 10))
    os.chdir(folder)
    sys.path.insert(0, str(folder / "src"))
    os.environ |= {
        "PYTHONPATH": str(folder / "src"),  # of what tests start themselves
        "CI": "1",  # Hypothesis draws the same cases every time
        "TZ": "UTC",
    }
    time.tzset()
    sys.exit(pytest.main(options))


def outcome_of(returned: int, output: str) -> Outcome:
    """Return what a run of pytest said, by its exit code and what it printed."""
    if returned == _ALL_PASSED:
        return Outcome(verdict="lives")
    if returned < 0:
        return Outcome(verdict="out of time")
    if returned in (_SOME_FAILED, _INTERRUPTED) and (named := _NAMED.search(output)):
        return Outcome(verdict="caught", test=named[1])
    if returned == _USAGE and (named := _AT_IMPORT.search(output)):
        return Outcome(verdict="caught", test=named[1])
    return Outcome(verdict="broken")


def nearest(module: str, tests: Path) -> Iterator[str]:
    """Yield the tests that import a module, those of its name first, and those of its folder.

    module: its path below `SOURCE`; tests: the folder of all tests.
    """
    inside = Path(module)
    parts = inside.parent.parts if inside.stem == "__init__" else inside.with_suffix("").parts
    package, _, name = ".".join(("referral_analysis", *parts)).rpartition(".")
    inside_package = re.escape(package)
    taken = re.compile(
        rf"from {inside_package}\.{name} import"
        rf"|from {inside_package} import (?:\([^)]*|[^(\n]*)\b{name}\b"
    )
    files = [path for tier in TIERS for path in sorted((tests / tier).rglob("test_*.py"))]
    importing = [path for path in files if taken.search(path.read_text("utf-8"))]
    named = [path for path in importing if path.stem.startswith(f"test_{inside.stem}")]
    folders = [tests / tier / inside.parent for tier in TIERS] if len(inside.parts) > 2 else []
    found = [*named, *importing, *(folder for folder in folders if folder.exists())]
    found += [tests / name for name in OVER_ALL if found]
    yield from (path.relative_to(tests.parent).as_posix() for path in dict.fromkeys(found))


def of_room(room: str, tests: Path) -> list[str]:
    """List the folders of a room's own tests; of the modules in no room, the files in none."""
    if room == FOUNDATION:
        found = [path for tier in TIERS for path in sorted((tests / tier).glob("test_*.py"))]
        return [path.relative_to(tests.parent).as_posix() for path in found]
    found = [*(tests / tier / room for tier in TIERS), *sorted(tests.glob(f"golden/{room}_*"))]
    found += [tests / name for name in OVER_ALL]
    return [path.relative_to(tests.parent).as_posix() for path in found if path.exists()]


def beside(room: str, tests: Path) -> list[str]:
    """List the tests that a room is only seen through: `BESIDE`."""
    return [f"{tests.name}/{name}" for name in BESIDE.get(room, ())]

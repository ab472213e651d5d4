"""Put small faults into the package one at a time, and see whether the tests of its room notice.

python -m benchmarks.mutants [--each 17] [--seed 2012] [--live]

Made in a copy of the checkout, by cosmic-ray, which has an environment of its own (`make mutants`).
A fault is tried on the tests that import its module and those of its own folder first; one that
lives is tried on the whole room's. Every test that caught one is run again without a fault at the
end: one that fails then caught nothing. Those that live are listed with their reason, from
`benchmarks/mutants_excused.json`. --live tries those of the last results that live, and no others.
"""

import argparse
import collections
import dataclasses
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from benchmarks.mutants_sample import ROOMS, SOURCE, sample
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkResult

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "mutants.json"
EXCUSED = ROOT / "benchmarks" / "mutants_excused.json"
TIERS = ("unit", "golden", "property", "snapshot")
BESIDE = {"questions": ("papers",), "analysis": ("questions", "papers")}
"""Rooms whose tests are those of what they are for, too."""
CPU_SECONDS, SECONDS = 300, 3600
"""What tests may take: a loop without an end is caught by the first, on however busy a machine."""
OUT_OF_TIME = "ran out of time"
NOT_COPIED = (".git", ".venv*", ".tools", ".mypy_cache", ".ruff_cache", "reports", "_build",
              "__pycache__", ".pytest_cache", ".hypothesis")  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault: where, the lines before and after, and what became of it."""

    room: str
    module: str
    line: int
    operator: str
    occurrence: int
    """The how-manieth place of its module that the operator could change, from 0."""
    before: str
    after: str
    caught_by: str | None
    """The first test that failed; None where the fault lives."""

    @property
    def is_caught(self) -> bool:
        """Claim that a test noticed."""
        return self.caught_by is not None

    @property
    def key(self) -> str:
        """What an excuse names it by: a line's number moves, its text does not."""
        return f"{self.module}: {self.before} => {self.after}"


def main() -> None:
    """Try the faults, write the results, and print a line a room; exit 1 below 95% caught."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--each", type=int, default=17, help="faults a room")
    arguments.add_argument("--seed", type=int, default=2012)
    arguments.add_argument("--live", action="store_true")
    arguments.add_argument("--output", type=Path, default=RESULTS)
    given = arguments.parse_args()
    excuses: dict[str, str] = json.loads(EXCUSED.read_text("utf-8"))
    earlier = _earlier() if given.live else {}
    mutants = {key: one for key, one in earlier.items() if one.is_caught}
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        os.chdir(copy)
        _compile()
        for room, fault in drawn(given.each, given.seed):
            place = _place(fault)
            if place in mutants or (given.live and place not in earlier):
                continue
            mutants[place] = one = tried(room, fault)
            print("caught" if one.is_caught else "LIVES ", one.key, flush=True)
            given.output.write_text(_written(list(mutants.values()), excuses, given), "utf-8")
        _require_sound({one.caught_by for one in mutants.values() if one.caught_by})
    print(table(list(mutants.values()), excuses))
    caught = sum(one.is_caught for one in mutants.values())
    sys.exit(0 if caught >= 0.95 * len(mutants) else 1)


def drawn(each: int, seed: int) -> Iterator[tuple[str, MutationSpec]]:
    """Yield the faults of all rooms in turn, so that a run cut short is spread over them too."""
    samples = [[(room, fault) for fault in sample(room, each, seed)] for room in ROOMS]
    for faults in itertools.zip_longest(*samples):
        yield from filter(None, faults)


def tried(room: str, fault: MutationSpec) -> Mutant:
    """Put a fault in and run the tests: those nearest to it, then all of its room."""
    near = list(nearest(fault.module_path))
    done = _outcome(fault, near or whole_room(room))
    if near and done.test_outcome == TestOutcome.SURVIVED:
        done = _outcome(fault, whole_room(room))
    before, after = _changed(done.diff or "")
    return Mutant(
        room=room,
        module=fault.module_path.relative_to(SOURCE).as_posix(),
        line=fault.start_pos[0],
        operator=fault.operator_name.removeprefix("core/"),
        occurrence=fault.occurrence,
        before=before,
        after=after,
        caught_by=None
        if done.test_outcome == TestOutcome.SURVIVED
        else _first_failed(done.output or ""),
    )


def nearest(module: Path) -> Iterator[str]:
    """Yield the tests of a module's name, those that import it, and those of its folder."""
    inside = module.relative_to(SOURCE)
    dotted = ".".join(("referral_analysis", *inside.with_suffix("").parts))
    files = [path for tier in TIERS for path in sorted(Path("tests", tier).rglob("test_*.py"))]
    named = [path for path in files if path.stem.startswith(f"test_{module.stem}")]
    package, _, name = dotted.rpartition(".")
    taken = re.compile(rf"from {dotted} import|from {package} import [^(\n]*\b{name}\b")
    importing = [path for path in files if taken.search(path.read_text("utf-8"))]
    folders = [Path("tests", tier, inside.parent) for tier in TIERS] if inside.parts[1:-1] else []
    for path in dict.fromkeys(
        [path for path in named if path in importing]
        + importing
        + [folder for folder in folders if folder.exists()]
    ):
        yield path.as_posix()


def whole_room(room: str) -> list[str]:
    """List the folders of the tests of a room, and of those it is only seen through."""
    names = (room, *BESIDE.get(room, ()))
    folders = [Path("tests", tier, name) for name in names for tier in TIERS]
    folders += [path for name in names for path in sorted(Path("tests/golden").glob(f"{name}_*"))]
    if room in ("questions", "analysis"):
        folders.append(Path("tests/snapshot"))
    return [folder.as_posix() for folder in folders if folder.exists()]


def table(mutants: Sequence[Mutant], excuses: Mapping[str, str]) -> str:
    """Return a line a room, for a page: tried, caught, excused."""
    lines = ["| room | tried | caught | live, excused | live |", "|---|---|---|---|---|"]
    rooms = collections.defaultdict(list)
    for one in mutants:
        rooms[one.room].append(one)
        rooms["all"].append(one)
    for room in [*(name for name in rooms if name != "all"), "all"]:
        live = [one for one in rooms[room] if not one.is_caught]
        excused = sum(one.key in excuses for one in live)
        tried_here = len(rooms[room])
        lines.append(
            f"| {room} | {tried_here} | {tried_here - len(live)} | {excused} "
            f"| {len(live) - excused} |"
        )
    return "\n".join(lines)


def _outcome(fault: MutationSpec, tests: Sequence[str]) -> WorkResult:
    python = [str(ROOT / ".venv/bin/python"), "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    limited = f"ulimit -t {CPU_SECONDS}; exec {shlex.join([*python, *tests])}"
    done = mutate_and_test([fault], shlex.join(["sh", "-c", limited]), SECONDS)
    if done.test_outcome is None or not done.diff:
        raise RuntimeError(f"{fault.module_path}, line {fault.start_pos[0]}: {done.output}")
    return done


def _first_failed(output: str) -> str:
    """Name the test that failed, or the file that could not be read; else that time ran out."""
    for line in output.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" ", 1)[1].split(" - ")[0]
    return OUT_OF_TIME


def _require_sound(tests: Set[str]) -> None:
    """Run the tests that caught something on the package as it is: exit 1 unless all of them pass.

    A file that could not be read with a fault in is collected only.
    """
    names = sorted(tests - {OUT_OF_TIME})
    command = [ROOT / ".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    for chosen, more in (
        ([name for name in names if "::" in name], []),
        ([name for name in names if "::" not in name], ["--collect-only"]),
    ):
        if chosen and subprocess.run([*command, *more, *chosen], check=False).returncode:
            sys.exit("a test that caught a fault fails without it: these results say nothing")


def _earlier() -> dict[str, Mutant]:
    """Return the last results by place, without their excuses."""
    fields = {one.name for one in dataclasses.fields(Mutant)}
    rows = [
        Mutant(**{name: value for name, value in row.items() if name in fields})
        for row in json.loads(RESULTS.read_text("utf-8"))["mutants"]
    ]
    return {f"{one.module} {one.operator} {one.occurrence}": one for one in rows}


def _place(fault: MutationSpec) -> str:
    module = fault.module_path.relative_to(SOURCE).as_posix()
    return f"{module} {fault.operator_name.removeprefix('core/')} {fault.occurrence}"


def _changed(diff: str) -> tuple[str, str]:
    """Return the line that a fault changed, and what it became."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
    return tuple(
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )  # type: ignore[return-value] # two signs, two lines


def _written(
    mutants: Sequence[Mutant], excuses: Mapping[str, str], given: argparse.Namespace
) -> str:
    found = [
        dataclasses.asdict(one) | ({} if one.is_caught else {"excuse": excuses.get(one.key)})
        for one in mutants
    ]
    whole = {
        "seed": given.seed,
        "each": given.each,
        "tried": len(mutants),
        "caught": sum(one.is_caught for one in mutants),
        "mutants": found,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _compile() -> None:
    """Compile the copy by the hash of its text: a fault of the same second is not overlooked."""
    os.environ |= {"PYTHONPATH": str(Path("src").resolve()), "CI": "1", "TZ": "UTC"}
    subprocess.run(
        [ROOT / ".venv/bin/python", "-m", "compileall", "-q",
         "--invalidation-mode=checked-hash", "src"],
        check=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()

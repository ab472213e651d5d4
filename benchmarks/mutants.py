"""Put small faults into the package one at a time, and see whether the tests of its room notice.

python -m benchmarks.mutants [--each 12] [--seed 2012] [--jobs 1] [--near] [--anew] [--excused]

The faults are cosmic-ray's, so many a room; each is put into a copy of the checkout. It is tried on
the tests that import its module and those of its folder; one that lives, on all its room's. A
test that caught one is run without it: one that fails by itself catches nothing and is left out,
and the fault is tried again.
What ran out of time, or where pytest itself failed, is told apart and is not caught. Exit 1 where
one that is not caught has no reason in `benchmarks/mutants_excused.json`, or below 95% caught of
those that change what the code does: the reason of one that changes nothing begins "The same".

A run goes on where the last one stopped: what was caught stays so while its module is the same and
its test still passes, and the others are tried again, but for those that have a reason: --excused
tries them too. --anew forgets the last run; --near leaves out all but the nearest tests, for a
first look.
"""

import argparse
import collections
import dataclasses
import datetime as dt
import hashlib
import importlib.metadata
import itertools
import json
import platform
import queue
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import get_args

from benchmarks.mutants_sample import ROOMS, SOURCE, Fault, modules_of, sample
from benchmarks.mutants_tests import ROOT, Copy, Outcome, Verdict, beside, nearest, of_room

RESULTS = ROOT / "benchmarks" / "results" / "mutants.json"
EXCUSED = ROOT / "benchmarks" / "mutants_excused.json"
LEAST_CAUGHT = 0.95
CHANGES_NOTHING = "The same"
"""How the reason of a fault begins that no test can tell."""
PACKAGES = ("referral-analysis", "cosmic-ray", "pytest", "hypothesis", "numpy", "polars")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """What became of a fault: its place and lines as `Fault`, and the test that caught it.

    sha256: of its module's text without it, by which a later run knows whether it still stands.
    """

    room: str
    module: str
    line: int
    operator: str
    occurrence: int
    before: str
    after: str
    sha256: str
    verdict: Verdict
    test: str | None

    @property
    def key(self) -> str:
        """What an excuse names it by, as `Fault.key`."""
        return f"{self.module}: {self.before} => {self.after}"


def main() -> None:
    """Try the faults, write the results after each, and print a line a room."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--each", type=int, default=12, help="faults a room")
    arguments.add_argument("--seed", type=int, default=2012)
    arguments.add_argument("--jobs", type=int, default=1, help="faults tried at once")
    arguments.add_argument("--near", action="store_true")
    arguments.add_argument("--anew", action="store_true")
    arguments.add_argument("--excused", action="store_true")
    arguments.add_argument("--output", type=Path, default=RESULTS)
    given = arguments.parse_args()
    excuses: dict[str, str] = json.loads(EXCUSED.read_text("utf-8"))
    faults = list(drawn(ROOT / SOURCE, given.each, given.seed))
    known = [] if given.anew or not given.output.exists() else earlier(given.output)
    mutants, left_out = still_caught(known, faults), set[str]()
    if not given.excused:
        mutants |= {
            fault: mutant(fault, Outcome(verdict="lives"))
            for fault in faults
            if fault.key in excuses
        }
    with tempfile.TemporaryDirectory() as scratch:
        copies = Copy.made([Path(scratch, f"copy{job}") for job in range(given.jobs)])
        while left := [fault for fault in faults if fault not in mutants]:
            for fault, one in tried(left, copies, left_out, near=given.near):
                print(f"{one.verdict:12}{one.key}  {one.test or ''}", flush=True)
                mutants[fault] = one
                given.output.write_text(
                    written(list(mutants.values()), len(faults), excuses, given), "utf-8"
                )
            tests = {one.test for one in mutants.values() if one.test}
            left_out |= tests - copies[0].sound(tests)
            mutants = {fault: one for fault, one in mutants.items() if one.test not in left_out}
    found = [mutants[fault] for fault in faults]
    given.output.write_text(written(found, len(faults), excuses, given), "utf-8")
    print(table(found, excuses))
    sys.exit(objection(found, excuses))


def drawn(source: Path, each: int, seed: int) -> Iterator[Fault]:
    """Yield the faults of all rooms in turn, so that a run cut short is spread over them too."""
    samples = [sample(room, modules_of(room, source), each, seed) for room in ROOMS]
    for faults in itertools.zip_longest(*samples):
        yield from filter(None, faults)


def still_caught(known: Sequence[Mutant], faults: Sequence[Fault]) -> dict[Fault, Mutant]:
    """Return the faults that an earlier run caught, their module still the same."""
    places = {(fault.module, fault.operator, fault.occurrence): fault for fault in faults}
    return {
        fault: one
        for one in known
        if (fault := places.get((one.module, one.operator, one.occurrence)))
        and one.verdict == "caught"
        and one.sha256 == _sha256(fault)
    }


def tried(
    faults: Sequence[Fault], copies: Sequence[Copy], left_out: Set[str], *, near: bool
) -> Iterator[tuple[Fault, Mutant]]:
    """Yield what becomes of each fault, as many at once as there are copies.

    left_out: tests that fail without a fault.
    """
    free = queue.SimpleQueue[Copy]()
    for copy in copies:
        free.put(copy)

    def one(fault: Fault) -> tuple[Fault, Mutant]:
        copy = free.get()
        try:
            return fault, mutant(fault, outcome(fault, copy, left_out, near=near))
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        for done in as_completed([pool.submit(one, fault) for fault in faults]):
            yield done.result()


def outcome(fault: Fault, copy: Copy, left_out: Set[str], *, near: bool) -> Outcome:
    """Try a fault on the tests nearest to it; if it lives, on its room's, and on those beside it.

    near: on the first of these alone.
    """
    tests = copy.folder / "tests"
    chosen = [
        list(nearest(fault.module, tests)),
        of_room(fault.room, tests),
        beside(fault.room, tests),
    ]
    found = Outcome(verdict="lives")
    for some in [some for some in chosen if some][: 1 if near else None]:
        found = copy.tried(fault, some, left_out)
        if found.verdict != "lives":
            break
    return found


def mutant(fault: Fault, found: Outcome) -> Mutant:
    """Return a fault with what became of it."""
    return Mutant(
        room=fault.room,
        module=fault.module,
        line=fault.line,
        operator=fault.operator,
        occurrence=fault.occurrence,
        before=fault.before,
        after=fault.after,
        sha256=_sha256(fault),
        verdict=found.verdict,
        test=found.test,
    )


def _sha256(fault: Fault) -> str:
    return hashlib.sha256((ROOT / SOURCE / fault.module).read_bytes()).hexdigest()


def table(mutants: Sequence[Mutant], excuses: Mapping[str, str]) -> str:
    """Return a line a room, for a page: tried, caught, not caught with a reason, without."""
    lines = [
        "| room | tried | caught | not caught, excused | not caught |",
        "|---|---|---|---|---|",
    ]
    rooms = collections.defaultdict(list)
    for one in mutants:
        rooms[one.room].append(one)
    for room, those in [*rooms.items(), ("all", mutants)]:
        missed = [one for one in those if one.verdict != "caught"]
        excused = sum(one.key in excuses for one in missed)
        caught, open_ = len(those) - len(missed), len(missed) - excused
        lines.append(f"| {room} | {len(those)} | {caught} | {excused} | {open_} |")
    return "\n".join(lines)


def objection(mutants: Sequence[Mutant], excuses: Mapping[str, str]) -> str | None:
    """Say what is wrong with the tests, or with the excuses; None where nothing is."""
    missed = [one for one in mutants if one.verdict != "caught"]
    open_ = [one.key for one in missed if not excuses.get(one.key)]
    stale = [key for key in excuses if key not in {one.key for one in missed}]
    lines = [f"not caught, and no reason given: {key}" for key in open_]
    lines += [f"excused, but caught or not tried: {key}" for key in stale]
    same = [one for one in missed if excuses.get(one.key, "").startswith(CHANGES_NOTHING)]
    telling, lost = len(mutants) - len(same), len(missed) - len(same)
    if lost > (1 - LEAST_CAUGHT) * telling:
        lines.append(f"{telling - lost} of {telling} caught: fewer than 95%")
    return "\n".join(lines) or None


def earlier(results: Path) -> list[Mutant]:
    """Return the faults of the last run."""
    fields = {one.name for one in dataclasses.fields(Mutant)}
    rows = json.loads(results.read_text("utf-8"))["mutants"]
    return [Mutant(**{name: row[name] for name in fields}) for row in rows]


def written(
    mutants: Sequence[Mutant], drawn: int, excuses: Mapping[str, str], given: argparse.Namespace
) -> str:
    """Return the results as a file: how they were made, the counts, and each fault.

    drawn: how many there are to try; a run that was stopped tried fewer.
    """
    rows = [
        dataclasses.asdict(one)
        | ({} if one.verdict == "caught" else {"excuse": excuses.get(one.key)})
        for one in mutants
    ]
    verdicts = collections.Counter(one.verdict for one in mutants)
    whole = {
        "command": f"python -m benchmarks.mutants --each {given.each} --seed {given.seed}",
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "versions": {"python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in PACKAGES},
        "drawn": drawn,
        "tried": len(mutants),
        **{verdict.replace(" ", "_"): verdicts[verdict] for verdict in get_args(Verdict)},
        "mutants": rows,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()

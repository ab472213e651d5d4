"""Faults put in one at a time: what is drawn, which tests are tried, and what becomes of each."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks import mutants, mutants_sample, mutants_tests
from benchmarks.mutants import Mutant
from benchmarks.mutants_sample import Fault, changed, sample
from benchmarks.mutants_tests import Outcome, outcome_of

SMALL = '''
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers of 3 digits."""

    first: int | None
    second: float = 0.5


def enough(pair: Pair, *, of: int = 7, **others: int) -> bool:
    """Claim that there are enough, or 9 others."""
    both = list(zip([pair.first], [of], strict=True))
    return not both or of * 2 > LEAST
'''
OTHER = "SHARE = 3 + 4\n"


def drawn(size: int = 50, seed: int = 1, modules: dict[str, str] | None = None) -> list[Fault]:
    return sample("series", modules or {"small.py": SMALL}, size, seed)


def test_every_fault_is_another_program_and_is_told_by_the_lines_it_changes() -> None:
    faults = drawn()
    lines = SMALL.splitlines()
    for fault in faults:
        tree = ast.parse(fault.text)
        assert ast.dump(tree) != ast.dump(ast.parse(SMALL))
        assert fault.before == lines[fault.line - 1].strip()
        assert fault.after == fault.text.splitlines()[fault.line - 1].strip()
        assert fault.key == f"small.py: {fault.before} => {fault.after}"
    # the constant, the default, the parameter's, `not`, `or`, `*`, `2` and `>`: and nothing else
    assert sorted(fault.line for fault in faults) == [4, 12, 15, 18, 18, 18, 18, 18]


def test_what_changes_no_result_is_no_fault() -> None:
    # `int | None` is an annotation, `strict` a guard, `*` and `**` say how a parameter is given
    for fault in drawn():
        assert "strict=True" in fault.text
        assert "int | None" in fault.text
        assert "@dataclass(frozen=True, slots=True)" in fault.text
        assert "3 digits" in fault.text


def test_a_sample_is_the_same_for_one_seed_and_stays_when_other_code_changes() -> None:
    assert drawn(size=3) == drawn(size=3)
    assert any(drawn(size=3, seed=seed) != drawn(size=3) for seed in range(2, 6))
    both = drawn(modules={"other.py": OTHER, "small.py": SMALL})
    assert [fault for fault in both if fault.module == "small.py"] == drawn()
    moved = drawn(modules={"small.py": "import math\n" + SMALL})
    assert [(one.line - 1, one.key) for one in moved] == [(one.line, one.key) for one in drawn()]


def test_a_sample_is_no_larger_than_it_is_asked_to_be() -> None:
    assert [len(drawn(size=size)) for size in (0, 1, 7, 8, 9)] == [0, 1, 7, 8, 8]
    assert drawn(size=4) == drawn(size=5)[:4]


def test_rooms_are_those_of_the_package_and_take_turns() -> None:
    package = mutants_tests.ROOT / mutants_sample.SOURCE
    rooms = {path.parent.name for path in package.glob("*/__init__.py")}
    assert set(mutants_sample.ROOMS) == rooms | {mutants_sample.FOUNDATION}
    assert "periods.py" in mutants_sample.modules_of(mutants_sample.FOUNDATION, package)
    assert all(
        module.startswith("series/") for module in mutants_sample.modules_of("series", package)
    )


def test_the_lines_that_change_are_told() -> None:
    assert changed("a\n  b\nc\n", "a\n  d\nc\n") == ("b", "d")
    assert changed("a\nb\n", "c\nd\n") == ("a b", "c d")


@pytest.mark.parametrize(
    ("returned", "printed", "outcome"),
    [
        (0, "3 passed", Outcome(verdict="lives")),
        (
            1,
            "FAILED tests/unit/a.py::test_b[1-x y] - assert 1 == 2\n1 failed",
            Outcome(verdict="caught", test="tests/unit/a.py::test_b[1-x y]"),
        ),
        (
            1,
            "ERROR tests/unit/a.py::test_b - ValueError: no",
            Outcome(verdict="caught", test="tests/unit/a.py::test_b"),
        ),
        (
            2,
            "ERROR tests/unit/a.py - TypeError: no\n!!! Interrupted",
            Outcome(verdict="caught", test="tests/unit/a.py"),
        ),
        (
            4,
            "ImportError while loading conftest '/copy/tests/unit/conftest.py'.\nE  ZeroDivision",
            Outcome(verdict="caught", test="tests/unit"),
        ),
        (4, "ERROR: not found: /copy/tests/unit/a.py", Outcome(verdict="broken")),
        (3, "INTERNALERROR> no", Outcome(verdict="broken")),
        (1, "no test is named", Outcome(verdict="broken")),
        (-24, "...", Outcome(verdict="out of time")),
        (-9, "FAILED tests/unit/a.py::test_b - no", Outcome(verdict="out of time")),
    ],
)
def test_only_a_test_that_fails_catches_a_fault(
    returned: int, printed: str, outcome: Outcome
) -> None:
    assert outcome_of(returned, printed) == outcome


def test_the_nearest_tests_are_those_that_import_a_module_and_of_its_folder(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    written = {
        "unit/its/model/test_design.py": "from referral_analysis.its.model.design import Design",
        "unit/its/model/test_fit.py": "from referral_analysis.its import fit",
        "unit/report/test_any.py": "from referral_analysis.its.model import (\n  a,\n  design,\n)",
        "property/its/test_some.py": "from referral_analysis.its.model import design, fit",
        "golden/its/test_redesign.py": "from referral_analysis.its.model import redesign",
        "workflow/test_all.py": "from referral_analysis.its.model.design import Design",
    }
    for name, text in written.items():
        path = tests / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert list(mutants_tests.nearest("its/model/design.py", tests)) == [
        "tests/unit/its/model/test_design.py",
        "tests/unit/report/test_any.py",
        "tests/property/its/test_some.py",
        "tests/unit/its/model",
        *(f"tests/{name}" for name in mutants_tests.OVER_ALL),
    ]


def test_every_test_that_is_tried_beside_a_room_is_there() -> None:
    tests = mutants_tests.ROOT / "tests"
    for name in (*mutants_tests.OVER_ALL, *sum(mutants_tests.BESIDE.values(), ())):
        assert (tests / name).exists(), name
    for room in mutants_sample.ROOMS:
        assert mutants_tests.of_room(room, tests) + mutants_tests.beside(room, tests)


def a_mutant(name: str, verdict: mutants_tests.Verdict, sha256: str = "") -> Mutant:
    return Mutant(
        room="series",
        module="errors.py",
        line=1,
        operator="NumberReplacer",
        occurrence=0,
        before=name,
        after="other",
        sha256=sha256,
        verdict=verdict,
        test="tests/unit/a.py::test_b" if verdict == "caught" else None,
    )


def test_what_is_not_caught_needs_a_reason_and_no_more_than_one_in_twenty_may() -> None:
    caught = [a_mutant(f"c{n}", "caught") for n in range(19)]
    verdicts: tuple[mutants_tests.Verdict, ...] = ("lives", "out of time", "broken")
    for verdict in verdicts:
        missed = a_mutant("missed", verdict)
        reason = {missed.key: "Nobody would see it."}
        assert mutants.objection([*caught, missed], reason) is None
        assert mutants.objection([*caught, missed], {}) == (
            f"not caught, and no reason given: {missed.key}"
        )
        assert mutants.objection([*caught[1:], missed], reason) == (
            "18 of 19 caught: fewer than 95%"
        )
    same = a_mutant("same", "lives")
    assert mutants.objection([*caught[1:], same], {same.key: "The same: nought is nought."}) is None
    stale = {caught[0].key: "a reason"}
    assert mutants.objection(caught, stale) == (
        f"excused, but caught or not tried: {caught[0].key}"
    )


def test_a_table_has_a_line_a_room_and_one_of_all() -> None:
    missed = a_mutant("missed", "lives")
    elsewhere = replace(a_mutant("b", "out of time"), room="its")
    found = [a_mutant("a", "caught"), missed, elsewhere]
    assert mutants.table(found, {missed.key: "why"}).splitlines()[2:] == [
        "| series | 2 | 1 | 1 | 0 |",
        "| its | 1 | 0 | 0 | 1 |",
        "| all | 3 | 1 | 1 | 1 |",
    ]


def test_what_was_caught_stays_so_while_its_module_is_the_same() -> None:
    path = mutants_tests.ROOT / mutants_sample.SOURCE / "errors.py"
    (fault,) = sample("foundation", {"errors.py": path.read_text("utf-8")}, 1, 1)
    was = mutants.mutant(fault, Outcome(verdict="caught", test="tests/unit/a.py::test_b"))
    assert mutants.still_caught([was], [fault]) == {fault: was}
    assert mutants.still_caught([replace(was, sha256="0")], [fault]) == {}
    assert mutants.still_caught([replace(was, verdict="lives", test=None)], [fault]) == {}
    assert mutants.still_caught([was], []) == {}

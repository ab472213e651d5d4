"""A sample of small faults, as cosmic-ray makes them: spread over rooms, places before kinds."""

import ast
import difflib
import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

SOURCE = Path("src/referral_analysis")
FOUNDATION = "foundation"
"""The modules that lie in no room: periods, intervals, sums, errors."""
ROOMS = (
    "its",
    "statistics",
    "disclosure",
    "analysis",
    "questions",
    "papers",
    "series",
    "extract",
    "runs",
    "report",
    "simulate",
    "cli",
    FOUNDATION,
)
NOT_A_FAULT = ("RemoveDecorator", "_Is", "_IsNot", "Eq_Is", "NotEq_IsNot")
"""Without its decorator no class of ours can be made, and `is` is `==` of what we compare."""
GUARDS = frozenset({"strict", "maintain_order"})
"""Keywords that change no result of sound code: `strict` only raises where two lengths differ that
cannot; without `maintain_order` rows may come in another order or in the same, as chance has it."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One small change to one module, that compiles and is not the same program.

    module: its path below `SOURCE`. line: from 1. occurrence: the how-manieth place of the module
    that the operator could change, from 0. before, after: the lines it changes, and what they
    become. text: the whole module with the fault in.
    """

    room: str
    module: str
    line: int
    operator: str
    occurrence: int
    before: str
    after: str
    text: str = field(repr=False)

    @property
    def key(self) -> str:
        """What an excuse names it by: a line's number moves, its text does not."""
        return f"{self.module}: {self.before} => {self.after}"


def modules_of(room: str, source: Path) -> dict[str, str]:
    """Return the text of each module of a room, by its path below `source`, in order."""
    paths = source.glob("*.py") if room == FOUNDATION else (source / room).rglob("*.py")
    return {path.relative_to(source).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def sample(room: str, modules: Mapping[str, str], size: int, seed: int) -> list[Fault]:
    """Draw so many places of a room, then one fault of each; the same for the same code and seed.

    modules: their text, by path. A place is drawn before a kind, as an operator has ten other
    operators and a number has two; by a hash of its line, so that most of a sample stays when code
    elsewhere changes. What does not compile, or is the same program, is no fault: another of that
    place is drawn for it, or another place.
    """
    places = [
        (_drawn_at(f"{seed} {module} {text.splitlines()[line - 1].strip()} {column}"), module,
         line, kinds)
        for module, text in modules.items()
        for (line, column), kinds in _places(text).items()
    ]  # fmt: skip
    faults: list[Fault] = []
    for drawn_at, module, line, kinds in sorted(places):
        if len(faults) == size:
            break
        draw = random.Random(drawn_at)  # noqa: S311 - a sample, not a secret
        for kind in draw.sample(kinds, len(kinds)):
            text = _other_program(modules[module], *kind)
            if text is not None:
                faults.append(_fault(room, module, line, kind, (modules[module], text)))
                break
    return faults


def _drawn_at(place: str) -> str:
    return hashlib.sha256(place.encode()).hexdigest()


def _places(text: str) -> dict[Place, list[tuple[str, int]]]:
    """Return the faults of a module by the place they begin at: operator and occurrence."""
    nodes, quiet = list(ast_nodes(get_ast(text))), list(_quiet(ast.parse(text)))
    places: dict[Place, list[tuple[str, int]]] = {}
    starts_of: dict[str, list[Place]] = {}
    for name in operator_names():
        operator = get_operator(name)
        if name.endswith(NOT_A_FAULT) or operator.arguments():
            continue
        # what an arithmetic operator is replaced by does not change where it can be
        kind = name.rpartition("_")[0] if "BinaryOperator" in name else name
        if kind not in starts_of:
            made = operator()
            starts_of[kind] = [
                start for node in nodes for start, _ in made.mutation_positions(node)
            ]
        for occurrence, start in enumerate(starts_of[kind]):
            if not _is_within(start, quiet):
                places.setdefault(start, []).append((name, occurrence))
    return places


def _other_program(text: str, operator: str, occurrence: int) -> str | None:
    """Return a module with a fault in; None where it is no program, or the same one."""
    mutated: str | None = mutate_code(text, get_operator(operator)(), occurrence)
    if mutated is None:
        return None
    try:
        compile(mutated, "<fault>", "exec", dont_inherit=True)
    except SyntaxError:
        return None
    return None if _program(mutated) == _program(text) else mutated


def _program(text: str) -> str:
    """Return a module's tree in words: that a parameter goes by name only is mypy's to hold."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
            node.posonlyargs, node.kwonlyargs = [], []
            node.defaults = [*node.defaults, *(one for one in node.kw_defaults if one is not None)]
            node.kw_defaults = []
    return ast.dump(tree)


def _fault(
    room: str, module: str, line: int, kind: tuple[str, int], texts: tuple[str, str]
) -> Fault:
    before, after = changed(*texts)
    return Fault(
        room=room,
        module=module,
        line=line,
        operator=kind[0].removeprefix("core/"),
        occurrence=kind[1],
        before=before,
        after=after,
        text=texts[1],
    )


def changed(before: str, after: str) -> tuple[str, str]:
    """Return the lines of a text that differ from another's, and what they became: each in one."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0))[2:]
    gone, come = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    return gone, come


def _quiet(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the annotations, decorators and guards of a module: a fault there changes no result."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from filter(None, (node.returns, *node.decorator_list))
        elif isinstance(node, ast.ClassDef):
            yield from node.decorator_list
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.keyword) and node.arg in GUARDS:
            yield node.value


def _is_within(place: Place, nodes: Sequence[ast.expr]) -> bool:
    return any(
        (node.lineno, node.col_offset) <= place < (node.end_lineno or 0, node.end_col_offset or 0)
        for node in nodes
    )

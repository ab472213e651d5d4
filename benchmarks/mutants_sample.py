"""A sample of small faults, as cosmic-ray makes them: spread over rooms, places before kinds."""

import ast
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.work_item import MutationSpec

ROOMS = (
    "its",
    "statistics",
    "disclosure",
    "analysis",
    "questions",
    "series",
    "extract",
    "runs",
    "report",
)
SOURCE = Path("src/referral_analysis")
NOT_A_FAULT = ("RemoveDecorator", "_Is", "_IsNot", "Eq_Is", "NotEq_IsNot")
"""Without its decorator no class of ours can be made, and `is` is `==` of what we compare."""


def sample(room: str, size: int, seed: int) -> list[MutationSpec]:
    """Draw so many places of a room, then one fault of each; the same for the same code and seed.

    A place is drawn before a kind, as an operator has ten other operators and a number has two.
    """
    modules = sorted((SOURCE / room).rglob("*.py"))
    places: dict[tuple[str, tuple[int, int]], list[MutationSpec]] = {}
    for item in _all_work_items(modules, {}):
        for fault in item.mutations:
            if not fault.operator_name.endswith(NOT_A_FAULT):
                places.setdefault((str(fault.module_path), fault.start_pos), []).append(fault)
    quiet = {str(module): _not_run(module.read_text("utf-8")) for module in modules}
    open_places = [place for place in sorted(places) if not _is_within(place[1], quiet[place[0]])]
    draw = random.Random(f"{seed} {room}")  # noqa: S311 - a sample, not a secret
    chosen = draw.sample(open_places, min(size, len(open_places)))
    return [draw.choice(places[place]) for place in sorted(chosen)]


def _not_run(text: str) -> list[ast.expr]:
    """List the annotations and decorators of a module: a fault in one changes no result."""
    return list(_quiet(ast.walk(ast.parse(text))))


def _quiet(nodes: Iterator[ast.AST]) -> Iterator[ast.expr]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            yield from filter(None, (node.returns, *node.decorator_list))
        elif isinstance(node, ast.ClassDef):
            yield from node.decorator_list
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            yield node.annotation


def _is_within(place: tuple[int, int], nodes: Sequence[ast.expr]) -> bool:
    return any(
        (node.lineno, node.col_offset) <= place <= (node.end_lineno or 0, node.end_col_offset or 0)
        for node in nodes
    )

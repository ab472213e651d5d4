"""Where two executed notebooks differ: cell by cell."""

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, TypeAlias

from referral_analysis.runs.differences.agreement import Agree
from referral_analysis.runs.differences.difference import Difference
from referral_analysis.runs.differences.plain import (
    between_texts,
    differing,
    first_difference,
)

Cell: TypeAlias = dict[str, Any]

_NO_CELL: Cell = {}
_PARTS = ("source", "outputs", "metadata")


def between_notebooks(file: str, old: str, new: str, agree: Agree) -> tuple[Difference, ...]:
    """Name the first difference in the source and in the outputs of each cell."""
    try:
        before, after = _cells(old), _cells(new)
        differences = [
            difference
            for number, cells in enumerate(zip_longest(before, after, fillvalue=_NO_CELL), start=1)
            for difference in _in_cell(file, number, cells, agree)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return between_texts(file, old, new, agree)  # one of them is no notebook any more
    return tuple(differences) or between_texts(file, old, new, agree)


def _cells(text: str) -> list[Cell]:
    return list(json.loads(text)["cells"])


def _in_cell(
    file: str, number: int, cells: tuple[Cell, Cell], agree: Agree
) -> Iterator[Difference]:
    for part in _PARTS:
        before, after = (_text(cell.get(part, "")) for cell in cells)
        at = first_difference(before, after)
        if at is not None and not agree(before, after):
            yield differing(file, f"cell {number}, {part}", before, after, at)


def _text(held: object) -> str:
    if isinstance(held, list) and all(isinstance(line, str) for line in held):
        return "".join(held)
    return held if isinstance(held, str) else json.dumps(held, ensure_ascii=False, sort_keys=True)

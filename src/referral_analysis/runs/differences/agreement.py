"""When two texts count as the same: exactly, or with numbers of another platform."""

import base64
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

Agree: TypeAlias = Callable[[str, str], bool]

RELATIVE = 1e-9
"""Far above what processors and their libraries differ by in a fit, far below what is shown."""
STATED = (
    "numbers count as the same within one unit of their last decimal or one part in a billion; "
    "whole numbers and words must be the same"
)

_PACKED = re.compile(r"base64,([A-Za-z0-9+/]+=*)")
_TOKEN = re.compile(
    r"(?P<hash>[0-9a-f]{32,})|(?P<number>-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+))"
)


def exactly(old: str, new: str) -> bool:
    """Say whether two texts are the same."""
    return old == new


def closely(old: str, new: str) -> bool:
    """Say whether two texts are the same but for decimals that STATED allows."""
    if old == new:
        return True
    first, second = _parts(_unpacked(old)), _parts(_unpacked(new))
    return all(
        one == other or (both_numbers and _near(one, other))
        for (one, other, both_numbers) in _paired(first, second)
    )


def _unpacked(text: str) -> str:
    """Write packed numbers out: a table inside a page is compared as a table."""
    return _PACKED.sub(_written_out, text)


def _written_out(packed: re.Match[str]) -> str:
    try:
        return base64.b64decode(packed[1], validate=True).decode("utf-8")
    except ValueError:
        return packed[0]


def _parts(text: str) -> list[tuple[str, bool]]:
    """Split into decimals (True) and everything between them (False)."""
    return list(_walk(text))


def _walk(text: str) -> Iterator[tuple[str, bool]]:
    end = 0
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "number":
            yield text[end : token.start()], False
            yield token[0], True
            end = token.end()
    yield text[end:], False


def _paired(
    first: list[tuple[str, bool]], second: list[tuple[str, bool]]
) -> Iterator[tuple[str, str, bool]]:
    if len(first) != len(second):
        yield "more", "fewer", False
        return
    for (one, is_number), (other, other_is) in zip(first, second, strict=True):
        yield one, other, is_number and other_is


def _near(old: str, new: str) -> bool:
    unit = max(_unit(old), _unit(new)) * (1 + 1e-6)  # the difference of two decimals is rounded
    one, other = float(old), float(new)
    return abs(one - other) <= max(unit, RELATIVE * max(abs(one), abs(other)))


def _unit(number: str) -> float:
    """Return one unit of the last decimal that is written."""
    digits, _, power = number.lower().partition("e")
    return float(10.0 ** (int(power or 0) - len(digits.partition(".")[2])))

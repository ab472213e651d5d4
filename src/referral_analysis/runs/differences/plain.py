"""Where two texts, or two runs of bytes, first differ."""

from itertools import zip_longest

from referral_analysis.runs.differences.agreement import Agree
from referral_analysis.runs.differences.difference import Difference

BEFORE, AFTER = 16, 32  # characters shown around a difference


def between_texts(file: str, old: str, new: str, _: Agree) -> tuple[Difference, ...]:
    """Name the line and character at which two texts first differ; empty where they do not."""
    at = first_difference(old, new)
    if at is None:
        return ()
    line, column = old.count("\n", 0, at) + 1, at - (old.rfind("\n", 0, at) + 1) + 1
    place = f"line {line}, character {column}"
    return (differing(file, place, old, new, at),)


def between_bytes(file: str, old: bytes, new: bytes) -> Difference:
    """Name the first byte in which two files differ."""
    at = next(i for i, (a, b) in enumerate(zip_longest(old, new)) if a != b)
    shown = [held[at : at + 1].hex() or "the end of the file" for held in (old, new)]
    return Difference(file=file, place=f"byte {at + 1:,}", old=shown[0], new=shown[1])


def first_difference(old: str, new: str) -> int | None:
    """Return the place of the first character that differs; None where there is none."""
    if old == new:
        return None
    pairs = enumerate(zip_longest(old, new))
    return next(at for at, (one, other) in pairs if one != other)


def differing(file: str, place: str, old: str, new: str, at: int) -> Difference:
    """Quote both texts around the character in which they first differ, each on one line.

    Where spaces and line ends are all that differs there, they are quoted as a program writes them.
    """
    ends = [text[max(0, at - BEFORE) : at + AFTER] for text in (old, new)]
    before, after = (" ".join(text.split()) or "nothing" for text in ends)
    if before == after:
        before, after = map(repr, ends)
    return Difference(file=file, place=place, old=before, new=after)

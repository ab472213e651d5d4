"""One place in which two versions of a file differ."""

from dataclasses import dataclass

WHOLE = "the whole file"
"""The place of a difference that is of no part of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place in a file, what the run has there, and what came of making it again.

    All of it is from released files: no text of a record can be in it.
    """

    file: str
    place: str
    old: str
    new: str

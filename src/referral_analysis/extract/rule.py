"""What a rule on the rows of an extract is."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import polars as pl

Severity: TypeAlias = Literal["exclude", "flag", "stop"]


Among: TypeAlias = Literal["alone", "copies", "episodes"]
"""A row is judged by itself, beside rows that may be copies of it, or among its child's rows."""


AMONG: tuple[Among, ...] = get_args(Among)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule: its number, what happens to rows that fail it, and what it says to a person.

    `exclude`: the row leaves the analysis; `flag`: it stays and is counted; `stop`: the run ends.
    `passes` reads columns of the vocabulary; where one of them is missing the rule is not judged.
    """

    number: str
    severity: Severity
    sentence: str
    passes: pl.Expr = field(repr=False)
    among: Among = "alone"

    @property
    def needs(self) -> frozenset[str]:
        """The columns that the rule reads."""
        return frozenset(self.passes.meta.root_names())

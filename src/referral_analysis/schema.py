"""Tables that travel between rooms, each declared once: its columns, their units, their meaning.

A table is a class, a column an attribute of it, whose value is the column's name: a misspelt name
is an error of mypy, and so is a column without a unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

import polars as pl

from referral_analysis.errors import RunError


@dataclass(frozen=True, slots=True)
class Declared:
    """A column: its type, its unit ("words", "month", "claim" where it is no number), its meaning.

    is_count: it counts children or their referrals, so disclosure control protects it.
    """

    dtype: type[pl.DataType]
    unit: str
    meaning: str
    is_count: bool = field(default=False, kw_only=True)
    name: str = field(default="", init=False)

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", self.name or name)

    def __get__(self, instance: object, owner: type) -> str:
        return self.name


class Schema:
    """The columns of a table, in order; a table declared from another has that one's first."""

    declared: ClassVar[Mapping[str, Declared]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        own = {name: one for name, one in vars(cls).items() if isinstance(one, Declared)}
        for name, one in own.items():
            if one.name != name:
                raise TypeError(f"{cls.__name__}.{name} is declared as {one.name} elsewhere")
        cls.declared = MappingProxyType({**cls.declared, **own})

    @classmethod
    def names(cls) -> list[str]:
        """List the columns."""
        return list(cls.declared)

    @classmethod
    def counts(cls) -> list[str]:
        """List the columns that disclosure control protects."""
        return [name for name, one in cls.declared.items() if one.is_count]

    @classmethod
    def types(cls) -> pl.Schema:
        """Return the types as polars takes them."""
        return pl.Schema({name: one.dtype() for name, one in cls.declared.items()})

    @classmethod
    def frame(
        cls, rows: Iterable[Mapping[str, Any]] | Iterable[Sequence[Any]] = ()
    ) -> pl.DataFrame:
        """Make the table of these rows; a column that a row does not name is null in it."""
        return pl.DataFrame(list(rows), schema=cls.types(), orient="row")

    @classmethod
    def checked(cls, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame of just these columns, in order and of their types; else RunError."""
        if frame.schema != cls.types():
            odd = {name for name, _ in cls.types().items() ^ frame.schema.items()}
            raise RunError(
                f"the table {cls.__name__}",
                found=f"other columns than declared: {', '.join(sorted(odd)) or 'the order'}",
                needed="those of its declaration, in order",
                do="Correct the function that makes it, or the declaration.",
            )
        return frame

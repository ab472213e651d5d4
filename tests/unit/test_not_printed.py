"""No record shows where an object of ours is printed, as in a traceback or a failing test."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest

import referral_analysis

A_ROW = "Zz93-a-row"
FRAME = re.compile(r"\b(DataFrame|LazyFrame|Series)\b")
ARRAY = re.compile(r"\bndarray\b")
"""In `extract` an array is a column of records; elsewhere it holds sums and what is fitted."""


class Rows:
    """Stands for a frame, a series or an array, and prints what is in it."""

    def __repr__(self) -> str:
        return A_ROW


def holds_rows(made: type, kind: str) -> bool:
    is_record = ".extract." in made.__module__ and ARRAY.search(kind)
    return "Callable" not in kind and bool(FRAME.search(kind) or is_record)


def dataclasses_of_the_package() -> Iterator[type]:
    for module in pkgutil.walk_packages(referral_analysis.__path__, "referral_analysis."):
        if not module.name.endswith("__main__"):
            for _, made in inspect.getmembers(
                importlib.import_module(module.name), inspect.isclass
            ):
                if made.__module__ == module.name and dataclasses.is_dataclass(made):
                    yield made


HOLDERS = {
    f"{made.__module__}.{made.__qualname__}": (made, names)
    for made in dataclasses_of_the_package()
    if (names := [one.name for one in dataclasses.fields(made) if holds_rows(made, str(one.type))])
}


def test_those_that_hold_rows_are_found() -> None:
    assert {
        "referral_analysis.runs.inputs.files.Inputs",
        "referral_analysis.analysis.headline.Headline",
        "referral_analysis.extract.child_ids.Shared",
    } <= set(HOLDERS)


@pytest.mark.parametrize("name", HOLDERS)
def test_what_holds_rows_prints_none(name: str) -> None:
    made, names = HOLDERS[name]
    one: object = object.__new__(made)
    for field in dataclasses.fields(made):
        object.__setattr__(one, field.name, Rows() if field.name in names else None)
    assert made.__name__ in repr(one)
    assert A_ROW not in repr(one)

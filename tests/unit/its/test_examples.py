"""The examples in the docstrings of the engine say what it does."""

import doctest
import inspect
from typing import Any

import pytest

from referral_analysis import its

FUNCTIONS = [name for name in its.__all__ if inspect.isfunction(getattr(its, name))]


def ran(docstring: str | None, names: dict[str, Any], where: str) -> dict[str, Any]:
    """Run the examples of a docstring, of which there are some; return the names they leave."""
    text = inspect.cleandoc(docstring or "")
    test = doctest.DocTestParser().get_doctest(text, names, where, None, 0)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    assert not said, "".join(said)
    assert test.examples
    return test.globs


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """Return what the example of the package makes: four districts, fitted."""
    return ran(its.__doc__, {}, "its")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_has_an_example_that_is_right(
    name: str, names: dict[str, Any]
) -> None:
    ran(getattr(its, name).__doc__, names, name)

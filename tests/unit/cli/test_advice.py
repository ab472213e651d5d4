"""What an error says to do can be done: each option and parameter that it names is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import referral_analysis
from referral_analysis import cli
from referral_analysis.cli.commands import commands
from referral_analysis.extract import columns
from referral_analysis.runs.analyst.fit_advice import advice
from referral_analysis.runs.parameters import CONTRACTS

SOURCE = Path(referral_analysis.__file__).parent
# a room's errors -> the commands that meet them
COMMANDS = {
    "audit": ("audit-sample",),
    "batch": ("batch",),
    "simulate": ("simulate",),
    "fit": ("fit",),
    "extract": ("check", "init", "run"),
    "parameter_file": ("check", "init", "run"),
    "notebooks": ("run", "batch"),
    "pdf": ("run",),
    "folder": ("run", "audit-sample"),
}
FIELDS_OF_THE_LIBRARY = re.compile(
    r"left_out|weighting|\bspec\b|phase_in|interval=|`at`|`last`|`segment`|Interruption\b"
)


def advices() -> list[tuple[str, str]]:
    """Read every `do=` of the source: the file's path in the package, and the text."""
    return [
        (path.relative_to(SOURCE).as_posix(), text)
        for path in sorted(SOURCE.rglob("*.py"))
        for text in _advices_of(ast.parse(path.read_text("utf-8")))
    ]


def _advices_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "do":
            yield " ".join(
                part.value
                for part in ast.walk(node.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


def options_of(name: str) -> set[str]:
    assert cli is not None  # importing it registers the commands
    command = commands.get_command(click.Context(commands), name)
    assert command is not None, name
    return {text for one in command.params for text in (*one.opts, *one.secondary_opts)}


def commands_of(path: str) -> tuple[str, ...]:
    found = [names for room, names in COMMANDS.items() if room in path]
    return found[0] if found else tuple(commands.list_commands(click.Context(commands)))


def test_there_are_errors_to_look_at() -> None:
    assert len(advices()) > 100


def test_an_option_that_an_error_names_is_one_of_the_command_at_hand() -> None:
    wrong = [
        (path, option)
        for path, text in advices()
        for option in re.findall(r"--[a-z][a-z-]*", text)
        if not all(option in options_of(name) for name in _meant(path))
    ]
    assert wrong == []


def _meant(path: str) -> tuple[str, ...]:
    names = commands_of(path)
    return names if len(names) < 5 else ()


def test_a_name_that_an_error_of_reading_gives_is_a_parameter() -> None:
    known = {name for contract in CONTRACTS.values() for name in contract.model_fields}
    known |= {column.name for column in columns.REFERRALS} | {"read_referrals"}
    wrong = [
        (path, name)
        for path, text in advices()
        if path.startswith(("extract/", "series/"))
        for name in re.findall(r"`([a-z_0-9]+)`", text)
        if name not in known
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ["its/", "runs/analyst/fit", "runs/analyst/series_file"])
def test_fit_says_nothing_of_what_it_has_no_option_for(room: str) -> None:
    reached = [one for one in advices() if one[0].startswith(room) and "its/power" not in one[0]]
    texts = [advice(text) for _, text in reached]
    assert texts
    options = options_of("fit")
    for text in texts:
        assert not FIELDS_OF_THE_LIBRARY.search(text), text
        assert set(re.findall(r"--[a-z][a-z-]*", text)) <= options, text

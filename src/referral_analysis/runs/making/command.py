"""The command that makes a report again, as its page and its manifest state it."""

import json
import shlex
from collections.abc import Mapping
from typing import Any


def command(notebook: str, parameters_file: str, settings: Mapping[str, Any]) -> str:
    """Write the command for a shell: the files by their names, then what differs from the file."""
    changes = [word for one in settings.items() for word in ("--set", setting(*one))]
    words = ["referral-analysis", "run", notebook, "-p", parameters_file, *changes]
    return shlex.join(words)


def setting(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a parameter may be
    """Write one value as `--set` reads it: text as it stands where it is read as itself.

    Else in quotes as JSON, which is YAML too; what cannot be seen is then written by its number.
    """
    from referral_analysis.runs.parameters import parameter_file  # noqa: PLC0415 - PyYAML, 0.01 s

    if isinstance(value, str) and value.isprintable() and parameter_file.reads_as(value) == value:
        return f"{name}={value}"
    return f"{name}={''.join(map(_seen, json.dumps(value, ensure_ascii=False)))}"


def _seen(character: str) -> str:
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"

"""A run's parameters file: YAML read strictly, then changed by settings from the command line."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.runs.disk.small_text import small_text
from referral_analysis.runs.parameters.events import with_settings

NOT_VALUES = (yaml.YAMLError, RecursionError, ValueError)
"""What PyYAML raises: its own errors, too deep a nesting, too long a number."""


_DEEPEST = 100  # brackets within brackets: a plan has three
SCHEMA_LINE = re.compile(
    r"^# yaml-language-server: \$schema=(?:[^\s]*/)?([^\s/]+)\.json[ \t]*$", re.MULTILINE
)


class _StrictLoader(yaml.SafeLoader):
    """YAML without its traps: dates stay text; a name given twice or an alias is an error.

    Aliases let a few lines stand for millions of values; no parameter needs them.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - an instance variable to PyYAML
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(problem="found an alias", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> str:
        text = super().construct_scalar(node)
        if re.search("[\ud800-\udfff]", text):
            raise yaml.constructor.ConstructorError(
                problem="half of a character (\\ud800 to \\udfff)", problem_mark=node.start_mark
            )
        return text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {name for name in names if isinstance(name, str) and names.count(name) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(
                problem=f"{sorted(twice)[0]} is given twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)


def load(path: Path, *, what: str = "parameters") -> dict[str, Any]:
    """Read a parameters file, or another of its kind: one YAML mapping, every date as text."""
    where = f"{what} {path.name}"
    try:
        text = small_text(path, where=where)
        _require_flat(text)
        values = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise FileUnreadableError(
            where,
            found="no such file",
            needed="a YAML file",
            do="Check the path, and the folder the command is run in.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadableError(
            where,
            found=f"a file that cannot be read ({type(error).__name__})",
            needed="a readable YAML file in UTF-8",
            do="Check the path and the file.",
        ) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ParametersError(
            f"{where}, line {line}",
            found=f"{error.problem}",
            needed="valid YAML, one `name: value` a line",
            do=_advice(str(error.problem)),
        ) from None
    except NOT_VALUES as error:
        raise ParametersError(
            where,
            found=f"text that is no YAML of parameters ({type(error).__name__})",
            needed="valid YAML, one `name: value` a line",
            do="Start from one that `referral-analysis init` writes.",
        ) from None
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise ParametersError(
            where,
            found="something other than names and values",
            needed="one `name: value` a line",
            do="Start from one that `referral-analysis init` writes.",
        )
    return values


def _require_flat(text: str) -> None:
    """Raise RecursionError where brackets nest far: PyYAML's time grows with the square of it."""
    depth = 0
    for mark in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if mark in "[{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            raise RecursionError


def notebook_of(path: Path) -> str | None:
    """Return the notebook that a file's schema line names, which editors read; None without one.

    The line is `# yaml-language-server: $schema=schemas/board_report.json`, as `init` writes it.
    """
    try:
        named = SCHEMA_LINE.search(small_text(path, where=path.name))
    except (OSError, UnicodeDecodeError, FileUnreadableError):
        return None  # `load` says what is wrong with the file
    return named[1] if named else None


def _advice(problem: str) -> str:
    """Say what to do about the slips that editors and Windows bring."""
    if "'\\t'" in problem:
        return "Put spaces where that line has a tab."
    if "escape" in problem:
        return "Write paths with / and not \\, or without quotation marks."
    return "Correct that line."


def override(values: Mapping[str, Any], settings: tuple[str, ...]) -> dict[str, Any]:
    """Apply `name=value` settings from the command line; each value is read as YAML.

    Names that parameters had before are turned into today's (`as_written_now`), in both.
    """
    changed: dict[str, Any] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not name:
            raise ParametersError(
                "--set",
                found="a setting without an equals sign",
                needed="name=value",
                do="Write, for instance, --set fourier_pairs=1.",
            )
        try:
            changed[name] = _value(text)
        except NOT_VALUES:
            raise ParametersError(
                f"--set {name}",
                found="a value that is not YAML",
                needed="a number, true or false, or text in quotes",
                do="Put the value in quotes.",
            ) from None
    return with_settings(values, changed)


def changed(file: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the parameters whose values are not the file's own, in order of the alphabet."""
    return tuple(sorted(name for name in values if name not in file or file[name] != values[name]))


def reads_as(text: str) -> Any:  # noqa: ANN401 - whatever YAML has
    """Return the value that a text stands for after `--set NAME=`; None where it is not YAML."""
    try:
        return _value(text)
    except NOT_VALUES:
        return None


def _value(text: str) -> Any:  # noqa: ANN401 - whatever YAML has
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader

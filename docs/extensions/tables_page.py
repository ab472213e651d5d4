"""The page of tables: every table that travels between rooms, from its declaration."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

import referral_analysis
from referral_analysis.schema import Declared, Schema

HEAD = """# Tables

The tables that reports are made from, by the module that declares each. A column that counts
children or their referrals is protected before anything of it is shown.
"""


def page() -> str:
    """Return the page in Markdown."""
    for module in pkgutil.walk_packages(referral_analysis.__path__, "referral_analysis."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)
    modules: dict[str, list[type[Schema]]] = {}
    for table in _below(Schema):
        modules.setdefault(table.__module__.removeprefix("referral_analysis."), []).append(table)
    return "\n".join([HEAD, *(_section(name, modules[name]) for name in sorted(modules))])


def _below(table: type[Schema]) -> Iterator[type[Schema]]:
    for one in table.__subclasses__():
        yield one
        yield from _below(one)


def _section(module: str, tables: list[type[Schema]]) -> str:
    return "\n".join([f"## `{module}`\n", *map(_table, tables)])


def _table(table: type[Schema]) -> str:
    rows = [_row(name, one) for name, one in table.declared.items()]
    head = "| column | type | unit | what it is | protected |\n|---|---|---|---|---|"
    return "\n".join([f"### {table.__name__}\n", f"{inspect.getdoc(table)}\n", head, *rows, ""])


def _row(name: str, one: Declared) -> str:
    protected = "yes" if one.is_count else ""
    return f"| `{name}` | {one.dtype.__name__} | {one.unit} | {one.meaning} | {protected} |"


def _write(app: Sphinx) -> None:
    place = Path(app.srcdir) / "reference" / "tables.md"
    if not place.exists() or place.read_text("utf-8") != page():
        place.write_text(page(), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the page before the sources are read."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

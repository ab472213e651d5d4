"""The page of commands: the help of each, as the command line prints it."""

from pathlib import Path

import click
from sphinx.application import Sphinx

from referral_analysis.cli import commands

WIDTH = 92
HEAD = """# Commands

Every command's own help, as `referral-analysis COMMAND --help` prints it.
"""


def page() -> str:
    """Return the page in Markdown."""
    names = [("", commands), *sorted(commands.commands.items())]
    parts = [_section(name, command) for name, command in names]
    return "\n".join([HEAD, *parts])


def _section(name: str, command: click.Command) -> str:
    title = f"referral-analysis {name}".rstrip()
    context = click.Context(command, info_name=title, terminal_width=WIDTH, max_content_width=WIDTH)
    return f"## {title}\n\n```text\n{command.get_help(context)}\n```\n"


def _write(app: Sphinx) -> None:
    place = Path(app.srcdir) / "reference" / "commands.md"
    if not place.exists() or place.read_text("utf-8") != page():
        place.write_text(page(), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the page before the sources are read."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

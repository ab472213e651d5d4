"""The blocks of code in README and docs, and what is done with each: run, read, or listed.

Pages are followed as a reader would, block by block in one folder. `tests/workflow` runs all that
is quick; `tests/server` follows the tutorial to its end.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"^( *)```([a-z]+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_GENERATED = ("docs/reference/commands.md", "docs/reference/tables.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page: its language, its text, and the line that it begins on."""

    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where to look: page and line."""
        return f"{self.page}:{self.line}"


def pages(root: Path = ROOT) -> list[str]:
    """List the pages that a reader follows, the README first."""
    found = sorted(path.relative_to(root).as_posix() for path in (root / "docs").rglob("*.md"))
    written = [page for page in found if page not in _GENERATED and "_build" not in page]
    return ["README.md", "CONTRIBUTING.md", *written]


def blocks(page: str, root: Path = ROOT) -> Iterator[Block]:
    """Yield a page's blocks of code in order; directives of the site are none."""
    text = (root / page).read_text("utf-8")
    for match in _BLOCK.finditer(text):
        indent, language, body = match.groups()
        yield Block(
            page=page,
            line=text.count("\n", 0, match.start()) + 1,
            language=language,
            text="\n".join(line.removeprefix(indent) for line in body.splitlines()),
        )


def command_lines(block: Block) -> Iterator[list[str]]:
    """Yield the words of each command of a shell block; comments are dropped, && divides."""
    for line in block.text.splitlines():
        words = shlex.split(line, comments=True)
        while words:
            end = words.index("&&") if "&&" in words else len(words)
            yield words[:end]
            words = words[end + 1 :]

"""Links from a page to the code beside it: in the checkout they lead there, here they name it.

A link to a file or folder outside the site becomes its path from the checkout's top. One that
leads nowhere stays, and is a warning as any other.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#:\s]+)(?:#[^)\s]*)?\)")


def named(text: str, page: Path, site: Path) -> str:
    """Return a page's text with its links out of the site as names."""

    def name(link: re.Match[str]) -> str:
        target = (page.parent / link[2]).resolve()
        is_here = target.is_relative_to(site) and target.is_file()
        if is_here or not target.exists():
            return link[0]
        path = target.relative_to(site.parent).as_posix()
        return f"`{path}`" if link[1].strip("`") == path else f"{link[1]} (`{path}`)"

    return LINK.sub(name, text)


def _read(app: Sphinx, docname: str, source: list[str]) -> None:
    page = Path(app.env.doc2path(docname)).resolve()
    source[0] = named(source[0], page, Path(app.srcdir).resolve())


def setup(app: Sphinx) -> dict[str, bool]:
    """Read every page through it."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

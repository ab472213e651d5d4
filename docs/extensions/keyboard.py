"""What the theme leaves to be done for those who use no mouse or hear the page.

Code that scrolls sideways can be reached by keyboard, and the navigation's headings have a level.
"""

from sphinx.application import Sphinx

AFTER_THE_THEME = 900
PARTS = ("body", "furo_navigation_tree")
CHANGES = {"<pre>": '<pre tabindex="0">', 'role="heading"': 'role="heading" aria-level="2"'}
"""What the theme writes, and what it is to be."""


def _complete(
    _app: Sphinx, _page: str, _template: str, context: dict[str, object], _tree: object
) -> None:
    for part in PARTS:
        held = context.get(part)
        if isinstance(held, str):
            for old, new in CHANGES.items():
                held = held.replace(old, new)
            context[part] = held


def setup(app: Sphinx) -> dict[str, bool]:
    """Complete every page once the theme has laid it out."""
    app.connect("html-page-context", _complete, priority=AFTER_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Text for a page: what it names in backticks, such as a column, is shown as such."""

import re
from html import escape

_NAMED = re.compile("`([^`]+)`")


def marked_up(text: str) -> str:
    """Escape what a text holds of markup, and show what it names in `backticks` as code."""
    return _NAMED.sub(r"<code>\1</code>", escape(text))

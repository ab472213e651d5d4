"""Characters that stand in a cell unseen: of no width, and hyphens that only a line break shows."""

import re

import polars as pl

_PATTERN = "[\u00ad\u200b-\u200f\u2060\ufeff]"
_UNSEEN = re.compile(_PATTERN)


def has_unseen(text: pl.Series) -> bool:
    """Claim that a text among these holds a character that is not seen."""
    return bool(text.str.contains(_PATTERN).any())


def without_unseen(text: pl.Expr) -> pl.Expr:
    """Take the unseen characters out, and the outer spaces that stood behind them."""
    return text.str.replace_all(_PATTERN, "").str.strip_chars()


def seen(text: str) -> str:
    """Return a text without its unseen characters."""
    return _UNSEEN.sub("", text)

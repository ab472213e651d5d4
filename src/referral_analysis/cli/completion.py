"""What a shell offers while a command is typed: the package's notebooks, beside files."""

import click
from click.shell_completion import CompletionItem


def notebooks(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the notebooks whose name begins so, and whatever files the shell finds."""
    return [*_named(incomplete), CompletionItem(incomplete, type="file")]


def names(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the notebooks whose name begins so."""
    return _named(incomplete)


def _named(incomplete: str) -> list[CompletionItem]:
    from referral_analysis.runs.making.notebooks import SUFFIX, shipped  # noqa: PLC0415 - when asked

    found = sorted(path.stem for path in shipped().glob(f"*{SUFFIX}"))
    return [CompletionItem(name) for name in found if name.startswith(incomplete)]

"""What an executed notebook holds beside its page: its tables, as handed on; its decisions."""

from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from referral_analysis.report.page.mime import CSV, DECISIONS, WORDS
from referral_analysis.report.page.workbook import Download


def tables_of(executed: NotebookNode) -> dict[str, Download]:
    """Return each figure's numbers and each named table, as released; in order of the page."""
    tables: dict[str, Download] = {}
    for data in _bundles(executed):
        shown = [*data.get(WORDS, {}).get("figures", []), data.get(CSV, {"name": ""})]
        tables |= {words["name"]: _download(words) for words in shown if words["name"]}
    return tables


def decisions_of(executed: NotebookNode) -> dict[str, Any]:
    """Return what rules fixed beforehand decided in the notebook, by name."""
    decisions: dict[str, Any] = {}
    for data in _bundles(executed):
        decisions |= data.get(DECISIONS, {})
    return decisions


def _bundles(executed: NotebookNode) -> Iterator[Any]:
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", {})


def _download(words: NotebookNode) -> Download:
    return Download(
        name=words["name"],
        title=words["caption"],
        csv=words["csv"],
        formats=tuple(words["formats"]),
        notes=tuple(words["notes"]),
    )

"""The tables of an executed notebook, by name, as they are handed on."""

from nbformat import NotebookNode

from referral_analysis.report.mime import CSV, WORDS
from referral_analysis.report.workbook import Download


def tables_of(executed: NotebookNode) -> dict[str, Download]:
    """Return each figure's numbers and each named table, as released; in order of the page."""
    found: dict[str, Download] = {}
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown = [*data.get(WORDS, {}).get("figures", []), data.get(CSV, {"name": ""})]
            found |= {words["name"]: _download(words) for words in shown if words["name"]}
    return found


def _download(words: NotebookNode) -> Download:
    return Download(
        name=words["name"],
        title=words["caption"],
        csv=words["csv"],
        formats=tuple(words["formats"]),
        notes=tuple(words["notes"]),
    )

"""The tables of an executed notebook, as CSV text by name."""

from nbformat import NotebookNode

from referral_analysis.report.mime import CSV, WORDS


def tables_of(executed: NotebookNode) -> dict[str, str]:
    """Return each figure's numbers and each named table, as released; in order of the page."""
    found: dict[str, str] = {}
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown = [*data.get(WORDS, {}).get("figures", []), data.get(CSV, {"name": ""})]
            found |= {words["name"]: words["csv"] for words in shown if words["name"]}
    return found

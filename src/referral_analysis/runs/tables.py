"""The tables of an executed notebook, as CSV files."""

from nbformat import NotebookNode

from referral_analysis.report.figure import WORDS


def tables_of(executed: NotebookNode) -> dict[str, str]:
    """Return the CSV text of every figure's numbers and every table shown, by name."""
    found: dict[str, str] = {}
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for words in data.get(WORDS, {}).get("figures", []):
                found[words["name"]] = words["csv"]
    return found

"""What was protected and why, in words, for the analyst alone."""

import polars as pl

OPENING = """\
# What was protected, and why

For the analyst only: a reason says how small a count is. Keep it with the extract.
"""
NONE = "No figure had to be suppressed."
CLOSING = "Each figure is in protections.csv, by table, row and column."


def described(protections: pl.DataFrame) -> str:
    """Say how many figures of each table were suppressed for which reason, as Markdown."""
    if protections.is_empty():
        return f"{OPENING}\n{NONE}\n"
    counts = protections.group_by("table", "reason", maintain_order=True).len()
    lines = [f"| {table} | {reason} | {figures:,} |" for table, reason, figures in counts.rows()]
    rows = "\n".join(["| Table | Reason | Figures |", "|---|---|---:|", *lines])
    return f"{OPENING}\n{rows}\n\n{CLOSING}\n"

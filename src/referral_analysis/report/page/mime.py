"""How a cell's output says what it is: the media types and the mark that the exporter looks for.

Apart from the modules that make outputs, so that reading one needs no drawing library.
"""

from typing import Any, Literal

# the form that nbformat takes as an object, and JupyterLab draws
VEGALITE = "application/vnd.vegalite.v6+json"
WORDS = "application/vnd.referral-analysis.figure+json"
CSV = "application/vnd.referral-analysis.table+json"
PRIVATE = "application/vnd.referral-analysis.private+json"
"""For the run folder's private part: taken out of a notebook before anything of it is written."""
DECISIONS = "application/vnd.referral-analysis.decisions+json"
"""What a rule fixed beforehand decided, by name: recorded in the manifest."""
MARK = "referral_analysis"
EXPORTS = "REFERRAL_ANALYSIS_EXPORTS"
"""Set in the kernel of a run: the exporter draws the charts, so that a cell need not."""
OutputKind = Literal["figure", "panel", "table"]


def marked(kind: OutputKind) -> dict[str, Any]:
    """Return the mark by which the exporter knows what was made here, and so may be published."""
    return {MARK: {"kind": kind}}


def specs(pictured: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the Vega-Lite specification of each chart that one output pictures."""
    if "hconcat" not in pictured:
        return [pictured]
    shared = {key: value for key, value in pictured.items() if key != "hconcat"}
    return [{**shared, **chart} for chart in pictured["hconcat"]]

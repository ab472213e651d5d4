"""The headings that tables of several questions have alike."""

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.tables import Changes
from referral_analysis.report.page.tables import CellFormat, Column


def period(plan: Plan, name: str = "period") -> Column:
    """Head what counts are of: months, or quarters, which their first month stands for."""
    label = "Month" if plan.step == 1 else "Quarter from"
    return Column(name=name, label=label, format="month")


def change_and_range(unit: str = "") -> tuple[Column, ...]:
    """Head a ratio of observed to expected and its range; unit: what stands after "Change"."""
    return (
        Column(name=Changes.ratio, label="Change", format="change", unit=unit),
        *range_from_to(Changes.low, Changes.high, "change"),
    )


def range_from_to(low: str, high: str, written: CellFormat) -> tuple[Column, Column]:
    """Head the two ends of a range, written as the figure before them."""
    return (
        Column(name=low, label="Range, from", format=written),
        Column(name=high, label="to", format=written),
    )

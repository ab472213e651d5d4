"""The earlier shock and the seasons, as charts and methods name them."""

import datetime as dt

from referral_analysis.analysis.plan import MONTHS_FOR_CALENDAR, Plan
from referral_analysis.periods import month_name
from referral_analysis.report.charts.layout import Marker


def inspection(month: dt.date | None) -> tuple[Marker, ...]:
    """Return the mark of the inspection; none where there was none."""
    return () if month is None else (Marker(date=month, label="Inspection"),)


def step_at_inspection(month: dt.date | None) -> str:
    """Name the step among a model's terms, a comma after it; nothing where there was none."""
    return "" if month is None else f"a step at the inspection ({month_name(month)}), "


def seasons_alone(plan: Plan) -> str:
    """Name the terms for the seasons of a measure, a district or an agency by itself."""
    if not plan.fourier_pairs:
        return "no seasons"
    if plan.months_before >= MONTHS_FOR_CALENDAR:
        return "a term for each calendar month"
    return f"{plan.fourier_pairs} seasonal waves a year"

"""The earlier shock, as charts and methods name it."""

import datetime as dt

from referral_analysis.periods import month_name
from referral_analysis.report.layout import Marker


def inspection(month: dt.date | None) -> tuple[Marker, ...]:
    """Return the mark of the inspection; none where there was none."""
    return () if month is None else (Marker(date=month, label="Inspection"),)


def step_at_inspection(month: dt.date | None) -> str:
    """Name the step among a model's terms, a comma after it; nothing where there was none."""
    return "" if month is None else f"a step at the inspection ({month_name(month)}), "

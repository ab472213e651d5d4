"""Small synthetic extracts, checked: one clean referral, changed field by field."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import pytest

from referral_analysis.analysis.events import Event
from referral_analysis.extract import Checked, check, columns
from referral_analysis.questions.data.plan import QualityPlan

AREAS = ("Dover", "Thanet")
DRAWN_ON = dt.date(2012, 1, 13)
CLEAN = {
    columns.REFERRED_ON: dt.date(2011, 5, 4),
    columns.DISTRICT: "Dover",
    columns.REFERRAL_SOURCE: "2A",
    columns.PRIMARY_NEED: "N1",
    columns.IS_NFA: False,
    columns.INITIAL_ASSESSED_ON: dt.date(2011, 5, 10),
    columns.CORE_ASSESSED_ON: None,
    columns.SECTION_47_ON: None,
    columns.CLOSED_ON: dt.date(2011, 9, 1),
    columns.CLOSURE_REASON: "RC7",
    columns.AGE_AT_REFERRAL: 7,
    columns.HAS_UNREADABLE_DATE: False,
}
SCHEMA = {
    **{column.name: column.dtype for column in columns.REFERRALS},
    columns.HAS_UNREADABLE_DATE: pl.Boolean,
}
Judge = Callable[[Sequence[dict[str, Any]]], Checked]


@pytest.fixture
def judge() -> Judge:
    """Check referrals: each the clean one of a child of its own, with its fields changed."""

    def judged(changes: Sequence[dict[str, Any]]) -> Checked:
        rows = [
            {columns.REFERRAL_ID: f"R{i}", columns.CHILD_ID: f"C{i}", **CLEAN, **change}
            for i, change in enumerate(changes)
        ]
        frame = pl.DataFrame(rows, schema=SCHEMA)
        return check(frame.lazy(), extract_date=DRAWN_ON, areas=AREAS)

    return judged


@pytest.fixture
def plan() -> QualityPlan:
    """Return the plan of the February report, shortened to two years and a quarter."""
    return QualityPlan(
        series_starts=dt.date(2009, 10, 1),
        last_month=dt.date(2011, 12, 1),
        events=(Event(name="inspection", starts=dt.date(2010, 10, 1)),),
        launch_month=dt.date(2011, 5, 1),
        phase_in_ends=dt.date(2011, 7, 1),
        rebase_months=(),
        is_interim=False,
        extract_drawn_on=DRAWN_ON,
        nfa_ripens_in_days=10,
        closure_ripens_in_days=42,
    )

"""The plan: which months are compared with which."""

import datetime as dt

import pytest

from referral_analysis.findings import Plan


@pytest.mark.parametrize(
    ("last_month", "before"),
    [
        (dt.date(2011, 12, 1), (dt.date(2010, 8, 1), dt.date(2010, 12, 1))),
        (dt.date(2012, 4, 1), (dt.date(2010, 8, 1), dt.date(2011, 4, 1))),
        # a year before May 2012 is the launch itself
        (dt.date(2012, 5, 1), (dt.date(2009, 8, 1), dt.date(2010, 5, 1))),
        (dt.date(2013, 4, 1), (dt.date(2009, 8, 1), dt.date(2011, 4, 1))),
        (dt.date(2013, 5, 1), (dt.date(2008, 8, 1), dt.date(2010, 5, 1))),
    ],
)
def test_the_same_months_before_end_before_the_launch(
    last_month: dt.date, before: tuple[dt.date, dt.date]
) -> None:
    plan = Plan(
        series_starts=dt.date(2006, 4, 1),
        last_month=last_month,
        inspection_month=dt.date(2010, 10, 1),
        launch_month=dt.date(2011, 5, 1),
        phase_in_ends=dt.date(2011, 7, 1),
        fourier_pairs=2,
        is_interim=False,
        level=0.95,
        guardrail_margin=0.1,
        extract_drawn_on=dt.date(2013, 12, 1),
        nfa_ripens_in_days=10,
        closure_ripens_in_days=42,
    )
    assert plan.same_months_before == before

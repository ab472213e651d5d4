"""The plan of the February paper, for tests that need one."""

import datetime as dt

from referral_analysis.analysis.events import Event
from referral_analysis.analysis.plan import Plan

FEBRUARY = Plan(
    series_starts=dt.date(2008, 4, 1),
    last_month=dt.date(2011, 12, 1),
    events=(Event(name="inspection", starts=dt.date(2010, 10, 1)),),
    launch_month=dt.date(2011, 5, 1),
    phase_in_ends=dt.date(2011, 7, 1),
    fourier_pairs=2,
    is_interim=False,
    level=0.95,
    guardrail_margin=0.1,
    extract_drawn_on=dt.date(2012, 1, 13),
    nfa_ripens_in_days=10,
    closure_ripens_in_days=42,
)

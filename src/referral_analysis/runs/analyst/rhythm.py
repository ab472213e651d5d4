"""How often a council of its size can publish its districts and agencies, told at the first report.

Each report is held to those before it, and what came between two is a count too: where a month adds
fewer referrals to a district than may be shown, a report a month later can show it no more.
"""

from pathlib import Path

import polars as pl

from referral_analysis.disclosure.counted import KINDS
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.register import BOARD
from referral_analysis.periods import months_between

RHYTHMS = (1, 3, 6, 12)
"""Months from one report to the next, of those that boards have."""
ENOUGH = 0.5
"""The share of figures that must go on. Of a council of a twelfth of Kent's referrals, which has
less by months, 49 of 88 are shown after a year of months, and 80 after one of quarters."""


def sustained(register: pl.DataFrame, policy: Policy) -> int | None:
    """Return the months between reports that keep half of the figures of districts and agencies.

    Of the last Board report of a register, by how many referrals, and how many without further
    action, a month brought since the launch. One of RHYTHMS; 0 where not even a year brings enough;
    None where the report has no such figure.
    """
    of_segments = register.filter(
        (pl.col("report") == BOARD)
        & pl.col("kind").is_in(KINDS)
        & (pl.col("drawn_on") == pl.col("drawn_on").max())
    )
    latest = of_segments.filter(pl.col("last_month") == pl.col("last_month").max())
    a_month = [
        (count or 0) / (months_between(first, last) + 1)
        for first, last, count in latest.select("first_month", "last_month", "count").rows()
    ]
    if not a_month:
        return None
    for months in RHYTHMS:
        if sum(rate * months >= policy.smallest_shown for rate in a_month) >= ENOUGH * len(a_month):
            return months
    return 0


def told(register: Path, policy: Policy) -> str:
    """Say how often reports can be sustained; empty where they can every month."""
    if not register.is_file():
        return ""
    types = {"count": pl.Int64, "drawn_on": pl.Date, "first_month": pl.Date, "last_month": pl.Date}
    months = sustained(pl.read_csv(register, schema_overrides=types), policy)
    if months is None or months == 1:
        return ""
    if not months:
        return (
            "most districts and agencies are too small for a further report within a year to show "
            "them: merge them, or leave them out"
        )
    return (
        "most districts and agencies are too small for a report every month: the next ones would "
        f"hide more of their figures; one every {months} months can be sustained"
    )

"""One made-up council's referrals, as text, and the numbers that every file of them must give."""

import datetime as dt
from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl

SEED, ROWS, CHILDREN = 20_140, 2_400, 1_500
FIRST, LAST = dt.date(2013, 4, 1), dt.date(2016, 9, 30)
DRAWN = dt.date(2016, 11, 8)
DATES = ("referred_on", "initial_assessed_on", "closed_on")
NAMES = {"6": "Police", "2A": "School", "3E": "A&E", "3B": "Health Visitor", "4": "Housing"}

Rows = pl.DataFrame
Change = Callable[[Rows], Rows]


@cache
def council() -> Rows:
    """Return referrals as text, ISO days and true or false, in order of their day.

    Ids of children are of eight figures, most with noughts in front, as case systems have them.
    """
    rng = np.random.default_rng(SEED)
    span = (LAST - FIRST).days
    day = np.sort(rng.integers(0, span, ROWS))
    is_nfa = rng.random(ROWS) < 0.3
    assessed = day + rng.integers(5, 40, ROWS)
    closed = np.where(is_nfa, day + rng.integers(0, 4, ROWS), assessed + rng.integers(1, 60, ROWS))
    days = [FIRST + dt.timedelta(days=one) for one in range(span + 200)]
    children = (10 ** rng.uniform(4.0, 7.9, CHILDREN)).astype(int)  # of five figures to eight
    return pl.DataFrame(
        {
            "referral_id": [f"R{n:06}" for n in range(1, ROWS + 1)],
            "child_id": [f"{n:08}" for n in rng.choice(children, ROWS)],
            "referred_on": [days[n] for n in day],
            "district": rng.choice(["Alder", "Birch Vale", "Cedar"], ROWS),
            "referral_source": rng.choice(list(NAMES), ROWS),
            "primary_need": [None if one else "N1" for one in is_nfa],
            "is_nfa": ["true" if one else "false" for one in is_nfa],
            "initial_assessed_on": [
                None if one else days[n] for one, n in zip(is_nfa, assessed, strict=True)
            ],
            "closed_on": [days[n] if days[n] <= DRAWN else None for n in closed],
            "closure_reason": ["RC7" if days[n] <= DRAWN else None for n in closed],
        }
    ).with_columns(pl.col(DATES).cast(pl.String)).unique(
        ["child_id", "referred_on"], keep="first", maintain_order=True
    )  # fmt: skip


def typed(rows: Rows) -> Rows:
    """Turn the council's text into days and flags: what a reader should make of it."""
    return rows.with_columns(pl.col(DATES).str.to_date("%Y-%m-%d"), pl.col("is_nfa") == "true")


def numbers(rows: Rows) -> dict[str, int]:
    """Count referrals and NFA by month, district and agency, and children referred again.

    rows: typed, one a referral, of any columns beside.
    """
    found: dict[str, int] = {}
    month = pl.col("referred_on").dt.strftime("%Y-%m")
    for name, of in (("month", month), ("district", pl.col("district")),
                     ("agency", pl.col("referral_source"))):  # fmt: skip
        if of.meta.root_names()[0] not in rows.columns:
            continue
        counted = rows.group_by(of.cast(pl.String).alias("of")).agg(
            pl.len().alias("referrals"), pl.col("is_nfa").sum().alias("nfa")
        )
        for which, referrals, nfa in counted.iter_rows():
            found[f"{name} {which}: referrals"] = referrals
            found[f"{name} {which}: NFA"] = int(nfa)
    return found | {"children referred again": again(rows)}


def again(rows: Rows) -> int:
    """Count referrals within a year of the same child's referral before."""
    if "child_id" not in rows.columns:
        return 0
    before = pl.col("referred_on").shift(1).over("child_id", order_by="referred_on")
    within = pl.col("referred_on") <= before.dt.offset_by("12mo")
    known = rows.drop_nulls("child_id")
    return int(known.select(within.fill_null(value=False).sum()).item())

"""Whatever two extracts hold, what moved between them adds up exactly, and gives nobody away."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.plans import FEBRUARY

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import DFE, OPENSAFELY, Policy, earlier_releases
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.proof.whole_report import hide
from referral_analysis.disclosure.register import register_of
from referral_analysis.periods import month_range
from referral_analysis.questions.changed.finding import COUNTED, Before, Since, since
from referral_analysis.questions.changed.release import (
    FIGURES,
    OF_SHARED_MONTHS,
    ReleasedSince,
    Releases,
    release_since,
)

THEN = replace(
    FEBRUARY,
    last_month=dt.date(2011, 10, 1),
    is_interim=True,
    extract_drawn_on=dt.date(2011, 11, 14),
)
NOW = replace(THEN, last_month=dt.date(2011, 12, 1), extract_drawn_on=dt.date(2012, 1, 13))
SCHEMA = {"referral_id": pl.String, "referred_on": pl.Date, "is_nfa": pl.Boolean}
MONTHS = month_range(THEN.first_after, NOW.last_month)
DRAWN = ("board_report", THEN.extract_drawn_on)

ids = st.none() | st.integers(0, 30).map(str)
days = st.dates(dt.date(2011, 6, 1), dt.date(2012, 1, 12))
extracts = st.lists(st.tuples(ids, days, st.none() | st.booleans()), max_size=60).map(
    lambda rows: pl.DataFrame(rows, SCHEMA, orient="row").lazy()
)
plans = st.sampled_from(
    [NOW, replace(NOW, phase_in_ends=dt.date(2011, 8, 1)), replace(NOW, nfa_ripens_in_days=5)]
)


def no_model(rows: pl.LazyFrame, plan: Plan) -> float:
    """Stand for a headline: any figure that the rows and the plan settle."""
    nfa = int(rows.select(pl.col("is_nfa").sum()).collect().item())
    return 1.0 + nfa + plan.phase_in_ends.month / 9


@settings(max_examples=50, deadline=None)
@given(extracts, extracts, extracts, plans)
def test_causes_add_up_exactly(
    as_read_then: pl.LazyFrame, as_read_now: pl.LazyFrame, rows: pl.LazyFrame, plan: Plan
) -> None:
    before = Before(plan=THEN, as_read_then=as_read_then, as_read_now=as_read_now)
    found = since(before, rows, plan, no_model)
    then, now = found.totals.rows(named=True)
    for name in COUNTED:
        change = int(found.moves[f"{name}_more"].sum()) - int(found.moves[f"{name}_fewer"].sum())
        assert then[name] + change == now[name]
    assert now["referrals"] == rows.filter(
        pl.col("referred_on").is_between(plan.first_after, dt.date(2011, 12, 31))
    ).collect().height  # fmt: skip
    assert then["ratio"] * found.moves["moved"].product() == pytest.approx(now["ratio"], rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(extracts)
def test_nothing_moves_between_an_extract_and_itself(rows: pl.LazyFrame) -> None:
    before = Before(plan=NOW, as_read_then=rows, as_read_now=rows)
    found = since(before, rows, NOW, no_model)
    assert found.moves.select(pl.sum_horizontal(FIGURES).sum()).item() == 0
    assert found.moves["moved"].to_list() == [1.0] * 5


small = st.integers(0, 9)
figures = st.fixed_dictionaries(
    {name: st.lists(small, min_size=OF_SHARED_MONTHS, max_size=OF_SHARED_MONTHS)
     for name in FIGURES}
)  # fmt: skip
spreads = st.lists(st.integers(0, 2), min_size=2, max_size=2)


def moved(causes: Mapping[str, list[int]]) -> Since:
    """Put what moved in the same months beside two months since that nobody is small in."""
    since_then = {"referrals_more": [200, 0], "nfa_more": [60, 0]}
    table = {name: [*causes[name], *since_then.get(name, [0, 0])] for name in FIGURES}
    now = {name: sum(table[f"{name}_more"]) - sum(table[f"{name}_fewer"]) for name in COUNTED}
    base = {"referrals": 600, "nfa": 180}
    return Since(
        plan=THEN,
        windows=((THEN.first_after, THEN.last_month), *[(NOW.first_after, NOW.last_month)] * 2),
        totals=pl.DataFrame(
            {"release": ["earlier", "now"], "ratio": [0.8, 0.7]}
            | {name: [base[name], base[name] + now[name]] for name in COUNTED}
        ),
        moves=pl.DataFrame(
            {"cause": ["checks", "recorded", "changed", "months", "parameters"]} | table
            | {"moved": [1.0, 1.1, 0.9, 0.9, 1.0]}
        ),
    )  # fmt: skip


def changes_of(found: Since, name: str, spread: list[int]) -> list[int]:
    """Return what each month of both changed by."""
    first, last = found.totals[name]
    since_then = int(found.moves[f"{name}_more"][3])
    return [spread[0], -spread[1], last - first - since_then - spread[0] + spread[1]]


def releases(found: Since, spread: list[int], policy: Policy) -> Releases:
    """Spread what changed over the months, the first of which take a little more than the rest."""
    now: dict[Count, int] = {}
    then: dict[Count, int | None] = {}
    for name, each, new in (("referrals", 200, 100), ("nfa", 60, 30)):
        changes = [*changes_of(found, name, spread), 0, 0]
        for month, moves in zip(MONTHS, changes, strict=True):
            is_new = month > THEN.last_month
            place = county_count(name, month, month)
            now[place] = (new if is_new else each) + moves
            if not is_new:
                then[place] = policy.rounded(each)
    register = register_of(then, DRAWN, policy.rounded_to, None)
    return Releases(values=now, hidden=frozenset(), earlier=earlier_releases(register))


def left_open(released: ReleasedSince, found: Since, spread: list[int]) -> list[float]:
    """Return how far each suppressed figure of the same months can lie from itself, for a reader.

    The reader knows what each month changed by in all, that no figure is below zero, nor c zero.
    """
    shown = released.moves.table.head(OF_SHARED_MONTHS)
    cells = [(name, row) for name in FIGURES for row in range(OF_SHARED_MONTHS)]
    hidden = [(name, row) for name, row in cells if shown[name][row] is None]
    true = {(name, row): found.moves[name][row] for name, row in cells}
    is_all = len(hidden) == len(cells)  # then c may stand for none, too
    sums = [[1.0 if n == f"{name}_more" else -1.0 if n == f"{name}_fewer" else 0.0
             for n, _ in hidden] for name in COUNTED]  # fmt: skip
    totals = np.array(sums) @ np.array([true[cell] for cell in hidden], dtype=float)
    over, room = [], []
    for name in COUNTED:
        changes = changes_of(found, name, spread)
        for way, sign in (("more", 1), ("fewer", -1)):
            least = sum(max(0, sign * change) for change in changes)  # a month that grew took some
            column = f"{name}_{way}"
            open_here = [cell for cell in cells if cell[0] == column and cell in hidden]
            if sum(true[column, row] for row in range(OF_SHARED_MONTHS)) >= least:
                over.append([-1.0 if cell in open_here else 0.0 for cell in hidden])
                room.append(sum(v for c, v in true.items() if c[0] == column and c not in hidden)
                            - least)  # fmt: skip
    reach = []
    for place in range(len(hidden)):
        ends = [
            linprog(sign * np.eye(1, len(hidden), place)[0], A_eq=sums, b_eq=totals,
                    A_ub=over or None, b_ub=room or None,
                    bounds=[(0 if is_all else 1, 10**4)] * len(hidden)).fun
            for sign in (1, -1)
        ]  # fmt: skip
        reach.append(-ends[1] - ends[0])
    return reach


@settings(max_examples=25, deadline=None)
@given(figures, spreads)
def test_no_small_figure_can_be_worked_out(
    causes: Mapping[str, list[int]], spread: list[int]
) -> None:
    found = moved(causes)
    released = release_since(found, releases(found, spread, DFE), DFE)
    shown = released.moves.table.select(FIGURES)
    assert not any(1 <= value <= 5 for row in shown.rows() for value in row if value is not None)
    for way in ("more", "fewer"):
        for all_of_them, nfa in shown.select(f"referrals_{way}", f"nfa_{way}").rows():
            rest = math.inf if None in (all_of_them, nfa) or not all_of_them else all_of_them - nfa
            assert rest < 0 or rest > 5
    reach = left_open(released, found, spread)
    assert all(values >= 4 - 1e-6 for values in reach)
    assert (released.moves.table["moved"].head(3).null_count() == 3) is bool(reach)


@settings(max_examples=10, deadline=None)
@given(figures)
def test_rounded_releases_show_rounded_figures_only(causes: Mapping[str, list[int]]) -> None:
    found = moved(causes)
    released = release_since(found, releases(found, [0, 0], OPENSAFELY), OPENSAFELY)
    for table, names in ((released.moves.table, FIGURES), (released.totals.table, COUNTED)):
        for row in table.select(names).rows():
            assert all(value is None or (value % 5 == 0 and value > 7) for value in row)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(MONTHS), st.sampled_from(COUNTED), st.sampled_from(["then", "now"]))
def test_nothing_is_shown_where_a_month_of_either_is_suppressed(
    month: dt.date, name: str, where: str
) -> None:
    found = moved({figure: [0, 30, 30] for figure in FIGURES})
    both = releases(found, [0, 0], DFE)
    gone = county_count(name, month, month)
    if where == "now" or month > THEN.last_month:
        both = replace(both, hidden=frozenset({gone}))
    else:
        assert both.earlier is not None
        before = {**both.earlier.releases[0].counts, gone: None}
        both = replace(both, earlier=earlier_releases(register_of(before, DRAWN, 1, None)))
        assert gone in hide(both.values, DFE, both.earlier).counts
    released = release_since(found, both, DFE)
    assert released.moves.table.select(FIGURES).null_count().sum_horizontal().item() == 20
    assert (
        released.totals.table["nfa"].null_count() == released.moves.table["moved"].null_count() - 3
    )
    assert released.shared_months_moved is None

"""Whatever order rows come in, what is added up over many areas is the same to the last bit.

Threads decide in which order polars hands rows on. A sum of fractions that follows that order
differs in its last digit from run to run; here rows are shuffled, which shows it on any machine.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from types import ModuleType
from unittest import mock

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans import FEBRUARY

from referral_analysis.analysis import dose, quarters, segments
from referral_analysis.extract.population import Population, children_by_month
from referral_analysis.its.sensitivity import leave_out
from referral_analysis.periods import month_range
from referral_analysis.series import exposure

PLAN = replace(FEBRUARY, events=())
MONTHS = month_range(PLAN.series_starts, PLAN.last_month)
AREAS = [f"Area {number:02}" for number in range(60)]
SEEDS = st.integers(0, 2**32 - 1)


@cache
def people() -> pl.DataFrame:
    """Return the children of sixty areas in each year."""
    rng = np.random.default_rng(60)
    return pl.DataFrame(
        [
            {"area": area, "year": year, "children_0_17": int(rng.integers(3000, 30000))}
            for area in AREAS
            for year in range(2007, 2013)
        ]
    )


@cache
def rows() -> pl.DataFrame:
    """Return a dozen referrals an area and month, seven in ten without further action."""
    rng = np.random.default_rng(61)
    each = rng.poisson(12, len(MONTHS) * len(AREAS))
    days = [month for month in MONTHS for _ in AREAS]
    cells = pl.DataFrame({"referred_on": days, "district": AREAS * len(MONTHS)})
    of_cell = np.repeat(np.arange(cells.height), each).tolist()
    return cells[of_cell].with_columns(is_nfa=rng.random(int(each.sum())) < 0.7)


@cache
def counted() -> pl.DataFrame:
    """Return the months of every area, with exposures that are no whole numbers."""
    return quarters.months_of(rows().lazy(), Population(estimates=people()), PLAN, "district")


def held() -> pl.DataFrame:
    """Return two workshops an area, in the months of the phase-in."""
    dates = [dt.date(2011, 5 + number % 3, 10) for number in range(2 * len(AREAS))]
    return pl.DataFrame({"date": dates, "district": AREAS * 2})


def shuffled(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    order = np.random.default_rng(seed).permutation(frame.height)
    return frame.select(pl.all().gather(order.tolist()))


def children(seed: int) -> Population:
    """Return the population with its areas in another order; an area's years stay in theirs."""
    order = np.random.default_rng(seed).permutation(AREAS).tolist()
    return Population(
        estimates=pl.concat([people().filter(pl.col("area") == area) for area in order])
    )


def exposures(seed: int) -> pl.DataFrame:
    """Work out the county's exposure from areas and months that come in another order."""

    def in_any_order(population: Population, months: Sequence[dt.date]) -> pl.DataFrame:
        return shuffled(children_by_month(population, months), seed)

    with mock.patch.object(exposure, "children_by_month", in_any_order):
        return exposure.exposure_of_county(children(seed), MONTHS)


def stretches(seed: int) -> pl.DataFrame:
    return quarters.added_up(shuffled(counted(), seed), quarters.stretches(PLAN))


def whole(seed: int) -> pl.DataFrame:
    return segments.whole_of(shuffled(counted().rename({"nfa": "count"}), seed))


def without_one(seed: int) -> pl.DataFrame:
    """Return the totals that the effect is estimated from when one area after another is gone."""
    series = counted().select("segment", "period", count="nfa", exposure="child_working_days")
    few = series.filter(pl.col("segment").is_in(AREAS[:9]))
    return leave_out.total(shuffled(few, seed))


def launch(seed: int) -> pl.DataFrame:
    held_then = shuffled(held(), seed)
    found = dose.of_launch(shuffled(rows(), seed).lazy(), children(seed), held_then, PLAN)
    assert found is not None
    return found


Made = Callable[[int], pl.DataFrame]
ADDED: Sequence[tuple[Made, ModuleType | None]] = (
    (exposures, exposure),
    (stretches, quarters),
    (whole, segments),
    (without_one, leave_out),
    (launch, None),
)


def bits(frame: pl.DataFrame) -> bytes:
    """Return every cell of a frame in full: fractions by their bits."""
    fractions = [name for name, dtype in frame.schema.items() if dtype.is_float()]
    as_bits = [pl.Series(name, frame[name].to_numpy().view(np.uint64)) for name in fractions]
    return frame.with_columns(as_bits).write_csv().encode()


@pytest.mark.parametrize("made", [made for made, _ in ADDED], ids=lambda made: made.__name__)
@given(seed=SEEDS)
@settings(max_examples=5, deadline=None)
def test_the_order_of_rows_moves_no_bit(made: Made, seed: int) -> None:
    assert bits(made(seed)) == bits(made(0))


def in_the_order_of_rows(
    frame: pl.DataFrame, by: str | Sequence[str], columns: str | Sequence[str]
) -> pl.DataFrame:
    """Add up as a plain group_by does: the fault that the test above must find."""
    return frame.group_by(by).agg(pl.col(columns).sum()).sort(by)


@pytest.mark.parametrize(
    ("made", "where"), [one for one in ADDED if one[1] is not None], ids=lambda one: one.__name__
)
def test_a_sum_in_the_order_of_rows_would_be_found(
    made: Made, where: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, "summed", in_the_order_of_rows)
    assert len({bits(made(seed)) for seed in range(8)}) > 1

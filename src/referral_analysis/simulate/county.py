"""A whole county: every referral with its history, the workshops, and the truth behind both."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract import columns
from referral_analysis.simulate.children import draw_children, find_open_child
from referral_analysis.simulate.counts import draw_counts, shocked_months
from referral_analysis.simulate.days import rows_of
from referral_analysis.simulate.faults import draw_faults
from referral_analysis.simulate.histories import draw_histories
from referral_analysis.simulate.needs import draw_needs
from referral_analysis.simulate.plans import draw_plans
from referral_analysis.simulate.rates import expected_months
from referral_analysis.simulate.scenario import THRESHOLDS_WORKED, Scenario
from referral_analysis.simulate.streams import stream


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class County:
    """A simulated county.

    histories: one row a referral, in order of referral id: the columns of an extract with their
    final values, the days on which each became known, `outcome` and `fault`. months: the truth,
    a row a month and outcome (`rates.expected_months` and `counts.shocked_months`).
    """

    seed: int
    scenario: Scenario
    histories: pl.DataFrame = field(repr=False)
    months: pl.DataFrame = field(repr=False)


def county(seed: int, scenario: Scenario = THRESHOLDS_WORKED) -> County:
    """Simulate a county: the same seed and scenario make the same one."""
    rows = rows_of(stream(seed, "days"), draw_counts(seed, scenario), scenario)
    rows = rows.with_columns(draw_needs(stream(seed, "needs"), rows["outcome"]))
    rows = rows.hstack(draw_histories(stream(seed, "outcomes"), stream(seed, "recording"), rows))
    rows = rows.hstack(draw_plans(stream(seed, "plans"), rows))
    rows = _with_children(seed, scenario, rows)
    shocked = shocked_months(seed, scenario)
    return County(
        seed=seed,
        scenario=scenario,
        histories=_with_referralids(rows),
        months=expected_months(scenario).with_columns(
            shocked["given_shocks"], shocked["given_shocks_without_launch"]
        ),
    )


def _with_children(seed: int, scenario: Scenario, rows: pl.DataFrame) -> pl.DataFrame:
    child, age = draw_children(stream(seed, "children"), rows, scenario.returns)
    rng = stream(seed, "faults")
    fault = draw_faults(rng, scenario.fault_shares, rows.height)
    open_twice = (fault == "open_twice").fill_null(value=False)
    whose, is_open = find_open_child(rng, rows, open_twice.to_numpy())
    return rows.with_columns(
        ids("C", child[whose]).alias(columns.CHILD_ID),
        pl.Series(columns.AGE_AT_REFERRAL, age[whose]),
        pl.select(pl.when(~open_twice | pl.Series(is_open)).then(fault)).to_series().alias("fault"),
    )


def _with_referralids(rows: pl.DataFrame) -> pl.DataFrame:
    """Add referral ids, from 1 in the order in which referrals were recorded, and sort by them."""
    recorded = rows.sort("recorded_on", maintain_order=True)
    numbers = np.arange(1, rows.height + 1)
    return recorded.with_columns(ids("R", numbers).alias(columns.REFERRAL_ID))


def ids(letter: str, numbers: NDArray[np.int64]) -> pl.Series:
    """Write a letter and six digits, or as many as the number has."""
    return letter + pl.Series(numbers).cast(pl.String).str.zfill(6)

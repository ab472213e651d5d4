"""Counties that break what the answer assumes: a fall at another time, and records that lose rows.

Nothing happens in any of these counties but what a test does to their rows. A true fall is told,
whenever it begins, and the larger the surer; what only the record lost is never told as one.
"""

import datetime as dt
import re

import numpy as np
import polars as pl
import pytest
from benchmarks.scenario_words import Recorded, Told, told_of

from referral_analysis.simulate import NOTHING_HAPPENED

LAUNCH, AUGUST = dt.date(2011, 5, 1), dt.date(2011, 8, 1)
SEEDS = (411, 412, 413)  # taken before any word was looked at
IS_NFA = pl.col("is_nfa").fill_null(value=False)


def some(of: pl.Expr, share: float, since: dt.date = LAUNCH) -> pl.Expr:
    """Claim that a row is one of a share, drawn at random, of those since a day."""
    drawn = pl.int_range(pl.len()).map_batches(
        lambda rows: pl.Series(np.random.default_rng(17).random(len(rows)) < share),
        return_dtype=pl.Boolean,
    )
    return (of & (pl.col("referred_on") >= since) & drawn).fill_null(value=False)


def lost(share: float, since: dt.date) -> Recorded:
    """Leave a share of the referrals closed with no further action out: they did not come."""
    return lambda rows: rows.filter(~some(IS_NFA, share, since))


def emptied(column: str, of: pl.Expr, share: float, value: object = None) -> Recorded:
    """Set a column of a share of rows since the launch to a value; none if not given."""
    return lambda rows: rows.with_columns(
        pl.when(some(of, share)).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    )


def _told(seed: int, recorded: Recorded) -> Told:
    return told_of(NOTHING_HAPPENED, seed, recorded)


@pytest.mark.parametrize(
    ("seed", "share", "since"),
    [
        (SEEDS[0], 0.5, AUGUST),
        (SEEDS[1], 0.6, AUGUST),
        (SEEDS[2], 0.7, AUGUST),
        (SEEDS[0], 0.9, AUGUST),
        (SEEDS[1], 0.9, AUGUST),
        # the day on which it begins does not decide
        (SEEDS[2], 0.6, LAUNCH),
        (SEEDS[0], 0.6, dt.date(2011, 7, 1)),
    ],
)
def test_a_large_fall_is_told_whenever_it_begins(seed: int, share: float, since: dt.date) -> None:
    told = _told(seed, lost(share, since))
    assert (
        told.answer == "Yes: inappropriate referrals fell after the new thresholds were launched."
    )
    low, high = told.ends
    assert low <= 1 - share <= high
    assert high < 1


def test_a_complete_success_is_told_with_what_was_expected() -> None:
    told = _told(SEEDS[0], lost(1.0, AUGUST))
    assert told.answer.startswith("Yes: inappropriate referrals fell")
    found = re.search(r"expected about (\d+) a month; there were 0\.", told.first_screen)
    assert found is not None
    assert 350 <= int(found[1]) <= 650  # as many came a month before the launch


@pytest.mark.parametrize("seed", SEEDS[:2])
@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_blank_flags_are_no_fall(seed: int, share: float) -> None:
    told = _told(seed, emptied("is_nfa", IS_NFA, share))
    assert told.answer.startswith(("We cannot yet tell", "We cannot tell"))
    assert "is blank, or a word that could not be read, for" in told.cautions


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_flags_set_to_no_are_no_yes(seed: int) -> None:
    told = _told(seed, emptied("is_nfa", IS_NFA, 0.3, False))
    assert not told.answer.startswith(("Yes", "Probably:"))
    assert "were taken on, by their flag, and never assessed" in told.cautions


@pytest.mark.parametrize(
    ("recorded", "wanted"),
    [
        (emptied("referral_id", IS_NFA, 0.25), "of rows were left out by the checks"),
        (emptied("referral_source", pl.lit(value=True), 0.3), "have an agency that is blank"),
        (emptied("closure_reason", pl.lit(value=True), 0.4), "of closures have no reason"),
        (emptied("referred_on", pl.lit(value=True), 0.4), "no date of referral that can be read"),
    ],
    ids=["rows", "agencies", "reasons", "dates"],
)
def test_a_record_that_began_to_lose_something_is_a_doubt_on_the_first_screen(
    recorded: Recorded, wanted: str
) -> None:
    told = _told(SEEDS[0], recorded)
    assert wanted in told.cautions


def test_a_record_as_it_was_raises_no_doubt() -> None:
    told = _told(SEEDS[0], lambda rows: rows)
    assert not any(
        words in told.cautions
        for words in ("left out", "assessed", "agency", "no reason", "no date", "blank")
    )
    assert "none changed clearly" in told.recording

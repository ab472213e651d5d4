"""Rows in the order in which a child's referrals are judged: child by child, day by day."""

import numpy as np
import polars as pl
import pytest

from referral_analysis.extract.episodes import CHILD, ROW, in_order


@pytest.mark.parametrize("years", [6, 44, 60])
def test_each_childs_referrals_stand_together_from_the_first_to_the_last(years: int) -> None:
    rng = np.random.default_rng(2_011)
    children = rng.integers(0, 40, 3_000)
    days = np.datetime64("1975-04-01", "D") + rng.integers(0, years * 365, 3_000)
    rows = pl.DataFrame({"child_id": children.astype(str), "referred_on": days})
    ordered = in_order(rows)
    seen = rows.select(pl.all().gather(ordered[ROW]))
    assert sorted(ordered[ROW]) == list(range(3_000))
    assert seen["child_id"].rle().len() == ordered[CHILD].n_unique() == 40
    for _, one in seen.group_by("child_id", maintain_order=True):
        assert one["referred_on"].is_sorted()

"""The rule that fixes the primary analysis sees the months before the launch, and no other."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.unit.analysis.test_primary import EXPOSURE, MONTHS, PLAN, design, pair

from referral_analysis.analysis.rule import LEAST_CORRELATION, before_launch, decide


def with_residuals(of: Sequence[np.ndarray]) -> pl.DataFrame:
    """Return two counts so large that rounding is nothing, with these residuals of their logs."""
    trend = design()[:, :2] @ [0.0, 0.03]
    ours, others = (np.exp(trend + part) * EXPOSURE * 1e3 for part in of)
    return pl.DataFrame(
        {
            "period": MONTHS,
            "child_working_days": EXPOSURE,
            "inappropriate": ours.round(),
            "others": others.round(),
        }
    )


def orthogonal() -> tuple[np.ndarray, np.ndarray]:
    """Return two series that are orthogonal to each other and to the rule's terms before launch."""
    before = np.array([month < PLAN.launch_month for month in MONTHS])
    terms = np.delete(design(), 3, axis=1)[before]
    noise = np.random.default_rng(5).standard_normal((before.sum(), 2))
    found = np.zeros((2, len(MONTHS)))
    found[:, before] = np.linalg.qr(np.column_stack([terms, noise]))[0][:, -2:].T
    return found[0], found[1]


@pytest.mark.parametrize(
    ("correlation", "form"),
    [(0.9, "ratio"), (0.51, "ratio"), (0.49, "adjusted"), (-0.8, "adjusted")],
)
def test_the_form_follows_from_the_correlation(correlation: float, form: str) -> None:
    one, other = orthogonal()
    both = correlation * one + np.sqrt(1 - correlation**2) * other
    found = decide(before_launch(with_residuals([0.1 * one, 0.2 * both]), PLAN), PLAN)
    assert found.residual_correlation == pytest.approx(correlation, abs=1e-5)
    assert (found.form, found.months) == (form, 37)
    assert (correlation >= LEAST_CORRELATION) is (form == "ratio")


@pytest.mark.parametrize("months", [("2011-05", 1), ("2011-08", 7), ("2011-12", 0)])
def test_no_month_from_the_launch_on_can_change_what_is_decided(months: tuple[str, int]) -> None:
    first, count = months
    seen = pair()
    is_later = pl.col("period").dt.strftime("%Y-%m") >= first
    other = seen.with_columns(
        pl.when(is_later).then(pl.lit(count)).otherwise(name).alias(name)
        for name in ("inappropriate", "others")
    )
    assert not other.equals(seen)
    assert decide(before_launch(other, PLAN), PLAN) == decide(before_launch(seen, PLAN), PLAN)
    cut = seen.filter(~is_later)
    assert decide(before_launch(cut, PLAN), PLAN) == decide(before_launch(seen, PLAN), PLAN)


def test_a_month_that_it_may_not_see_is_refused() -> None:
    with pytest.raises(ValueError, match="only months of the analysis before the launch"):
        decide(pair().filter(pl.col("period") <= PLAN.launch_month), PLAN)


def test_it_does_without_seasons_where_the_plan_does() -> None:
    plan = replace(PLAN, fourier_pairs=0)
    assert decide(before_launch(pair(), plan), plan) != decide(before_launch(pair(), PLAN), PLAN)


def test_without_an_earlier_shock_trend_and_seasons_alone_are_taken_out() -> None:
    """The correlation is that of least squares by hand, over all months but the one taken out."""
    seen, plan = before_launch(pair(), PLAN), replace(PLAN, events=())
    before = np.array([month < PLAN.launch_month for month in MONTHS])
    is_kept = np.arange(before.sum()) != 1
    terms = np.delete(design(), (2, 3), axis=1)[before][is_kept]
    logs = [
        np.log((seen[name].to_numpy() + 0.5) / EXPOSURE[before])[is_kept]
        for name in ("inappropriate", "others")
    ]
    left = [one - terms @ np.linalg.lstsq(terms, one, rcond=None)[0] for one in logs]
    by_hand = np.corrcoef(*left)[0, 1]
    assert decide(seen, plan).residual_correlation == pytest.approx(by_hand, abs=1e-6)
    assert by_hand != pytest.approx(decide(seen, PLAN).residual_correlation, abs=1e-3)

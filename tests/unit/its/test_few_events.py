"""Few events after an interruption: what was expected is the model's own sum."""

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from referral_analysis import its
from referral_analysis.errors import SeriesInvalidError
from referral_analysis.its.effects.averted import FEW, AvertedRange, agreeing
from referral_analysis.its.model.spec import Model, Scale
from referral_analysis.its.tolerance.few import events_of

MONTHS = pl.date_range(pl.date(2007, 1, 1), pl.date(2010, 9, 1), "1mo", eager=True)  # 45
AFTER = np.arange(45) >= 37
WHOLE = 40
SPEC = its.ItsSpec(timeline=its.Timeline(its.Interruption("policy", starts="2010-02")))


def counts(seed: int, mean: float, ratio: float) -> NDArray[np.int64]:
    rng = np.random.default_rng(seed)
    return np.asarray(rng.poisson(mean * np.where(AFTER, ratio, 1.0)))


def averted(values: NDArray[np.int64]) -> dict[str, object]:
    fitted = its.fit(pl.DataFrame({"period": MONTHS, "count": values}), SPEC)
    frame = its.verdicts(its.effects(fitted, at="policy"))
    return frame.filter(estimand="averted").row(0, named=True)


def test_expected_is_the_sum_of_the_counterfactual() -> None:
    values = counts(1, 9, 0.05)
    fitted = its.fit(pl.DataFrame({"period": MONTHS, "count": values}), SPEC)
    path = its.counterfactual(fitted, at="policy").filter(pl.lit(pl.Series(AFTER)))
    found = averted(values)
    expected = float(path["expected_without"].sum())
    assert found["estimate"] == pytest.approx(expected - values[AFTER].sum(), rel=1e-9)
    assert "expected as the model's own sum" in str(found["method"])


def test_averted_of_a_strong_fall_is_near_the_truth_and_its_range_holds_it() -> None:
    """200 series of 9 a month, a fall to .04: truly 9 x 8 x .96 = 69.1 averted."""
    truth = 9 * 8 * 0.96
    found = [averted(counts(seed, 9, 0.04)) for seed in range(200)]
    estimates = np.array([row["estimate"] for row in found], dtype=float)
    held = np.array([row["low"] <= truth <= row["high"] for row in found])  # type: ignore[operator]
    assert abs(np.median(estimates) / truth - 1) < 0.05
    # three standard errors of 200 series about a nominal 95%
    assert abs(held.mean() - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 200)


def test_a_complete_success_is_a_fall_with_a_range() -> None:
    values = np.where(AFTER, 0, counts(3, 9, 1.0))
    fitted = its.fit(pl.DataFrame({"period": MONTHS, "count": values}), SPEC)
    frame = its.verdicts(its.effects(fitted, at="policy"))
    assert set(frame["verdict"]) == {"fell"}
    ratio = frame.filter(estimand="level_change", scale="ratio").row(0, named=True)
    assert 0 < ratio["low"] < ratio["estimate"] < ratio["high"] < 0.3
    found = frame.filter(estimand="averted").row(0, named=True)
    assert found["estimate"] == pytest.approx(72, rel=0.15)
    assert found["low"] > 40


@pytest.mark.parametrize("seed", range(12))
def test_it_excludes_no_change_just_where_the_ratio_does(seed: int) -> None:
    values = counts(seed, 6, 0.62)
    fitted = its.fit(pl.DataFrame({"period": MONTHS, "count": values}), SPEC)
    frame = its.verdicts(its.effects(fitted, at="policy"))
    assert frame["verdict"].n_unique() == 1


@pytest.mark.parametrize(("low", "high"), [(-2.0, -0.1), (-1.0, 1.0), (0.1, 2.0)])
def test_ends_are_moved_to_agree(low: float, high: float) -> None:
    def one(*values: float) -> AvertedRange:
        arrays = [np.array([value]) for value in values]
        return AvertedRange(estimate=arrays[0], low=arrays[1], high=arrays[2])

    linear, exact = one((low + high) / 2, low, high), one(0.0, low * 10, high * 10)
    crossing, below = one(-1.0, -20.0, 5.0), one(-10.0, -20.0, -5.0)
    found = agreeing(crossing, linear, exact)
    assert (found.high[0] < 0) == (high < 0)
    assert (found.low[0] > 0) == (low > 0)
    kept = agreeing(below, linear, exact)
    assert kept.high[0] == (-5.0 if high < 0 else max(-5.0, 0.0) if low < 0 else -5.0)


@pytest.mark.parametrize(("after", "is_own"), [(FEW - 1, True), (FEW, False)])
def test_from_twenty_a_month_it_is_observed_over_the_ratio(
    after: float,
    is_own: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    values = counts(5, 60, 1.0)
    values[AFTER] = int(after)
    found = averted(values)
    assert ("own sum" in str(found["method"])) == is_own


WAYS: dict[str, tuple[Model, Scale]] = {
    "ar1": ("ar1", "log"),
    "ar1 of shares": ("ar1", "logit"),
    "quasi_poisson": ("quasi_poisson", "log"),
    "negative_binomial": ("negative_binomial", "log"),
    "quasi_binomial": ("quasi_binomial", "logit"),
}


@pytest.mark.parametrize("way", WAYS)
def test_by_every_model_what_was_averted_of_few_is_near_the_truth(way: str) -> None:
    """8 a month, of 40 where a share is fitted, fall to .03 of it: 8 x 8 x .97 = 62.1 averted.

    Without the few series in which nobody came at all, for which models of counts have no range.
    """
    model, scale = WAYS[way]
    rng, size = np.random.default_rng(77), 200
    mean = 8 * np.where(AFTER, 0.03, 1.0)
    drawn = rng.binomial(WHOLE, mean / WHOLE, size=(size, 45))
    if scale == "log":
        drawn = rng.poisson(mean, size=(size, 45))
    drawn = drawn[drawn[:, AFTER].any(axis=1)]
    months = pl.DataFrame(
        {
            "segment": np.repeat([f"{place:04d}" for place in range(len(drawn))], 45),
            "period": [*MONTHS] * len(drawn),
            "count": drawn.ravel(),
            "exposure": float(WHOLE),
        }
    )
    spec = its.ItsSpec(timeline=SPEC.timeline, model=model, scale=scale)
    found = its.effects(its.fit(months, spec), at="policy")
    truth = 8 * 8 * 0.97
    a_month = pl.col("estimand").is_in(["level_change", "mean_effect"])
    for rows, true in (
        (found.filter(estimand="averted"), truth),
        (found.filter(a_month, scale="absolute"), -truth / 8),
    ):
        held = rows.select(pl.lit(true).is_between("low", "high").mean()).item()
        assert abs(rows["estimate"].median() / true - 1) < 0.05  # type: ignore[operator]
        # three standard errors of some 170 series
        assert abs(held - 0.95) < 3 * np.sqrt(0.95 * 0.05 / len(drawn))


MODELS_OF_COUNTS: tuple[Model, ...] = ("quasi_poisson", "negative_binomial")


def fitted_by(model: Model, values: NDArray[np.int64]) -> its.ItsFit:
    months = pl.DataFrame({"period": MONTHS, "count": values})
    spec = its.ItsSpec(timeline=SPEC.timeline, model=model)
    return its.fit(months, spec)


def of_whole(values: NDArray[np.int64]) -> its.ItsFit:
    months = pl.DataFrame({"period": MONTHS, "count": values, "exposure": float(WHOLE)})
    spec = its.ItsSpec(timeline=SPEC.timeline, model="quasi_binomial", scale="logit")
    return its.fit(months, spec)


@pytest.mark.parametrize("model", MODELS_OF_COUNTS)
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_model_of_counts_without_an_event_on_one_side_says_so(model: Model, side: str) -> None:
    """Its ratio is 0 or infinite and has no range: `cannot tell` would be wrong."""
    is_side = AFTER if side == "after" else ~AFTER
    none = np.where(is_side, 0, counts(4, 9, 1.0))
    message = rf"nothing, or everything, counted {side} the policy; .* Use model='ar1'"
    with pytest.raises(SeriesInvalidError, match=message):
        its.effects(fitted_by(model, none), at="policy")
    one = none.copy()
    one[np.flatnonzero(is_side)[-1]] = 1
    row = its.level_ratios(its.effects(fitted_by(model, one), at="policy")).row(0, named=True)
    assert row["low"] is not None
    assert row["low"] < row["estimate"] < row["high"]


@pytest.mark.parametrize("all_or_none", [0, WHOLE])
def test_a_share_that_was_all_or_none_of_its_whole_has_no_odds(all_or_none: int) -> None:
    with pytest.raises(SeriesInvalidError, match="nothing, or everything, counted after"):
        its.effects(of_whole(np.where(AFTER, all_or_none, counts(5, 20, 1.0))), at="policy")


@pytest.mark.parametrize("values", [np.where(AFTER, 0, counts(6, 6, 1.0)), counts(7, 0.8, 0.05)])
def test_weights_of_fitted_means_near_nothing_leave_every_figure_finite(
    values: NDArray[np.int64],
) -> None:
    fitted = its.fit(pl.DataFrame({"period": MONTHS, "count": values}), SPEC)
    rows = its.effects(fitted, at="policy")
    assert rows.select(pl.col("estimate", "low", "high").is_finite().all()).row(0) == (True,) * 3
    ratio = its.level_ratios(rows).row(0, named=True)
    assert 0 < ratio["low"] < ratio["estimate"] < ratio["high"]


def test_the_year_before_is_four_quarters_where_two_months_after_each_are_left_out() -> None:
    """Sixty a quarter until the year before, then twelve: a quarter holds some twelve."""
    starts = [month for month in MONTHS if month.month % 3 == 1]
    left_out = [(f"{one:%Y}-{one.month + 1:02}", f"{one:%Y}-{one.month + 2:02}") for one in starts]
    interruption = its.Interruption("policy", starts="2010-01")
    spec = its.ItsSpec(
        timeline=its.Timeline(interruption, left_out=left_out), least_before=8, least_after=3
    )
    drawn = np.random.default_rng(4).poisson(np.where(MONTHS.dt.year() == 2009, 12, 60))
    series = pl.DataFrame({"period": MONTHS, "count": drawn})
    of_last_year = series.filter(
        pl.col("period").dt.year() == 2009, pl.col("period").is_in(starts)
    )["count"]
    (batch,) = its.fit(series, spec).batches
    known = events_of(batch, interruption, spec)
    assert known is not None
    assert known.mean.tolist() == [sum(of_last_year) / 4 + 0.5]

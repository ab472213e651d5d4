"""Partial pooling: its limits, its coverage, and what it refuses."""

import numpy as np
import polars as pl
import pytest
from scipy import special

from referral_analysis import its
from referral_analysis.errors import SpecError

Z = float(special.ndtri(0.975))


def effects(log_ratios: list[float], error: float, **changes: object) -> pl.DataFrame:
    """Return a frame of mean effects with intervals of 95%."""
    middle = np.array(log_ratios)
    return pl.DataFrame(
        {
            "segment": [f"d{n:02}" for n in range(len(middle))],
            "estimand": "mean_effect",
            "scale": "ratio",
            "unit": "ratio",
            "estimate": np.exp(middle),
            "low": np.exp(middle - Z * error),
            "high": np.exp(middle + Z * error),
            "level": 0.95,
        }
    ).with_columns(**{name: pl.lit(value) for name, value in changes.items()})


def test_segments_far_apart_keep_their_own() -> None:
    given = effects([-2.0, -0.5, 0.5, 1.0, 2.0, 3.0], error=0.01)
    pooled = its.pooled(given)
    np.testing.assert_allclose(pooled["pooled_estimate"], given["estimate"], rtol=1e-3)
    np.testing.assert_allclose(pooled["pooled_low"], given["low"], rtol=1e-3)
    assert (pooled["own_share"] > 0.999).all()


def test_segments_alike_share_almost_everything() -> None:
    given = effects([-0.1] * 12, error=0.3)
    pooled = its.pooled(given)
    np.testing.assert_allclose(pooled["pooled_estimate"], np.exp(-0.1))
    width = (pooled["pooled_high"] / pooled["pooled_low"]).log()
    assert (width < 0.6 * 2 * Z * 0.3).all()
    assert (pooled["own_share"] < 0.3).all()
    assert pooled["n_segments"].unique().to_list() == [12]


def test_the_mean_of_segments_alike_is_known_better_than_any() -> None:
    row = its.pooled(effects([-0.1] * 12, error=0.3)).row(0, named=True)
    width = np.log(row["mean_high"] / row["mean_low"])
    assert row["mean_estimate"] == pytest.approx(np.exp(-0.1))
    # no narrower than with no spread at all between them, and not much wider
    assert 2 * Z * 0.3 / np.sqrt(12) <= width < 1.3 * 2 * Z * 0.3 / np.sqrt(12)
    shared = its.pooled(effects([-0.1] * 12, error=0.3), common_error=0.2).row(0, named=True)
    # what all share is not averaged away
    assert np.log(shared["mean_high"] / shared["mean_low"]) > 2 * Z * 0.2


def test_each_estimate_is_drawn_towards_the_others() -> None:
    given = effects([-0.6, -0.2, -0.1, 0.0, 0.3], error=0.2)
    pooled = its.pooled(given)
    raw, drawn = given["estimate"].log().to_numpy(), pooled["pooled_estimate"].log().to_numpy()
    centre = drawn.mean()
    assert (np.abs(drawn - centre) < np.abs(raw - centre)).all()
    assert (np.sign(drawn - centre) == np.sign(raw - centre))[[0, -1]].all()


def test_absolutes_are_pooled_where_there_are_no_ratios() -> None:
    given = effects([-0.1] * 5, error=0.1, scale="absolute")
    pooled = its.pooled(given)
    np.testing.assert_allclose(pooled["pooled_estimate"], np.exp(-0.1))
    with_both = pl.concat([given, effects([-0.3] * 5, error=0.1)])
    assert its.pooled(with_both)["scale"].unique().to_list() == ["ratio"]


@pytest.mark.parametrize("between", [0.0, 0.1])
def test_intervals_cover_what_they_claim(between: float) -> None:
    """Average coverage over segments; 95% less four Monte-Carlo errors at the least."""
    rng = np.random.default_rng(11)
    covered = []
    for _ in range(60):
        truth = -0.1 + between * rng.standard_normal(12)
        pooled = its.pooled(effects((truth + 0.15 * rng.standard_normal(12)).tolist(), error=0.15))
        low, high = np.log(pooled.select("pooled_low", "pooled_high").to_numpy()).T
        covered.append((low <= truth) & (truth <= high))
    assert np.mean(covered) > 0.95 - 4 * np.sqrt(0.95 * 0.05 / 720)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (effects([0.1] * 3, 0.1), "3 segments with mean_effect"),
        (effects([0.1] * 5, 0.1, high=None), "an interval without ends"),
        (effects([0.1] * 5, 0.1, segment="d"), "a segment twice"),
    ],
)
def test_what_cannot_be_pooled_is_refused(given: pl.DataFrame, message: str) -> None:
    with pytest.raises(SpecError, match=f"pooling: .*{message}"):
        its.pooled(given.with_columns(pl.col("high").cast(pl.Float64)))


def test_what_all_segments_share_is_not_averaged_away() -> None:
    given = effects([-0.1] * 12, error=0.3)
    alone = its.pooled(given)
    shared = its.pooled(given, common_error=0.2)
    width = (shared["pooled_high"] / shared["pooled_low"]).log()
    assert (width > 2 * Z * 0.2).all()
    assert (width > (alone["pooled_high"] / alone["pooled_low"]).log()).all()
    np.testing.assert_allclose(shared["pooled_estimate"], alone["pooled_estimate"])


def test_with_a_shared_shock_the_intervals_cover_what_each_segment_did() -> None:
    rng = np.random.default_rng(5)
    replicates, segments, own, common, spread = 300, 12, 0.12, 0.1, 0.08
    held = {0.0: 0.0, common: 0.0}
    for _ in range(replicates):
        truth = -0.2 + spread * rng.standard_normal(segments)
        seen = truth + own * rng.standard_normal(segments) + common * rng.standard_normal()
        given = effects(list(seen), error=float(np.hypot(own, common)))
        for shared in held:
            pooled = its.pooled(given, common_error=shared)
            low, high = (pooled[f"pooled_{end}"].log().to_numpy() for end in ("low", "high"))
            held[shared] += float(np.mean((low <= truth) & (truth <= high))) / replicates
    # 95% wanted; the shared shock makes the error of this count about 1 point
    assert 0.92 < held[common] < 0.98
    assert held[0.0] < held[common]

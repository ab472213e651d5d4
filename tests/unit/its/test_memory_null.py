"""Tests of memory flag five in a hundred where the model is right."""

import numpy as np
import polars as pl
import pytest

from referral_analysis import its

SERIES = 600
SPECS = {
    "ols_hac": (0.0, 0.0),
    "ar1": (0.4, 0.0),
    "prais_winsten": (0.3, 0.0),
    "ar1_noise": (0.6, 0.4),
}


def flagged(model: str, before: int, after: int) -> dict[str, float]:
    """Return the share flagged by each test, of series that the model is right for."""
    rho, noise = SPECS[model]
    size = 250 if model == "ar1_noise" else SERIES
    rng = np.random.default_rng(31)
    months = pl.date_range(pl.date(2001, 1, 1), pl.date(2020, 1, 1), "1mo", eager=True)
    months = months[: before + after]
    drawn = rng.standard_normal((size, len(months)))
    for place in range(1, len(months)):
        drawn[:, place] = rho * drawn[:, place - 1] + np.sqrt(1 - rho**2) * drawn[:, place]
    drawn = np.sqrt(1 - noise) * drawn + np.sqrt(noise) * rng.standard_normal(drawn.shape)
    frame = pl.DataFrame(
        {
            "segment": np.repeat(np.arange(size).astype(str), len(months)),
            "period": months.to_list() * size,
            "value": np.exp(0.1 * drawn).ravel(),
        }
    )
    launch = its.Interruption("launch", starts=f"{months[before]:%Y-%m}")
    spec = its.ItsSpec(
        timeline=its.Timeline(launch),
        model=model,  # type: ignore[arg-type]
        seasonality=its.fourier(1),
    )
    found = its.diagnostics(its.fit(frame, spec))
    shares = found.group_by("check").agg(pl.col("is_flagged").mean())
    return {
        name: shares.filter(check=name)["is_flagged"].item()
        for name in ("ljung_box", "breusch_godfrey")
    }


@pytest.mark.parametrize("model", list(SPECS))
@pytest.mark.parametrize(("before", "after"), [(24, 3), (37, 5)])
def test_about_five_in_a_hundred_are_flagged(model: str, before: int, after: int) -> None:
    size = 250 if model == "ar1_noise" else SERIES
    for share in flagged(model, before, after).values():
        # three standard errors of so many series, beside a point and a half
        assert abs(share - 0.05) < 0.015 + 3 * np.sqrt(0.05 * 0.95 / size)


def test_memory_that_the_model_has_not_is_flagged() -> None:
    rng = np.random.default_rng(4)
    months = pl.date_range(pl.date(1996, 1, 1), pl.date(2005, 12, 1), "1mo", eager=True)
    values = rng.standard_normal(len(months))
    for place in range(1, len(months)):
        values[place] += 0.7 * values[place - 1]
    launch = its.Interruption("launch", starts="2005-06")
    spec = its.ItsSpec(timeline=its.Timeline(launch), model="ols_hac", scale="identity")
    found = its.diagnostics(its.fit(pl.DataFrame({"period": months, "value": values}), spec))
    for name in ("ljung_box", "breusch_godfrey"):
        row = found.filter(check=name).row(0, named=True)
        assert row["is_flagged"]
        assert row["p_value"] < 0.01

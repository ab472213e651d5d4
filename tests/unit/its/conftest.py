"""Series that the engine's tests fit."""

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl
import pytest

from referral_analysis import its

SeriesMaker = Callable[..., pl.DataFrame]


@pytest.fixture
def launch() -> its.Timeline:
    """Kent's: an inspection, then a launch with three months of phase-in."""
    return its.Timeline(
        its.Interruption("inspection", starts="2010-10"),
        its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07"),
    )


@pytest.fixture
def monthly() -> SeriesMaker:
    """Make months from 2008-04 for each segment: values around 400, a fifth less from 2011-08."""

    def make(
        *segments: str, months: int = 45, seed: int = 1, column: str = "count"
    ) -> pl.DataFrame:
        rng = np.random.default_rng(seed)
        days = pl.date_range(pl.date(2008, 4, 1), pl.date(2030, 1, 1), "1mo", eager=True)[:months]
        mean = np.where(np.arange(months) >= 40, 320.0, 400.0)
        parts = []
        for segment in segments or ("all",):
            noisy = rng.poisson(mean * np.exp(rng.normal(0, 0.05, months)))
            parts.append(
                pl.DataFrame({"period": days, column: noisy}).with_columns(
                    pl.lit(segment).alias("segment"), pl.lit(1000.0).alias("exposure")
                )
            )
        return pl.concat(parts)

    return make


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep critical values out of the user's own cache."""
    folder = str(tmp_path_factory.mktemp("cache"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("platformdirs.user_cache_dir", lambda _: folder)
        yield

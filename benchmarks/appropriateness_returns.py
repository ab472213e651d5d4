"""Children who come back, each at the risk of the day times the shock of the month."""

from typing import Any

import numpy as np
import polars as pl
from benchmarks.appropriateness_counties import FIRST_SEED, Floats, share

from referral_analysis.extract import columns as c
from referral_analysis.questions.came_back.cohorts import compared, shocks_between, tabled
from referral_analysis.simulate import THRESHOLDS_WORKED
from referral_analysis.simulate.counts import ar1_paths
from referral_analysis.statistics.survival import CHANCE_ALONE


def of_returns(replicates: int) -> Any:  # noqa: ANN401 - JSON
    """Return coverage of the difference at three months, and how often the log-rank test cries.

    Five years of six-month cohorts of 7,000 children, then two of five months, referred from August
    2010 and from August 2011 and followed for 272 and 164 days; one in 900 comes back a day, times
    the month's shock. No change: both errors are of the claim of one.
    """
    rng = np.random.default_rng(FIRST_SEED)
    held_truth = {"allowing for half years": [], "by chance alone": []}  # type: dict[str, list[bool]]
    cried = {name: list[bool]() for name in held_truth}
    for _ in range(replicates):
        risk = daily_risk(rng)
        yardstick = [returning(rng, risk, 184 * number, (184, 366)) for number in range(10)]
        launch = 184 * 10
        before = returning(rng, risk, launch - 273, (153, 272))
        after = returning(rng, risk, launch + 92, (153, 164))
        shocks = shocks_between(yardstick)
        tables = [tabled(one) for one in (after, before)]
        for name, by in (("allowing for half years", shocks), ("by chance alone", CHANCE_ALONE)):
            row = compared(*tables, months=(3,), level=0.95, shocks=by).row(0, named=True)
            held_truth[name].append(row["low"] <= 0 <= row["high"])
            cried[name].append(row["p_value"] < 0.05)
    return {
        name: {
            "difference_at_3_months": share(np.array(held_truth[name])),
            "log_rank_below_0.05": share(np.array(cried[name])),
        }
        for name in held_truth
    }


def daily_risk(rng: np.random.Generator) -> Floats:
    """Return the chance of coming back each day for some six and a half years, months shaken."""
    shocks = THRESHOLDS_WORKED.shocks
    path = shocks.county_sd * ar1_paths(rng, 80, 1, shocks.rho)[:, 0]
    return np.asarray(np.repeat(np.exp(path - shocks.county_sd**2 / 2), 31) / 900)


def returning(
    rng: np.random.Generator, daily: Floats, first: int, days: tuple[int, int], children: int = 7000
) -> pl.DataFrame:
    """Return a cohort as `followed` does, from the day numbered `first` of the daily risks on.

    days: how many days children are referred in, and the day until which they are followed.
    """
    referred, until = days
    risk = daily[first:]
    began = rng.integers(0, referred, children)
    # the day on which the summed risk since the referral passes an exponential draw
    summed = np.concatenate([[0.0], np.cumsum(risk[:until])])
    back = np.searchsorted(summed, summed[began + 1] + rng.exponential(size=children))
    is_back = back <= until
    return pl.DataFrame(
        {
            c.REFERRED_ON: np.datetime64("2006-05-01") + first + began,
            "days": np.where(is_back, np.minimum(back, until), until) - began,
            "is_rereferred": is_back,
        }
    )

"""CAFs started: children assessed under the Common Assessment Framework, by day and district."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract.cafs import DISTRICT, LEAD_AGENCY, OPENED_ON
from referral_analysis.simulate.counts import DECIMALS, ar1_paths
from referral_analysis.simulate.county import County
from referral_analysis.simulate.days import draw_days
from referral_analysis.simulate.delays import Delay, wait
from referral_analysis.simulate.kent import SEASONS
from referral_analysis.simulate.rates import months_of, per_10k_year
from referral_analysis.simulate.scenario import Scenario
from referral_analysis.simulate.streams import stream
from referral_analysis.simulate.workshops import share_held

COLUMNS = (OPENED_ON, DISTRICT, LEAD_AGENCY)

# assumptions
_RECORDED = Delay(mean_days=3, tail_share=0.05, tail_mean_days=20)
_SCHOOL_SHARE = 0.3
_LEADS = ("education", "health", "local authority", "other", "police")
_LEAD_SHARES = (0.47, 0.28, 0.15, 0.08, 0.02)


def cafs(county: County) -> pl.DataFrame:
    """Draw the county's CAFs, by day: the columns of a CAF file and `recorded_on`."""
    scenario, rng = county.scenario, stream(county.seed, "cafs")
    counts = _draw_counts(rng, scenario)
    flat = np.repeat(np.arange(counts.size), counts.ravel())
    month, district = np.unravel_index(flat, counts.shape)
    opened_on = draw_days(rng, scenario, month, rng.random(len(flat)) < _SCHOOL_SHARE)
    lead = rng.choice(len(_LEADS), size=len(flat), p=_LEAD_SHARES)
    return pl.DataFrame(
        {
            OPENED_ON: opened_on,
            DISTRICT: pl.Series([d.name for d in scenario.districts]).gather(district),
            LEAD_AGENCY: pl.Series(_LEADS).gather(lead),
            "recorded_on": opened_on + wait(rng, _RECORDED, len(flat)),
        }
    ).sort(OPENED_ON, DISTRICT, LEAD_AGENCY)


def expected_cafs(scenario: Scenario, *, launched: bool = True) -> NDArray[np.float64]:
    """Return mean CAFs over all randomness; shape (months, districts), 0 before the first."""
    knobs, months = scenario.cafs, months_of(scenario)
    mean = per_10k_year(scenario, knobs.per_10k_year, knobs.growth_per_year)
    mean = mean * _season()[[month.month - 1 for month in months], None]
    if launched:
        names = [district.name for district in scenario.districts]
        mean = mean * knobs.launch ** share_held(scenario.workshops, names, months)
    started: NDArray[np.float64] = mean * (np.array(months) >= knobs.first_month)[:, None]
    return started


def _season() -> NDArray[np.float64]:
    """Return what each calendar month starts a working day, relative to the year's mean."""
    school, other = (np.array(SEASONS[name]) for name in ("school", "other"))
    mixed = _SCHOOL_SHARE * school + (1 - _SCHOOL_SHARE) * other
    season: NDArray[np.float64] = mixed / mixed.mean()
    return season


def _draw_counts(rng: np.random.Generator, scenario: Scenario) -> NDArray[np.int64]:
    shocks, months = scenario.shocks, len(months_of(scenario))
    logs = shocks.county_sd * ar1_paths(rng, months, 1, shocks.rho) - shocks.county_sd**2 / 2
    mean = (expected_cafs(scenario) * np.exp(logs)).round(DECIMALS)
    scale = scenario.dispersion - 1
    return rng.poisson(rng.gamma(mean / scale, scale) if scale > 0 else mean)

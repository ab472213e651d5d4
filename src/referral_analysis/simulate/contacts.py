"""Contacts: every approach about a child, whether it was taken as a referral or stayed a contact.

A contact that was taken as a referral has the child of that referral; one that stayed a contact is
about a child known from elsewhere, or about one who was never referred.
"""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract import columns
from referral_analysis.extract.contacts import CONTACT_SOURCE, CONTACTED_ON
from referral_analysis.simulate.counts import DECIMALS, ar1_paths, draw_shocks
from referral_analysis.simulate.county import County, ids
from referral_analysis.simulate.days import draw_days
from referral_analysis.simulate.delays import Delay, wait
from referral_analysis.simulate.rates import expected_referrals, months_of
from referral_analysis.simulate.scenario import Scenario
from referral_analysis.simulate.streams import stream

COLUMNS = (CONTACTED_ON, CONTACT_SOURCE, columns.CHILD_ID, columns.DISTRICT)

# assumptions: most contacts are decided on at once and entered on the day
_TAKEN_AFTER = Delay(mean_days=0.6, tail_share=0.04, tail_mean_days=3)
_RECORDED = Delay(mean_days=0.3, tail_share=0.01, tail_mean_days=10)
# children with a contact for each child who was ever referred
_CHILDREN_PER_REFERRED = 2


def contacts(county: County) -> pl.DataFrame:
    """Draw the county's contacts, by day: the columns of a contacts file and `recorded_on`."""
    rows = pl.concat([_taken(county), _kept(county)])
    order = [CONTACTED_ON, columns.DISTRICT, CONTACT_SOURCE, columns.CHILD_ID]
    return rows.filter(pl.col(CONTACTED_ON) >= county.scenario.contacts.first_month).sort(order)


def expected_kept(scenario: Scenario, *, moved: bool = True) -> NDArray[np.float64]:
    """Return mean contacts that stay contacts over all randomness, moved referrals among them.

    Shape (months, districts, sources); 0 before contacts were recorded. What a step moves over the
    line leaves the referrals and joins these.
    """
    before = replace(scenario, steps=tuple(s for s in scenario.steps if not s.moves_to_contacts))
    kept = scenario.contacts.kept_per_referral * expected_referrals(before, launched=False)
    if moved:
        kept = kept + expected_referrals(before) - expected_referrals(scenario)
    is_recorded = np.array(months_of(scenario)) >= scenario.contacts.first_month
    mean: NDArray[np.float64] = kept.sum(axis=3) * is_recorded[:, None, None]
    return mean


def _taken(county: County) -> pl.DataFrame:
    """Draw the contact that each referral began with, on its day or shortly before."""
    rng = stream(county.seed, "taken_contacts")
    rows = county.histories
    contacted_on = rows[columns.REFERRED_ON].to_numpy() - wait(rng, _TAKEN_AFTER, rows.height)
    recorded_on = contacted_on + wait(rng, _RECORDED, rows.height)
    return pl.DataFrame(
        {
            CONTACTED_ON: contacted_on,
            CONTACT_SOURCE: rows[columns.REFERRAL_SOURCE],
            columns.CHILD_ID: rows[columns.CHILD_ID],
            columns.DISTRICT: rows[columns.DISTRICT],
            "recorded_on": recorded_on,
        }
    )


def _kept(county: County) -> pl.DataFrame:
    """Draw the contacts that stayed contacts, a row each."""
    scenario, rng = county.scenario, stream(county.seed, "contacts")
    counts = _draw_kept_counts(rng, county.seed, scenario)
    flat = np.repeat(np.arange(counts.size), counts.ravel())
    month, district, source = np.unravel_index(flat, counts.shape)
    is_school = np.array([s.season == "school" for s in scenario.sources])[source]
    contacted_on = draw_days(rng, scenario, month, is_school)
    referred = county.histories[columns.CHILD_ID].n_unique()
    children = rng.integers(1, _CHILDREN_PER_REFERRED * referred, size=len(flat), endpoint=True)
    return pl.DataFrame(
        {
            CONTACTED_ON: contacted_on,
            CONTACT_SOURCE: pl.Series([s.code for s in scenario.sources]).gather(source),
            columns.CHILD_ID: ids("C", children),
            columns.DISTRICT: pl.Series([d.name for d in scenario.districts]).gather(district),
            "recorded_on": contacted_on + wait(rng, _RECORDED, len(flat)),
        }
    )


def _draw_kept_counts(rng: np.random.Generator, seed: int, scenario: Scenario) -> NDArray[np.int64]:
    """Count contacts that stay contacts: the shocks of inappropriate referrals, and their own."""
    shared = draw_shocks(stream(seed, "shocks"), scenario)[:, :, :1]
    sd = scenario.contacts.own_shock_sd
    own = np.exp(sd * ar1_paths(rng, len(months_of(scenario)), 1, scenario.shocks.rho) - sd**2 / 2)
    mean = (expected_kept(scenario) * shared * own[:, :, None]).round(DECIMALS)
    scale = scenario.dispersion - 1
    return rng.poisson(rng.gamma(mean / scale, scale) if scale > 0 else mean)

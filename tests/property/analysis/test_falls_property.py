"""The larger a fall, the surer the answer: whenever it came, in both forms, blanks or none.

Months are counted, then some inappropriate referrals after the launch are taken away; a county of
which more are taken away may never be told less.
"""

import datetime as dt
from dataclasses import replace
from typing import Literal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans import FEBRUARY

from referral_analysis.analysis import county, headline, primary
from referral_analysis.analysis.headline import Headline
from referral_analysis.analysis.model import by_dose
from referral_analysis.analysis.rule import Form
from referral_analysis.its.tolerance import as_ratio
from referral_analysis.periods import month_range
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS, UNFLAGGED

Timing = Literal["by dose", "in May", "from August"]
MONTHS = month_range(dt.date(2009, 5, 1), dt.date(2011, 10, 1))  # 24, three of the phase-in, 3
PLACES = np.arange(len(MONTHS)) - 24
WORKSHOPS = (0.08, 0.45, 0.95)
COME: dict[Timing, tuple[float, float, float]] = {
    "by dose": WORKSHOPS,
    "in May": (1.0, 1.0, 1.0),
    "from August": (0.0, 0.0, 0.0),
}
DOSE = pl.DataFrame({"period": MONTHS[24:27], "dose": WORKSHOPS})
PLAN = replace(FEBRUARY, series_starts=MONTHS[0], last_month=MONTHS[-1])
# shocks in common, and each count's own: the rule sets against the others what moves with them
SHOCKS: dict[Form, tuple[float, float]] = {"ratio": (0.15, 0.03), "adjusted": (0.0, 0.08)}
SURENESS = {
    ("rose", False): 0,
    ("rose", True): 1,
    ("cannot tell", False): 2,
    ("fell", True): 3,
    ("fell", False): 4,
}


def monthly(seed: int, form: Form, timing: Timing, fall: float, blanks: int = 0) -> pl.DataFrame:
    """Return a county's months, a share of inappropriate referrals gone as the launch came."""
    rng = np.random.default_rng(seed)
    shared, own = SHOCKS[form]
    waves = 0.1 * np.sin(2 * np.pi * PLACES / 12) + shared * rng.standard_normal(len(PLACES))
    come = np.where(PLACES > 2, 1.0, 0.0)
    come[24:27] = COME[timing]
    means = {
        INAPPROPRIATE: 450 * np.exp(waves + own * rng.standard_normal(len(PLACES))),
        OTHERS: 950 * np.exp(waves + own * rng.standard_normal(len(PLACES))),
    }
    means[INAPPROPRIATE] *= 1 - fall * come
    means[UNFLAGGED] = np.where(PLACES >= 0, blanks, 0)
    means["referrals"] = means[INAPPROPRIATE] + means[OTHERS]
    return pl.concat(
        pl.DataFrame(
            {
                "period": MONTHS,
                "measure": measure,
                "count": np.rint(values).astype(np.int64),
                "child_working_days": 323_000.0 * 21,
            }
        )
        for measure, values in means.items()
    )


def sureness(found: Headline) -> int:
    """Return the place of the answer's word between `No` and `Yes`."""
    ends = found.ends
    change = Change(
        what="inappropriate referrals",
        ratio=as_ratio(found.examined.full).estimate,
        low=ends["low"],
        high=ends["high"],
        level=0.95,
        observed_a_month=100.0,
        months=3,
        mild=Ends(low=ends["mild_low"], high=ends["mild_high"]),
    )
    return SURENESS[change.told, change.is_probable]


@given(
    seed=st.integers(0, 10_000),
    form=st.sampled_from(["ratio", "adjusted"]),
    timing=st.sampled_from(["by dose", "in May", "from August"]),
    blanks=st.sampled_from([0, 0, 20]),
    falls=st.lists(st.integers(0, 95), min_size=2, max_size=3, unique=True),
)
@settings(deadline=None, max_examples=15)
def test_a_larger_fall_never_weakens_the_verdict(
    seed: int, form: Form, timing: Timing, blanks: int, falls: list[int]
) -> None:
    told = []
    for fall in sorted(falls):
        months = monthly(seed, form, timing, fall / 100, blanks)
        told.append(sureness(headline.of_months(months, DOSE, PLAN)))
    assert told == sorted(told), (sorted(falls), told)


@pytest.mark.parametrize("form", ["ratio", "adjusted"])
@pytest.mark.parametrize("timing", ["by dose", "in May", "from August"])
def test_a_fall_of_nearly_all_is_a_yes_and_none_is_not(form: Form, timing: Timing) -> None:
    none, most = (
        headline.of_months(monthly(5, form, timing, fall), DOSE, PLAN) for fall in (0.0, 0.95)
    )
    assert none.decision.form == most.decision.form == form
    assert (sureness(none), sureness(most)) == (2, 4)


def test_by_the_workshops_dose_a_larger_fall_did_weaken_it() -> None:
    """The launch by its dose, as once built, contradicts a fall that comes in August."""

    def high(fall: float) -> float:
        pair = county.pair(monthly(5, "ratio", "from August", fall))
        fitted = primary.fit(pair, PLAN, by_dose(DOSE), "ratio")
        return as_ratio(headline.examined(fitted, PLAN).full).high

    assert high(0.95) > high(0.5)

"""What could be seen is foreseen from the months before the launch, by the range that answers."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.unit.analysis.test_primary import EXPOSURE, MONTHS, PLAN

from referral_analysis.analysis import county
from referral_analysis.analysis.foresight import Foreseen, Foresight, foresee
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision
from referral_analysis.analysis.step import added_up, by_quarters
from referral_analysis.its.power import going_on
from referral_analysis.its.tolerance import Tolerances
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS


def months(sd: float, seed: int = 3, after: float = 1.0) -> pl.DataFrame:
    """Return two counts whose errors share half of their variance; after: what the launch does."""
    rng = np.random.default_rng(seed)
    shared, own = rng.standard_normal((2, len(MONTHS)))
    is_after = np.array([month >= PLAN.launch_month for month in MONTHS])
    size = np.where(is_after, after, 1.0)
    return pl.DataFrame(
        {
            "period": MONTHS,
            "child_working_days": EXPOSURE,
            "inappropriate": np.round(40_000 * size * np.exp(sd * (shared + own))),
            "others": np.round(90_000 * np.exp(sd * shared)),
        }
    ).cast({"inappropriate": pl.Int64, "others": pl.Int64})


def test_no_month_from_the_launch_on_is_looked_at() -> None:
    one = foresee(months(0.05), PLAN, after=(3,), replicates=48)
    other = foresee(months(0.05, after=0.01), PLAN, after=(3,), replicates=48)
    assert one.seen.equals(other.seen)
    assert (one.sd, one.rho, one.a_month) == (other.sd, other.rho, other.a_month)
    assert one.months == 37


def test_calmer_months_show_smaller_changes() -> None:
    calm, restless = (
        foresee(months(sd), PLAN, after=(5,), replicates=96).seen.row(0, named=True)
        for sd in (0.02, 0.08)
    )
    assert 1 > calm[Foreseen.fall_yes] > restless[Foreseen.fall_yes] > 0
    assert 1 < calm[Foreseen.rise_yes] < restless[Foreseen.rise_yes]
    for row in (calm, restless):
        assert row[Foreseen.fall_probably] > row[Foreseen.fall_yes]
        assert f"{row[Foreseen.last_month]}" == "2011-12-01"


def test_a_lower_level_shows_smaller_changes() -> None:
    falls = [
        foresee(months(0.05), replace(PLAN, level=level), after=(3,), replicates=96).seen[
            Foreseen.fall_yes
        ][0]
        for level in (0.95, 0.8)
    ]
    assert falls[1] > falls[0]


@pytest.mark.parametrize(
    ("falls", "needed"),
    [
        ((0.81, 0.82, 0.83), 3),
        ((0.79, 0.82, 0.83), 5),
        ((0.79, 0.80, 0.83), 5),
        ((0.82, 0.79, 0.83), 12),
        ((0.82, 0.83, 0.79), None),
        ((None, 0.82, 0.83), 5),
        ((0.82, 0.83, None), None),
    ],
)
def test_enough_months_are_enough_for_good(
    falls: tuple[float | None, ...], needed: int | None
) -> None:
    """The fewest months after which a fall of 20% is told then, and at every later length."""
    rows = [
        {Foreseen.months_after: months, Foreseen.fall_yes: fall}
        for months, fall in zip((3, 5, 12), falls, strict=True)
    ]
    foresight = Foresight(
        decision=Decision(form="ratio", residual_correlation=None, months=37),
        tolerances=Tolerances(full=0.15, mild=0.1),
        months=37,
        a_month=400,
        sd=0.05,
        rho=0.0,
        noise_share=0.0,
        seen=Foreseen.frame(rows),
    )
    assert foresight.months_for(0.8) == needed


@pytest.fixture(scope="module")
def few() -> tuple[pl.DataFrame, Plan]:
    """Return quarters of eight inappropriate referrals a month, and their plan."""
    rng = np.random.default_rng(5)
    longest = replace(
        PLAN, events=(), last_month=dt.date(2012, 7, 1), extract_drawn_on=dt.date(2012, 12, 1)
    )
    plan = by_quarters(longest)
    exposure = pl.Series(EXPOSURE)
    counted = pl.concat(
        pl.DataFrame(
            {
                "period": MONTHS,
                "measure": name,
                "count": rng.poisson(mean, len(MONTHS)),
                "child_working_days": exposure,
            }
        )
        for name, mean in ((INAPPROPRIATE, 8), (OTHERS, 18))
    )
    return county.pair(added_up(counted, plan)), plan


def test_quarters_are_foreseen_as_quarters(few: tuple[pl.DataFrame, Plan]) -> None:
    found = foresee(*few, after=(6, 12), replicates=80)
    assert found.step == 3
    assert found.months == 36  # of 37: whole quarters back from the phase-in's end
    assert found.a_month == pytest.approx(8, abs=2)
    assert [f"{one}" for one in found.seen[Foreseen.last_month]] == ["2012-01-01", "2012-07-01"]
    shorter, longer = found.seen[Foreseen.fall_yes]
    assert 0.05 <= shorter <= longer < 0.8


def test_a_fall_that_makes_counts_noisier_has_to_be_larger(
    few: tuple[pl.DataFrame, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_noise = foresee(*few, after=(12,), replicates=80)
    monkeypatch.setattr(going_on, "more_noise", lambda noise, _: np.zeros_like(noise))
    without = foresee(*few, after=(12,), replicates=80)
    assert with_noise.seen[Foreseen.fall_yes][0] < without.seen[Foreseen.fall_yes][0]
    assert with_noise.seen[Foreseen.rise_yes][0] == without.seen[Foreseen.rise_yes][0]

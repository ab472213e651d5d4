"""Sixty areas: however many threads polars has, sums and estimates are the same to the bit."""

import os
import subprocess
import sys

import pytest

SCRIPT = """
import datetime as dt
import sys

import numpy as np
import polars as pl

from referral_analysis.analysis import dose, quarters, segments
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.extract.population import Population
from referral_analysis.periods import month_range
from referral_analysis.series.exposure import exposure_of_county

PLAN = Plan(
    series_starts=dt.date(2008, 4, 1),
    last_month=dt.date(2011, 12, 1),
    launch_month=dt.date(2011, 5, 1),
    phase_in_ends=dt.date(2011, 7, 1),
    fourier_pairs=2,
    is_interim=False,
    level=0.95,
    guardrail_margin=0.1,
    extract_drawn_on=dt.date(2012, 1, 13),
    nfa_ripens_in_days=10,
    closure_ripens_in_days=42,
)
rng = np.random.default_rng(60)
areas = [f"Area {number:02}" for number in range(60)]
months = month_range(PLAN.series_starts, PLAN.last_month)
people = pl.DataFrame(
    [
        {"area": area, "year": year, "children_0_17": int(rng.integers(3000, 30000))}
        for area in areas
        for year in range(2007, 2013)
    ]
)
population = Population(estimates=people.sort("area", "year"))
rows = pl.DataFrame(
    {
        "referred_on": [month for month in months for _ in areas],
        "district": areas * len(months),
        "n": rng.poisson(12, len(months) * len(areas)),
    }
)
rows = rows.select(pl.exclude("n").repeat_by("n").explode()).with_columns(
    is_nfa=pl.Series(rng.random(int(rows["n"].sum())) < 0.7)
).lazy()
held = pl.DataFrame(
    {
        "date": [dt.date(2011, 5 + number % 3, 10) for number in range(60)],
        "district": areas,
    }
)
counted = quarters.months_of(rows, population, PLAN, "district")
frames = [
    exposure_of_county(population, months),
    dose.of_launch(rows, population, held, PLAN),
    counted,
    quarters.added_up(counted, quarters.stretches(PLAN)),
    segments.combined(rows, population, held, PLAN, PLANNED),
]
for frame in frames:
    sys.stdout.write(frame.write_csv())
"""


def worked_out(threads: int) -> str:
    """Return the figures of sixty areas as a process of so many threads has them, in full."""
    environment = os.environ | {"POLARS_MAX_THREADS": str(threads)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("threads", [2, 8])
def test_figures_of_many_areas_do_not_depend_on_threads(threads: int) -> None:
    alone = worked_out(1)
    assert alone.count("Area 07") > 50  # its months and stretches
    for _ in range(2):
        assert worked_out(threads) == alone

"""Make the critical values that come with the package: those of the two papers' designs.

    python -m referral_analysis.its.intervals.shipped

simulates them again and writes critical_values.json, of straight paths, and critical_drift.npz, of
paths that may drift, beside this module.
"""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl

from referral_analysis.its.intervals.correlation import Family
from referral_analysis.its.intervals.critical_store import SHIPPED, SHIPPED_DRIFT, table_key
from referral_analysis.its.intervals.critical_values import (
    DRAWS,
    LEVELS,
    SEED,
    pooled_values,
    simulated_values,
)
from referral_analysis.its.intervals.likelihood_ratio import Problem, problem
from referral_analysis.its.model.design import Design, designs
from referral_analysis.its.model.panel import WHOLE, SegmentPanel, left_out
from referral_analysis.its.model.spec import ItsSpec, Seasonality, calendar, fourier
from referral_analysis.its.model.timeline import Interruption, Timeline
from referral_analysis.its.tolerance.ladder import LAMBDAS, Ladder, problem_at
from referral_analysis.periods import PERIODS_A_YEAR, parse_period

# December's paper has months to 2011-10, February's to 2011-12 (2011-11 where closures must settle)
FIRST_MONTHS, LAST_MONTHS = ("2008-04", "2006-04"), ("2011-10", "2011-11", "2011-12")
WAVES: dict[str, Seasonality] = {f"{n} Fourier pairs": fourier(n) for n in (1, 2)}
SEASONS = WAVES | {"calendar months": calendar()}
"""The headline's seasons are waves; those of a measure by itself are calendar months."""
DOSES = {"2011-05": 0.08, "2011-06": 0.45, "2011-07": 0.95}
"""The dose of the launch in the sample county; another county's is simulated once and kept."""
STRAIGHT: tuple[Family, ...] = ("ar1", "all")
"""The families of a path that does not drift."""
DIGITS = 7


def papers_problems() -> Iterator[tuple[str, Problem]]:
    """Yield each of the papers' designs by name: level change only, phase-in left out or by dose.

    With a dose, the papers' own first month and the family of the headline.
    """
    left_out = product(FIRST_MONTHS, LAST_MONTHS, WAVES, STRAIGHT, [False])
    by_dose = product(FIRST_MONTHS[:1], LAST_MONTHS, SEASONS, ["all"], [True])
    for first, last, seasons, family, has_dose in (*left_out, *by_dose):
        design = papers_design(first, last, SEASONS[seasons], has_dose=has_dose)
        contrast = (np.array(design.names) == "launch").astype(np.float64)
        dosed = ", launch by dose" if has_dose else ""
        name = f"months {first} to {last}, {seasons}, family {family}{dosed}"
        yield name, problem(design.matrix, design.times, contrast, family)


def drift_problems() -> Iterator[Problem]:
    """Yield each of the primary analysis' designs at each lambda: two waves, phase-in left out."""
    for first, last in product(FIRST_MONTHS, LAST_MONTHS):
        design = papers_design(first, last, fourier(2))
        contrast = (np.array(design.names) == "launch").astype(np.float64)
        ladder = Ladder(
            design=design.matrix,
            times=design.times,
            contrast=contrast,
            family="robust",
            periods_a_year=PERIODS_A_YEAR["month"],
        )
        yield from (problem_at(ladder, node) for node in range(len(LAMBDAS)))


def papers_design(first: str, last: str, seasons: Seasonality, *, has_dose: bool = False) -> Design:
    """Return the design of a paper whose series runs from `first` to `last`."""
    dose = pl.DataFrame({"period": DOSES.keys(), "dose": DOSES.values()}) if has_dose else None
    timeline = Timeline(
        Interruption("inspection", starts="2010-10"),
        Interruption(
            "launch",
            starts="2011-05",
            phase_in_ends="2011-07",
            phase_in="dose" if has_dose else "exclude",
            dose=dose,
        ),
    )
    spec = ItsSpec(timeline=timeline, seasonality=seasons)
    numbers = np.arange(parse_period(first).number, parse_period(last).number + 1)
    panel = SegmentPanel(
        segments=(WHOLE,),
        places=np.zeros(1, dtype=np.int64),
        numbers=numbers,
        observed=np.zeros((1, len(numbers))),
        exposure=None,
        events=None,
        columns=np.empty((1, len(numbers), 0)),
        is_left_out=left_out(numbers, timeline),
        is_count=True,
    )
    design, _ = next(designs(panel, spec))
    return design


def rounded(values: np.typing.NDArray[np.float64]) -> list[list[float]]:
    """Return values as the file holds them."""
    return [[float(f"{value:.{DIGITS}g}") for value in row] for row in values]


def main() -> None:
    """Simulate every table and write the file."""
    tables = {
        table_key(asked): {"design": name, "values": rounded(simulated_values(asked))}
        for name, asked in papers_problems()
    }
    content = {
        "made_by": "python -m referral_analysis.its.intervals.shipped",
        "draws": DRAWS,
        "seed": SEED,
        "levels": LEVELS.tolist(),
        "tables": tables,
    }
    text = json.dumps(content, separators=(",", ":")).replace("],[", "],\n[")
    Path(__file__).with_name(SHIPPED).write_text(text + "\n", "utf-8")
    drifting = {table_key(asked): pooled_values(asked) for asked in drift_problems()}
    np.savez_compressed(
        Path(__file__).with_name(SHIPPED_DRIFT),
        keys=np.array(list(drifting)),
        thousandths=np.round(np.array(list(drifting.values())) * 1000).astype(np.uint16),
    )


if __name__ == "__main__":
    main()

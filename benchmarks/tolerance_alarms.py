"""How often each alarm of the primary analysis is raised where the months keep to its model.

Series of log odds without any change: an autoregression of each correlation between months, with
the noise of counting beside it, as of a county of some 450 inappropriate referrals a month against
950. From the project's folder:
python -m benchmarks.tolerance_alarms [--series 2000]
writes tolerance_alarms.json: by design, world and alarm the share raised at the product's limit,
and the limit that one in twenty series would pass.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks.one_thread import on_one_thread
from numpy.typing import NDArray

from referral_analysis import its
from referral_analysis.its.tolerance import alarms, tolerance_for
from referral_analysis.its.tolerance.interval import at_level, climb
from referral_analysis.its.tolerance.ladder import ROOTS, ladder_of
from referral_analysis.periods import add_months, month_range

Floats = NDArray[np.float64]
RESULTS = Path(__file__).resolve().parent / "results" / "tolerance_alarms.json"
DESIGNS = tuple(product((61, 37, 24), (5, 3, 12)))
WORLDS = ("rho 0", "rho 0.4", "rho 0.7")
SHOCKS, COUNTING = 0.05, 0.068  # standard deviations of a month's log odds
INSPECTION, LAUNCH, PHASE_IN = dt.date(2010, 10, 1), dt.date(2011, 5, 1), 3
DOSE = (0.08, 0.45, 0.95)
SEED, AT_A_TIME = 20, 500
KINDS = (alarms.OUTLYING, alarms.SPREAD, alarms.TIMING, alarms.SHAPE)


def series(before: int, after: int, rho: float, size: int) -> pl.DataFrame:
    """Return `size` series of odds in which nothing happened: segment, period, value."""
    months = month_range(add_months(LAUNCH, -before), add_months(LAUNCH, PHASE_IN + after - 1))
    rng = np.random.default_rng([SEED, before, after])
    noise = rng.standard_normal((size, len(months)))
    shocks = np.empty_like(noise)
    shocks[:, 0] = noise[:, 0]
    for month in range(1, len(months)):
        shocks[:, month] = rho * shocks[:, month - 1] + np.sqrt(1 - rho**2) * noise[:, month]
    logs = SHOCKS * shocks + COUNTING * rng.standard_normal(shocks.shape)
    return pl.DataFrame(
        {
            "segment": np.repeat([f"{number:05d}" for number in range(size)], len(months)),
            "period": months * size,
            "value": np.exp(logs).ravel(),
        }
    )


def spec(*, by_dose: bool) -> its.ItsSpec:
    """Return the product's specification, the phase-in left out or by its dose."""
    periods = [add_months(LAUNCH, month) for month in range(PHASE_IN)]
    launch = its.Interruption(
        "launch",
        starts=f"{LAUNCH:%Y-%m}",
        phase_in_ends=f"{periods[-1]:%Y-%m}",
        phase_in="dose" if by_dose else "exclude",
        dose=pl.DataFrame({"period": periods, "dose": DOSE}) if by_dose else None,
    )
    inspection = its.Interruption("inspection", starts=f"{INSPECTION:%Y-%m}")
    return its.ItsSpec(
        timeline=its.Timeline(inspection, launch), model="ols_hac", seasonality=its.fourier(2)
    )


def statistics(months: pl.DataFrame, before: int) -> Mapping[str, Floats]:
    """Return each alarm's statistic (S,)."""
    fitted, timed = (its.fit(months, spec(by_dose=by_dose)) for by_dose in (False, True))
    batch, by_dose = fitted.batches[0], timed.batches[0]
    earlier, at = fitted.spec.timeline.interruptions
    seen = alarms.look(batch, fitted.spec, at, earlier)
    values = batch.response.values
    full = tolerance_for(before).full
    climbed = climb(seen.ladder, values, np.array([0.0, full]))
    straight = at_level(climbed, 0.95)
    width = straight.high[:, 0] - straight.low[:, 0]
    wanted = full / climbed.error[:, None]
    nearest = np.abs(ROOTS[: len(climbed.rungs)] - wanted).argmin(axis=1)
    residuals = np.array([rung.residual for rung in climbed.rungs])
    moved = alarms.straight_estimates(
        ladder_of(by_dose, at.name, timed.spec), by_dose.response.values
    )
    return {
        alarms.OUTLYING.name: np.abs(residuals[nearest, np.arange(len(values))]),
        alarms.SPREAD.name: alarms.spread(seen, values),
        alarms.TIMING.name: alarms.timing(moved, climbed.rungs[0].best.estimate, width),
        alarms.SHAPE.name: alarms.shapes(seen, values, width),
    }


def rows(size: int) -> Iterator[dict[str, Any]]:
    """Yield a row a design, world and alarm."""
    for before, after in DESIGNS:
        for world in WORLDS:
            months = series(before, after, float(world.split()[1]), size)
            parts = [
                statistics(part, before)
                for part in months.iter_slices(AT_A_TIME * (before + PHASE_IN + after))
            ]
            for kind in KINDS:
                found = np.concatenate([part[kind.name] for part in parts])
                limit = alarms.limit_of(kind, before, after)
                yield {
                    "design": f"{before}/{after}",
                    "world": world,
                    "alarm": kind.name,
                    "limit": round(limit, 3),
                    "raised_percent": round(100 * float((found > limit).mean()), 1),
                    "one_in_twenty": round(float(np.quantile(found, 0.95)), 3),
                }
            print(f"{before}/{after}, {world}", flush=True)


def main() -> None:
    """Measure and write."""
    on_one_thread("benchmarks.tolerance_alarms")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--series", type=int, default=2000)
    size = arguments.parse_args().series
    made = {
        "made_by": f"python -m benchmarks.tolerance_alarms --series {size}",
        "standard_error_points": round(100 * float(np.sqrt(0.05 * 0.95 / size)), 2),
    }
    lines = ",\n".join(json.dumps(row) for row in rows(size))
    RESULTS.write_text(f'{json.dumps(made)[:-1]}, "rows": [\n{lines}\n]}}\n', "utf-8")
    print(RESULTS)


if __name__ == "__main__":
    main()

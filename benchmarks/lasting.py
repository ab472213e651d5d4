"""How often the ranges of the first year and of the months since hold the truth.

    python -m benchmarks.lasting [COUNTIES [AFTER ...]]

Log odds of 61 months before a launch and 24 or 48 after it, errors AR(1) of sd .08 and correlation
.4: a change that stays, one that fades after a year, and a path that wanders by .1 a year beside
either. Ranges at the tolerance of the report, .20. Writes benchmarks/results/lasting.md.
"""

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from referral_analysis import its
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.tolerance import tolerance_for
from referral_analysis.its.tolerance.interval import at_level, climb
from referral_analysis.its.tolerance.ladder import ladder_of
from referral_analysis.periods import add_months, month_range

LAUNCH, BEFORE, AFTER, YEAR = dt.date(2016, 9, 1), 61, (24, 48), 12
SD, RHO, SEED, LEVEL = 0.08, 0.4, 20160901, 0.95
WORLDS: Mapping[str, tuple[float, float, float]] = {
    "stays": (0.78, 0.78, 0.0),
    "fades after a year": (0.7, 1.0, 0.0),
    "stays, the path wanders by .1 a year": (0.78, 0.78, 0.1),
    "fades, the path wanders by .1 a year": (0.7, 1.0, 0.1),
}
"""The ratio in the first year, that in the months since, and the sd a year of a random walk."""
RESULTS = Path(__file__).parent / "results" / "lasting.md"


def months(after: int) -> list[dt.date]:
    """List the months from the first to the last; three of them are the phase-in."""
    return month_range(add_months(LAUNCH, -BEFORE), add_months(LAUNCH, 2 + after))


def drawn(world: tuple[float, float, float], after: int, counties: int) -> Floats:
    """Draw log odds (counties, months)."""
    rng = np.random.default_rng(SEED)
    size = len(months(after))
    noise = rng.standard_normal((counties, size + 50)) * SD * np.sqrt(1 - RHO**2)
    for at in range(1, size + 50):
        noise[:, at] += RHO * noise[:, at - 1]
    walk = np.cumsum(rng.standard_normal((counties, size)) * world[2] / np.sqrt(12), axis=1)
    start = BEFORE + 3
    effect = np.zeros(size)
    effect[start : start + YEAR] = np.log(world[0])
    effect[start + YEAR :] = np.log(world[1])
    return np.asarray(noise[:, 50:] + walk + effect)


def fitted(series: Floats, after: int, beside: its.Interruption) -> its.ItsFit:
    """Fit all counties at once, with what tells the first year from the months since."""
    periods = months(after)
    rows = pl.DataFrame(
        {
            "period": periods * len(series),
            "segment": np.repeat([f"{one:05}" for one in range(len(series))], len(periods)),
            "value": np.exp(series.ravel()),
        }
    )
    launch = its.Interruption(
        "launch", starts=f"{LAUNCH:%Y-%m}", phase_in_ends=f"{add_months(LAUNCH, 2):%Y-%m}"
    )
    timeline = its.Timeline(launch, beside)
    spec = its.ItsSpec(timeline=timeline, model="ar1_noise", seasonality=its.fourier(2))
    return its.fit(rows, spec)


def ranges(fit: its.ItsFit, at: str) -> tuple[Floats, Floats]:
    """Return the ends (n,) of a level change at the full tolerance."""
    (batch,) = fit.batches
    full = tolerance_for(BEFORE).full
    made = climb(ladder_of(batch, at, fit.spec), batch.response.values, np.array([full]))
    found = at_level(made, LEVEL)
    return found.low[:, 0], found.high[:, 0]


def rows(after: int, counties: int) -> Iterator[str]:
    """Yield a row a world: coverage and median width of each of the three ranges."""
    later = f"{add_months(LAUNCH, 3 + YEAR):%Y-%m}"
    last = f"{add_months(LAUNCH, 2 + YEAR):%Y-%m}"
    first = f"{add_months(LAUNCH, 3):%Y-%m}"
    step = its.Interruption("since", starts=later)
    pulse = its.Interruption("first year", starts=first, shape="pulse", ends=last)
    series = np.concatenate([drawn(world, after, counties) for world in WORLDS.values()])
    by_step, by_pulse = fitted(series, after, step), fitted(series, after, pulse)
    found = [ranges(by_step, "launch"), ranges(by_pulse, "launch"), ranges(by_step, "since")]
    for place, (name, (year_one, since, _walk)) in enumerate(WORLDS.items()):
        part = slice(place * counties, (place + 1) * counties)
        cells = []
        truths = (year_one, since, since / year_one)
        for (low, high), truth in zip(found, truths, strict=True):
            held = (low[part] <= np.log(truth)) & (np.log(truth) <= high[part])
            width = np.median(high[part] - low[part])
            cells.append(f"{100 * held.mean():.1f} ({width:.2f})")
        yield f"| {after} | {name} | {' | '.join(cells)} |"


def main() -> None:
    """Measure, and write the table."""
    counties = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    asked = [int(one) for one in sys.argv[2:]] or AFTER
    command = " ".join(map(str, (counties, *asked)))
    lines = [
        f"# {(__doc__ or '').splitlines()[0]}",
        "",
        f"`python -m benchmarks.lasting {command}`: per cent of {counties} counties whose range",
        "holds the truth; in brackets the median width of the log ratio.",
        "",
        "| months after | world | first year | since | one over the other |",
        "|---|---|---|---|---|",
    ]
    for after in asked:
        for row in rows(after, counties):
            lines.append(row)
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

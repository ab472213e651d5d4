"""How often nominal 95% intervals hold the truth: every interval, design and kind of errors.

From the project's folder: python -m benchmarks.coverage [--replicates 20000] [--output FOLDER]
writes coverage.json and coverage.md. A Monte-Carlo error is one standard error; for test inversion
it holds that of the 4,000 draws behind its critical values.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from benchmarks import coverage_counts, coverage_methods, coverage_report
from benchmarks.coverage_methods import Ends, Simulated
from benchmarks.coverage_settings import Errors, Floats, Setting, settings
from benchmarks.one_thread import on_one_thread

from referral_analysis.its.intervals.critical_values import DRAWS

RESULTS = Path(__file__).resolve().parent / "results"
SEED = 20120208
REPLICATES = 20_000
# methods that cost a hundred times as much, and counts: Monte-Carlo error .34 points
FEWER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One setting: percentages; widths over those of the t interval that knows the correlation.

    size: events or trials a month; None for plain values. half_width_sd: median, in monthly
    standard deviations; power_2sd: per cent of changes of two of them that are seen.
    """

    section: str
    design: str
    contrast: str
    errors: str
    group: str
    method: str
    replicates: int
    coverage: float
    monte_carlo_error: float
    size: float | None = None
    width_median: float | None = None
    width_mean: float | None = None
    half_width_sd: float | None = None
    power_2sd: float | None = None


def of_values(setting: Setting, errors: Errors, replicates: int) -> Iterator[Measured]:
    """Measure every method on a design under one kind of errors; all see the same series."""
    root = errors.root(setting.times)
    rng = _generator(setting.section, setting.design, errors.name)
    series = rng.standard_normal((replicates, len(setting.times))) @ root.T
    given = Simulated(
        matrix=setting.matrix, times=setting.times, series=series, contrasts=setting.contrasts
    )
    few = Simulated(
        matrix=setting.matrix,
        times=setting.times,
        series=series[: replicates // FEWER],
        contrasts=setting.contrasts,
    )
    methods = coverage_methods
    for ends in (
        *methods.compared(given),
        *methods.satterthwaite(given),
        *methods.noisy(few),
        *methods.inverted("ar1")(given),
        *methods.inverted("all")(given),
    ):
        yield _of_ends(setting, errors, ends, root)


def of_counts(asked: coverage_counts.Counted, replicates: int) -> Iterator[Measured]:
    """Measure every method for counts or shares under one kind of errors."""
    rng = _generator(asked.kind, f"{asked.design} {asked.size}", asked.errors.name)
    for ends in coverage_counts.intervals(asked, replicates, rng):
        covered = _share(
            (ends.low <= coverage_counts.CHANGE) & (ends.high >= coverage_counts.CHANGE)
        )
        yield Measured(
            section=asked.kind,
            design=asked.design,
            contrast=ends.contrast,
            errors=asked.errors.name,
            group=asked.errors.group,
            method=ends.method,
            replicates=len(ends.low),
            coverage=covered,
            monte_carlo_error=_error(covered, len(ends.low), ends.method),
            size=asked.size,
            half_width_sd=_rounded(float(np.nanmedian(ends.high - ends.low)) / 2),
        )


def _of_ends(setting: Setting, errors: Errors, ends: Ends, root: Floats) -> Measured:
    half = (ends.high - ends.low) / 2
    median, mean = coverage_methods.oracle_half_width(
        setting.matrix, root, setting.contrasts[ends.contrast]
    )
    covered = _share((ends.low <= 0) & (ends.high >= 0))
    return Measured(
        section=setting.section,
        design=setting.design,
        contrast=ends.contrast,
        errors=errors.name,
        group=errors.group,
        method=ends.method,
        replicates=len(half),
        coverage=covered,
        monte_carlo_error=_error(covered, len(half), ends.method),
        width_median=_rounded(float(np.nanmedian(half)) / median),
        width_mean=_rounded(float(np.nanmean(half)) / mean),
        half_width_sd=_rounded(float(np.nanmedian(half))),
        power_2sd=_share((ends.low > 2) | (ends.high < 2)),
    )


def _share(marked: np.typing.NDArray[np.bool_]) -> float:
    """Return a percentage; a missing interval holds nothing."""
    return _rounded(100 * float(marked.mean()))


def _error(covered: float, replicates: int, method: str) -> float:
    parts = 1 / replicates + (1 / DRAWS if method.startswith("test inversion") else 0.0)
    return _rounded((covered * (100 - covered) * parts) ** 0.5)


def _rounded(value: float) -> float:
    return round(value, 2)


def _generator(*names: str) -> np.random.Generator:
    """Return a stream of its own for each setting, whatever else is measured."""
    return np.random.default_rng([SEED, *"/".join(names).encode()])


def measured(replicates: int) -> Iterator[Measured]:
    """Measure every setting; say on standard error how far it has come."""
    for setting in settings():
        start = time.process_time()
        for errors in setting.errors:
            yield from of_values(setting, errors, replicates)
        spent = time.process_time() - start
        print(f"{setting.section}: {setting.design}: {spent:.0f} s", file=sys.stderr, flush=True)
    for asked in coverage_counts.counted_settings():
        yield from of_counts(asked, replicates // FEWER)


def main() -> None:
    """Measure, and write the tables."""
    on_one_thread("benchmarks.coverage")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--replicates", type=int, default=REPLICATES)
    arguments.add_argument("--output", type=Path, default=RESULTS)
    given = arguments.parse_args()
    start = time.process_time()
    with tempfile.TemporaryDirectory() as cache:
        # critical values are simulated anew, but for those that come with the package
        os.environ["XDG_CACHE_HOME"] = cache
        rows = [asdict(one) for one in measured(given.replicates)]
    made = {
        "made_by": f"python -m benchmarks.coverage --replicates {given.replicates}",
        "seed": SEED,
        "cpu_minutes": round((time.process_time() - start) / 60, 1),
    }
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / "coverage.json").write_text(as_json(made, rows), "utf-8")
    text = coverage_report.markdown(rows, made)
    (given.output / "coverage.md").write_text(text, "utf-8")
    print(f"{len(rows)} settings in {made['cpu_minutes']} minutes: {given.output / 'coverage.md'}")


def as_json(made: dict[str, object], rows: list[dict[str, object]]) -> str:
    """Return how it was made, the columns' names, and a line a row."""
    head = json.dumps(made | {"columns": list(rows[0])})
    lines = ",\n".join(json.dumps(list(row.values())) for row in rows)
    return f'{head[:-1]}, "rows": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    main()

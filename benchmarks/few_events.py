"""How often headline ranges hold where a large fall leaves few referrals.

    python -m benchmarks.few_events [--counties 1000]

Inappropriate referrals of so many a month against 2.3 times as many others, children referred by
families of one to four, months' own shocks of sd .08; from the month after the workshops a share of
them is left. Ranges of the product's engine at the full tolerance, at the milder one and on a
straight path, with what fewer events add; "before": as if a logarithm were as noisy whatever the
count. Writes benchmarks/results/few_events.md.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.one_thread import on_one_thread
from benchmarks.worlds_engines import events_before, fitted_once
from benchmarks.worlds_simulator import Window, months_of

from referral_analysis.analysis.events import LAUNCH
from referral_analysis.its.kernels.result import Floats, Integers
from referral_analysis.its.tolerance import tolerance_for
from referral_analysis.its.tolerance.interval import Drifted, at_level, climb
from referral_analysis.its.tolerance.ladder import ladder_of

WINDOWS = (Window(before=61, after=5), Window(before=61, after=3), Window(before=37, after=5))
SIZES, RATIOS = (6, 25, 60, 450), (0.6, 0.3, 0.1)
OTHERS, SHOCK, LEVEL, SEED = 2.3, 0.08, 0.95, 20111130
FAMILIES = ((1, 0.6), (2, 0.22), (3, 0.12), (4, 0.06))
RESULTS = Path(__file__).parent / "results" / "few_events.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Per cent of ranges that hold the truth: full, mild, straight; and of those before."""

    window: Window
    size: int
    ratio: float
    now: tuple[float, float, float]
    before: tuple[float, float, float]
    told: tuple[float, float]


def drawn(window: Window, size: int, ratio: float, counties: int) -> tuple[Integers, Integers]:
    """Draw inappropriate referrals and the others (counties, months of the window)."""
    rng = np.random.default_rng(SEED)
    months = months_of(window)
    shocks = SHOCK * rng.standard_normal((counties, len(months)))
    effect = np.where(months >= 3, np.log(ratio), 0.0)
    others = np.full(shocks.shape, OTHERS * size)
    return _by_families(rng, size * np.exp(shocks + effect)), _by_families(rng, others)


def _by_families(rng: np.random.Generator, mean: Floats) -> Integers:
    children = sum(size * share for size, share in FAMILIES)
    return np.asarray(sum(size * rng.poisson(mean * share / children) for size, share in FAMILIES))


def measured(window: Window, size: int, ratio: float, counties: int) -> Row:
    """Judge counties of one size and one fall."""
    inappropriate, others = drawn(window, size, ratio, counties)
    fitted = fitted_once(window, "headline, left out")
    batch = fitted.batches[0]
    ladder = ladder_of(batch, LAUNCH, fitted.spec)
    series = np.log((inappropriate + 0.5) / (others + 0.5))[:, batch.design.is_kept]
    rule = tolerance_for(window.before)
    tolerances = np.array([0.0, rule.mild, rule.full])
    events = events_before(inappropriate, window)
    now = at_level(climb(ladder, series, tolerances, events=events), LEVEL)
    before = at_level(climb(ladder, series, tolerances), LEVEL)
    return Row(
        window=window,
        size=size,
        ratio=ratio,
        now=_held(now, ratio),
        before=_held(before, ratio),
        told=(
            100 * float((now.high[:, 2] < 0).mean()),
            100 * float((before.high[:, 2] < 0).mean()),
        ),
    )


def _held(found: Drifted, ratio: float) -> tuple[float, float, float]:
    held = (found.low <= np.log(ratio)) & (np.log(ratio) <= found.high)
    straight, mild, full = (100 * held.mean(axis=0)).tolist()
    return full, mild, straight


def rows(counties: int) -> Iterator[Row]:
    """Yield every window, size and fall."""
    for window in WINDOWS:
        for size in SIZES:
            for ratio in RATIOS:
                row = measured(window, size, ratio, counties)
                print(row, flush=True)
                yield row


def markdown(found: list[Row], counties: int) -> str:
    """Write the table."""
    error = 100 * (0.95 * 0.05 / counties) ** 0.5
    lines = [
        "# A large fall leaves few: do the headline's ranges hold?",
        "",
        f"{counties} counties a row; nominal 95%, standard error {error:.1f} points. Before: as if",
        "a logarithm were as noisy whatever the count.",
        f"Made by `python -m benchmarks.few_events --counties {counties}`.",
        "",
        "| window | a month | left | full, before | full | mild, before | mild "
        "| straight, before | straight | a fall told as Yes, before | told |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in found:
        pairs = zip(row.before, row.now, strict=True)
        cells = [f"{value:.1f}" for pair in pairs for value in pair]
        told = f"{row.told[1]:.0f} | {row.told[0]:.0f}"
        lines.append(
            f"| {row.window.name} | {row.size} | {row.ratio:g} | {' | '.join(cells)} | {told} |"
        )
    worst = min(found, key=lambda row: row.now[0])
    lines += [
        "",
        f"At the full tolerance the least is {worst.now[0]:.1f} ({worst.window.name}, "
        f"{worst.size} a month, {worst.ratio:g} left), "
        f"before {min(row.before[0] for row in found):.1f}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and write the table."""
    on_one_thread("benchmarks.few_events")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=1000)
    given = arguments.parse_args()
    RESULTS.write_text(markdown(list(rows(given.counties)), given.counties), "utf-8")


if __name__ == "__main__":
    main()

"""A launch without effect after a pandemic: how often each way to plan for the pandemic tells one.

    python -m benchmarks.events_pandemic [COUNTIES]

Months of 750 referrals from April 2015, fewer of every kind in the two lockdowns of 2020-21, fewer
of no further action still, and a launch in September 2021 or 2022 that changes nothing. Each county
is judged by the product's whole headline: the form by the rule, the path free to drift by the
tolerance. Writes benchmarks/results/events_pandemic.md.
"""

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from referral_analysis.analysis import headline, primary
from referral_analysis.analysis.events import Event
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import before_launch, decide
from referral_analysis.its.tolerance import as_ratio
from referral_analysis.periods import add_months, month_range, working_days

FIRST = dt.date(2015, 4, 1)
LOCKDOWNS = {
    (dt.date(2020, 4, 1), dt.date(2020, 8, 1)): 0.65,
    (dt.date(2021, 1, 1), dt.date(2021, 2, 1)): 0.75,
}
"""What share of referrals came, in the months from one to the other."""
MOSTLY_NFA = 0.85
"""What share of those, further, of referrals closed with no further action: schools send most."""
LAUNCHES = (dt.date(2021, 9, 1), dt.date(2022, 9, 1))
AFTER = 12
STARTS, ENDS = dt.date(2020, 4, 1), dt.date(2021, 3, 1)
WAYS: Mapping[str, tuple[Event, ...]] = {
    "not named": (),
    "a step in April 2020, as one event was before": (Event(name="covid", starts=STARTS),),
    "left out": (Event(name="covid", starts=STARTS, ends=ENDS, shape="leave_out"),),
    "a pulse": (Event(name="covid", starts=STARTS, ends=ENDS, shape="pulse"),),
}
SEED = 202004
RESULTS = Path(__file__).parent / "results" / "events_pandemic.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One county: what is said of it, and whether its full range holds no change."""

    told: str
    is_held: bool


def county(seed: int, last: dt.date, first: dt.date = FIRST) -> pl.DataFrame:
    """Draw a county: period, inappropriate, others, child_working_days. Nothing is launched."""
    rng = np.random.default_rng((SEED, seed))
    months = month_range(first, last)
    shared, own = _shocks(rng, len(months), 0.13), _shocks(rng, len(months), 0.05)
    size = np.array([_size(month) for month in months])
    few = np.array([MOSTLY_NFA if _in_lockdown(month) else 1.0 for month in months])
    inappropriate = rng.poisson(225 * size * few * np.exp(shared + own))
    others = rng.poisson(525 * size * np.exp(shared))
    return pl.DataFrame(
        {
            "period": months,
            "inappropriate": inappropriate,
            "others": others,
            "child_working_days": 40_000 * working_days(months),
        }
    )


def _shocks(rng: np.random.Generator, months: int, sd: float) -> np.typing.NDArray[np.float64]:
    """Draw an autoregression of first order, of correlation .4."""
    noise = rng.standard_normal(months + 50) * sd * np.sqrt(1 - 0.4**2)
    path = np.zeros(months + 50)
    for at in range(1, len(path)):
        path[at] = 0.4 * path[at - 1] + noise[at]
    return path[50:]


def _in_lockdown(month: dt.date) -> bool:
    return any(first <= month <= last for first, last in LOCKDOWNS)


def _size(month: dt.date) -> float:
    """Return the expected size of a month beside the average one."""
    size = (1 + 0.1 * np.sin(2 * np.pi * month.month / 12)) * (0.8 if month.month == 8 else 1.0)
    for (first, last), share in LOCKDOWNS.items():
        size *= share if first <= month <= last else 1.0
    return float(size)


def plan_of(
    launch: dt.date, events: tuple[Event, ...], *, first: dt.date = FIRST, after: int = AFTER
) -> Plan:
    """Return the plan of a launch of three months, and of so many after it; first: its month."""
    last = add_months(launch, 2 + after)
    return Plan(
        series_starts=first,
        last_month=last,
        launch_month=launch,
        phase_in_ends=add_months(launch, 2),
        fourier_pairs=2,
        is_interim=False,
        level=0.95,
        guardrail_margin=0.1,
        extract_drawn_on=add_months(last, 4),
        nfa_ripens_in_days=10,
        closure_ripens_in_days=70,
        events=events,
    )


def judged(pair: pl.DataFrame, plan: Plan) -> Told:
    """Judge a county as the headline does: yes at the full tolerance, probably at the milder."""
    decision = decide(before_launch(pair, plan), plan)
    seen = headline.examined(primary.fit(pair, plan, PLANNED, decision.form), plan)
    full, mild = as_ratio(seen.full), as_ratio(seen.mild)
    is_held = full.low <= 1 <= full.high
    for word, reach in (("", full), ("probably ", mild)):
        if reach.high < 1 or reach.low > 1:
            return Told(told=f"{word}{'fell' if reach.high < 1 else 'rose'}", is_held=is_held)
    return Told(told="cannot tell", is_held=is_held)


def rows(counties: int) -> Iterator[str]:
    """Yield a row of the table a launch and way."""
    for launch in LAUNCHES:
        for way, events in WAYS.items():
            plan = plan_of(launch, events)
            each = [judged(county(seed, plan.last_month), plan) for seed in range(counties)]
            said = [one.told for one in each]
            falsely = [
                f"{100 * said.count(word) / counties:.0f}"
                for word in ("fell", "probably fell", "probably rose", "rose")
            ]
            held = 100 * sum(one.is_held for one in each) / counties
            yield f"| {launch:%B %Y} | {way} | {held:.0f} | {' | '.join(falsely)} |"


def main() -> None:
    """Measure, and write the table."""
    counties = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    said = (__doc__ or "").splitlines()[0]
    header = "| launch | the pandemic in the plan | range holds no change | fell | probably fell |"
    lines = [
        f"# {said}",
        "",
        f"`python -m benchmarks.events_pandemic {counties}`: {counties} counties a row,",
        "a year after the launch; all in per cent.",
        "",
        f"{header} probably rose | rose |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows(counties):
        lines.append(row)
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

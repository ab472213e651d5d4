"""A launch in every season of 2009 to 2026, 3 to 48 months after, and no internal fault.

    python -m benchmarks.events_sweep [EVERY]

Each simulated county, of an inspection and a pandemic where its months hold them, goes through the
plan, the rule, the headline and each of its events otherwise. What is asked is whether anything
but one of our own errors is raised: critical values, which cost minutes a design, are those of a
chi-square, and the ranges mean nothing. EVERY: takes each so-manieth of the 360 cases, all unless
given. Writes benchmarks/results/events_sweep.md.
"""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np
import polars as pl
from benchmarks.events_pandemic import ENDS, STARTS, county, plan_of
from scipy.stats import chi2

from referral_analysis.analysis import headline, primary
from referral_analysis.analysis.events import Event
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import before_launch, decide
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.its.intervals.correlation import searched
from referral_analysis.its.intervals.critical_store import ValuesAsked
from referral_analysis.its.intervals.critical_values import LEVELS
from referral_analysis.its.kernels.result import Floats
from referral_analysis.periods import add_months
from referral_analysis.questions.fell.alternatives import events_otherwise

SEASONS, YEARS, AFTER = (1, 4, 7, 10), range(2009, 2027), (3, 5, 12, 24, 48)
BEFORE = (61, 37, 30)
"""Months before the launch: by the year's remainder of three."""
RESULTS = Path(__file__).parent / "results" / "events_sweep.md"


def chi_square(asked: ValuesAsked, _problem: object) -> Floats:
    """Return a table of the quantiles of chi-square on one degree, for every structure."""
    return np.tile(chi2.ppf(LEVELS, 1), (len(searched(asked.family)), 1))


def cases() -> Iterator[tuple[dt.date, int, int, tuple[Event, ...]]]:
    """Yield each launch, months before and after it, and the events of those months."""
    for year in YEARS:
        for season in SEASONS:
            launch = dt.date(year, season, 1)
            for after in AFTER:
                before = BEFORE[year % 3]
                yield launch, before, after, events_of(launch, before, after)


def events_of(launch: dt.date, before: int, after: int) -> tuple[Event, ...]:
    """Return an inspection a year before the launch, and the pandemic as far as it lies apart."""
    first, last = add_months(launch, -before), add_months(launch, 2 + after)
    events = [Event(name="inspection", starts=add_months(launch, -12))]
    phase_in_ends = add_months(launch, 2)
    if launch <= ENDS and phase_in_ends >= STARTS:
        return tuple(events)
    starts, ends = max(STARTS, add_months(first, 1)), min(ENDS, last)
    if starts <= ends:
        shape = "leave_out" if launch.year % 2 else "pulse"
        events.append(Event(name="covid", starts=starts, ends=ends, shape=shape))  # type: ignore[arg-type]
    return tuple(events)


def outcome(launch: dt.date, before: int, after: int, events: tuple[Event, ...], seed: int) -> str:
    """Return what became of one county: examined, or the error that is one line to a person."""
    try:
        plan = plan_of(launch, events, first=add_months(launch, -before), after=after)
        pair = months_of(seed, plan)
        form = decide(before_launch(pair, plan), plan).form
        headline.examined(primary.fit(pair, plan, PLANNED, form), plan)
        for _label, choices in events_otherwise(plan):
            primary.fit(pair, plan, choices, form)
    except ReferralAnalysisError as error:
        return f"refused: {error.where}: {error.found}"
    return "examined"


def months_of(seed: int, plan: Plan) -> pl.DataFrame:
    """Draw the months of a plan."""
    return county(seed, plan.last_month, plan.series_starts)


def main() -> None:
    """Try every case, and write how many were examined and what was refused."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    found: Counter[str] = Counter()
    with mock.patch("referral_analysis.its.tolerance.ladder.kept_table", chi_square):
        for seed, case in enumerate([*cases()][::every]):
            found[outcome(*case, seed)] += 1
    lines = [
        f"# {(__doc__ or '').splitlines()[0]}",
        "",
        f"`python -m benchmarks.events_sweep {every}`: {found.total()} counties of 360. Anything",
        "else that is raised would have stopped it.",
        "",
        "| what became of it | counties |",
        "|---|---|",
        *(f"| {what} | {count} |" for what, count in found.most_common()),
    ]
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

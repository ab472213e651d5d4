"""Whether the ranges of every council of a year hold the truth, calm and on a path that drifts.

    python -m benchmarks.councils_ranges TABLE.csv [--year 2025] [--draws 10] [--workers 2]

The councils of `benchmarks.councils`, each by the outcome that it would be let look at, 61 months
before the launch and 6 after the three of the workshops: their monthly counts go straight to the
product's rule of quarters, its rule of the form, its fit and its engine of ranges, without the
report around them. Three worlds: the calm one, which keeps all assumptions; and two in which what
is inappropriate also drifts by itself, as the full tolerance allows and half as much. In the calm
one also with a launch that takes a quarter. Bands of few councils are drawn more often, so that
each holds as many. Writes benchmarks/results/councils_ranges.json and councils_ranges.md.
"""

import argparse
import datetime as dt
import json
import math
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks import worlds_paths
from benchmarks.council_years import RESULTS
from benchmarks.councils import (
    BANDS,
    NFA,
    WIDE,
    Council,
    councils,
    frequency_in,
    laid_out,
    plan_of,
    world_of,
)
from benchmarks.one_thread import on_one_thread
from benchmarks.worlds_simulator import (
    Counts,
    Departure,
    Window,
    World,
    drawn,
    months_of,
    truth,
)

from referral_analysis.analysis import county, primary, step
from referral_analysis.analysis.effect import tolerances_of
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import before_launch, decide
from referral_analysis.its.model.timeline import interruption_named
from referral_analysis.its.tolerance import tolerance_for
from referral_analysis.its.tolerance.few import events_of
from referral_analysis.its.tolerance.interval import at_level, climb
from referral_analysis.its.tolerance.ladder import ladder_of
from referral_analysis.series.outcome import Outcome

WINDOW = Window(before=61, after=6)
LAST_MONTH, DRAWN_ON = dt.date(2012, 1, 1), dt.date(2012, 3, 13)
A_YEAR = tolerance_for(WINDOW.before).full
"""The drift a year that the full tolerance allows."""
DRIFTS = {"calm": 0.0, "drifts by half the tolerance": A_YEAR / 2, "drifts by all of it": A_YEAR}
SETTINGS = (
    ("calm", 1.0),
    ("calm", 0.75),
    ("drifts by half the tolerance", 1.0),
    ("drifts by all of it", 1.0),
)
"""World and the launch's ratio."""
LEAST_A_BAND = 500
"""So many councils drawn a band, at least: a coverage of 95% is then known to a point."""
TOLERANCES = ("straight", "mild", "full")
SEED = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """One drawn council: how it was counted and fitted, and its range at each tolerance as logs."""

    code: str
    a_month: float
    world: str
    effect: float
    is_by_quarters: bool
    form: str
    truth: float
    ranges: Mapping[str, tuple[float, float]]


def drifting(council: Council, outcome: Outcome, effect: float, world: str) -> World:
    """Return the council's county, drifting by itself as the world says."""
    made = world_of(council, outcome, effect)
    if not DRIFTS[world]:
        return made
    walk = partial(worlds_paths.walk, sd=DRIFTS[world] / math.sqrt(12))
    return replace(made, departures=(Departure(path=walk, is_random=True),))


def every(council: Council, draws: int, plan: Plan) -> list[Ranged]:
    """Return every draw of one council in every setting, by what it is let look at."""
    return [
        _judged(one, council, world, effect, plan)
        for world, effect in SETTINGS
        for one in _let(council, world, effect, draws)
    ]


def _let(
    council: Council, world: str, effect: float, draws: int
) -> Iterator[tuple[Outcome, Counts]]:
    """Yield each draw's months by the first outcome that comes often enough; none where none."""
    wanted = list(range(draws))
    for outcome in (NFA, WIDE):
        county_of = drifting(council, outcome, effect, world)
        counts = drawn(county_of, months_of(WINDOW), draws, SEED)
        is_enough = frequency_in(counts, WINDOW)
        yield from ((outcome, _one(counts, draw)) for draw in wanted if is_enough[draw])
        wanted = [draw for draw in wanted if not is_enough[draw]]


def _judged(
    months: tuple[Outcome, Counts], council: Council, world: str, effect: float, plan: Plan
) -> Ranged:
    outcome, counts = months
    monthly = laid_out(counts, "nfa" if outcome.is_nfa else "nfa_or_not_in_need", plan)
    counted = step.decided(plan, before_launch(county.pair(monthly), plan), None)
    form, ranges = ranges_of(county.pair(step.added_up(monthly, counted)), counted)
    return Ranged(
        code=council.code,
        a_month=council.a_month,
        world=world,
        effect=effect,
        is_by_quarters=counted.step != 1,
        form=form,
        truth=truth(world_of(council, NFA, effect), WINDOW),
        ranges=ranges,
    )


def ranges_of(pair: pl.DataFrame, plan: Plan) -> tuple[str, dict[str, tuple[float, float]]]:
    """Return the form, and the ends of the headline's log ratio at each tolerance."""
    decision = decide(before_launch(pair, plan), plan)
    fitted = primary.fit(pair, plan, PLANNED, decision.form)
    batch, allowed = fitted.batches[0], tolerances_of(fitted, plan)
    launch = interruption_named(fitted.spec.timeline, LAUNCH)
    climbed = climb(
        ladder_of(batch, LAUNCH, fitted.spec),
        batch.response.values[:1],
        np.array([0.0, allowed.mild, allowed.full]),
        events=events_of(batch, launch, fitted.spec),
    )
    ends = at_level(climbed, plan.answer_level)
    pairs = zip(TOLERANCES, ends.low[0].tolist(), ends.high[0].tolist(), strict=True)
    return decision.form, {name: (low, high) for name, low, high in pairs}


def _one(counts: Counts, draw: int) -> Counts:
    names = ("inappropriate", "others", "assessed", "in_need", "blanks")
    return Counts(**{name: getattr(counts, name)[draw : draw + 1] for name in names})


def by_band(rows: Sequence[Ranged]) -> Iterator[dict[str, Any]]:
    """Yield, by setting and size, how often each tolerance's range held the truth, in per cent."""
    for world, effect in SETTINGS:
        for low, high in (*pairwise(BANDS), (BANDS[0], BANDS[-1])):
            band = [
                one
                for one in rows
                if (one.world, one.effect) == (world, effect) and low <= one.a_month < high
            ]
            if band:
                yield {"world": world, "effect": effect, "from": low, "to": high} | _sums(band)


def _sums(band: Sequence[Ranged]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "drawn": len(band),
        "by_quarters": _percent([one.is_by_quarters for one in band]),
        "adjusted": _percent([one.form == "adjusted" for one in band]),
    }
    for name in TOLERANCES:
        ends = np.array([one.ranges[name] for one in band])
        held = [low <= one.truth <= high for one, (low, high) in zip(band, ends, strict=True)]
        share = sum(held) / len(held)
        made[f"{name}_held"] = _percent(held)
        made[f"{name}_error"] = round(100 * math.sqrt(share * (1 - share) / len(held)), 1)
        made[f"{name}_told"] = _percent(((ends[:, 0] > 0) | (ends[:, 1] < 0)).tolist())
        made[f"{name}_width"] = round(float(np.median(ends[:, 1] - ends[:, 0])), 2)
    return made


def _percent(claims: Sequence[bool]) -> float:
    return round(100 * sum(claims) / len(claims), 1)


def markdown(made: Mapping[str, Any]) -> str:
    """Write the results as a page."""
    lines = [
        f"# Ranges of every council of {made['year']}",
        "",
        f"`{made['command']}`: {made['councils']} councils, {made['draws']} draws each and more of "
        f"small ones, {WINDOW.before} months before the launch and {WINDOW.after} after. How often "
        "the range of 95% held the truth, in per cent, one standard error in brackets: on a path "
        "held straight, at the milder tolerance, and at the full one, from which a report reads "
        f"its answer ({A_YEAR:g} a year here). In the last column, the range's median width as a "
        "logarithm: straight, full.",
        "",
        "| world | true ratio | referrals a month | drawn | by quarters | straight | milder | "
        "full | a change told: straight, full | width |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for band in made["bands"]:
        held = (f"{band[f'{name}_held']} ({band[f'{name}_error']})" for name in TOLERANCES)
        lines.append(
            f"| {band['world']} | {band['effect']:g} | {_size(band)} | {band['drawn']} | "
            f"{band['by_quarters']}% | {' | '.join(held)} | {band['straight_told']}%, "
            f"{band['full_told']}% | {band['straight_width']}, {band['full_width']} |"
        )
    return "\n".join(lines) + "\n"


def _size(band: Mapping[str, Any]) -> str:
    if band["to"] < BANDS[-1]:
        return f"{band['from']} to {band['to']}"
    return f"{band['from']} and more" if band["from"] else "all"


def draws_of(council: Council, listed: Sequence[Council], draws: int) -> int:
    """Return how often a council is drawn: more where its band has few."""
    low, high = next(one for one in pairwise(BANDS) if one[0] <= council.a_month < one[1])
    size = sum(low <= one.a_month < high for one in listed)
    return max(draws, math.ceil(LEAST_A_BAND / size))


def _of(council: Council, listed: Sequence[Council], draws: int, plan: Plan) -> list[Ranged]:
    return every(council, draws_of(council, listed, draws), plan)


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--year", type=int, default=2025)
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args(arguments)
    if not asked.table.is_file():
        parser.error(f"{asked.table.name} is not there: the open data by council, as published")
    listed = councils(asked.table, asked.year)
    plan = replace(plan_of(), last_month=LAST_MONTH, extract_drawn_on=DRAWN_ON)
    judged = partial(_of, listed=listed, draws=asked.draws, plan=plan)
    rows: list[Ranged] = []
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        for place, found in enumerate(pool.imap_unordered(judged, listed), start=1):
            rows += found
            print(f"{place} of {len(listed)}", flush=True)
    write(rows, listed, asked.year, asked.draws)


def write(rows: Sequence[Ranged], listed: Sequence[Council], year: int, draws: int) -> None:
    """Write the sums by size, and the page."""
    made: dict[str, Any] = {
        "command": f"python -m benchmarks.councils_ranges TABLE.csv --draws {draws}",
        "year": year,
        "councils": len(listed),
        "draws": draws,
        "bands": list(by_band(rows)),
    }
    bands = ",\n".join(json.dumps(band) for band in made["bands"])
    kept = {name: value for name, value in made.items() if name != "bands"}
    (RESULTS / "councils_ranges.json").write_text(
        f'{json.dumps(kept)[:-1]}, "bands": [\n{bands}\n]}}\n', "utf-8"
    )
    (RESULTS / "councils_ranges.md").write_text(markdown(made), "utf-8")


if __name__ == "__main__":
    on_one_thread("benchmarks.councils_ranges")
    main()

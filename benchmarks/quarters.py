"""What the headline by quarters holds and tells for thin councils, and what months would have told.

Councils without an earlier event, drawn by `worlds_simulator`: 42 months before the launch, 3 in
which it comes, 12 after; the form is the ratio, and for some the one adjusted for the others, which
the rule chooses where counts are as few. The same councils are judged by months, as if each
could be shown, and by quarters, as `analysis.step` makes of them: 14 and 4. From the project's
folder:
python -m benchmarks.quarters [--counties 400]
writes quarters.json: by size, world and true ratio how often the range of each tolerance held the
truth and told a fall, its width, how often a month or a quarter is hidden, and each alarm raised.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import polars as pl
from benchmarks.one_thread import on_one_thread
from benchmarks.worlds_engines import EXPOSURE, HALF, dates_of, plan_of
from benchmarks.worlds_list import worlds as listed
from benchmarks.worlds_simulator import Integers, Window, World, drawn, months_of

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.effect import at_launch
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.step import added_up, by_quarters
from referral_analysis.disclosure import POLICIES
from referral_analysis.its.tolerance import alarms, tolerance_for
from referral_analysis.its.tolerance.interval import at_level, climb
from referral_analysis.its.tolerance.ladder import ROOTS, ladder_of

RESULTS = Path(__file__).resolve().parent / "results" / "quarters.json"
WINDOW = Window(before=42, after=12)
SIZES = (6, 10, 18)
"""Inappropriate referrals a month, of 20, 32 and 60 referrals of which 30% are."""
NAMES = ("AR(1) 0.4", "AR(1) 0.9", "slope -0.2", "sharp August")
RATIOS = (1.0, 0.7, 0.5)
SEED, SHARE, ADJUSTED = 27, 0.3, 300
By = Literal["months", "quarters"]
SMALLEST = POLICIES["dfe"].smallest_shown


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A design: the fit that made it, and where its kept rows are in the counted periods."""

    plan: Plan
    fitted: its.ItsFit = field(repr=False)


@cache
def prepared(by: By) -> Prepared:
    """Fit one series of the design."""
    plan = replace(plan_of(WINDOW), events=())
    if by == "quarters":
        plan = by_quarters(plan)
    some = np.random.default_rng(1).poisson(30, (2, 1, len(dates_of(WINDOW))))
    fitted = primary.fit(pair_of(some[0], some[1], plan), plan, PLANNED, "ratio")
    return Prepared(plan=plan, fitted=fitted)


def pair_of(inappropriate: Integers, others: Integers, plan: Plan) -> pl.DataFrame:
    """Return the pair of one county (1, T), added up as the plan counts."""
    months = pl.DataFrame({"period": dates_of(WINDOW), "child_working_days": EXPOSURE})
    counts = {"inappropriate": inappropriate[0], "others": others[0]}
    monthly = pl.concat(
        months.with_columns(measure=pl.lit(name), count=pl.Series(values).cast(pl.Int64))
        for name, values in counts.items()
    )
    wide = added_up(monthly, plan).pivot(on="measure", index="period", values="count")
    exposure = added_up(monthly, plan).filter(measure="others")["child_working_days"]
    return wide.sort("period").with_columns(child_working_days=exposure)


def added(counts: Integers, by: By) -> Integers:
    """Return the counts (n, periods kept) of the months before and after the workshops."""
    months = months_of(WINDOW)
    kept = counts[:, (months < 0) | (months >= 3)]
    return kept if by == "months" else kept.reshape(len(kept), -1, 3).sum(axis=2)


def judged(world: World, counties: int, by: By) -> Mapping[str, float]:
    """Judge the counties of a world by months or by quarters."""
    found = drawn(world, months_of(WINDOW), counties, SEED)
    ours, theirs = added(found.inappropriate, by), added(found.others, by)
    values = np.log((ours + HALF) / (theirs + HALF))
    design = prepared(by)
    batch, spec = design.fitted.batches[0], design.fitted.spec
    ladder = ladder_of(batch, LAUNCH, spec)
    rule = tolerance_for(WINDOW.before)
    climbed = climb(ladder, values, np.array([0.0, rule.mild, rule.full]))
    ends, truth = at_level(climbed, 0.95), np.log(world.ratio)
    result: dict[str, float] = {}
    for place, name in enumerate(("straight", "mild", "full")):
        low, high = ends.low[:, place], ends.high[:, place]
        result[f"{name}_held"] = _percent((low <= truth) & (truth <= high))
        result[f"{name}_fall_told"] = _percent(high < 0)
        result[f"{name}_half_width"] = round(float(np.median(high - low) / 2), 3)
    seen = alarms.look(batch, spec, spec.timeline.interruptions[-1], None)
    nearest = np.abs(ROOTS[: len(climbed.rungs)] - rule.full / climbed.error[:, None]).argmin(
        axis=1
    )
    residual = np.array([rung.residual for rung in climbed.rungs])[nearest, np.arange(len(values))]
    before, after = (14, 4) if by == "quarters" else (42, 12)
    for kind, statistic in (
        (alarms.OUTLYING, np.abs(residual)),
        (alarms.SPREAD, alarms.spread(seen, values)),
    ):
        result[f"{kind.name}_raised"] = _percent(statistic > alarms.limit_of(kind, before, after))
        result[f"{kind.name}_one_in_twenty"] = round(float(np.quantile(statistic, 0.95)), 2)
    both = np.concatenate([ours, theirs], axis=1)
    result["hidden"] = _percent(np.asarray(((both > 0) & (both < SMALLEST)).any(axis=1)))
    return result


def adjusted(world: World, counties: int) -> Mapping[str, float]:
    """Judge some counties by quarters in the adjusted form: each has a design of its own."""
    found, design = drawn(world, months_of(WINDOW), counties, SEED), prepared("quarters")
    truth = np.log(world.ratio)
    ranges = []
    for place in range(counties):
        ours, theirs = (one[place : place + 1] for one in (found.inappropriate, found.others))
        pair = pair_of(ours, theirs, design.plan)
        fitted = primary.fit(pair, design.plan, PLANNED, "adjusted")
        change = at_launch(fitted, design.plan)
        ranges.append((change["low"], change["high"]))
    low, high = np.log(np.array(ranges)).T
    return {
        "full_held": _percent((low <= truth) & (truth <= high)),
        "full_fall_told": _percent(high < 0),
        "full_half_width": round(float(np.median(high - low) / 2), 3),
        "counties": counties,
    }


def _percent(claims: np.typing.NDArray[np.bool_]) -> float:
    return round(100 * float(claims.mean()), 1)


def rows(counties: int) -> Iterator[dict[str, Any]]:
    """Yield a row a size, world, true ratio and way of counting."""
    chosen = [one for one in listed() if one.name in NAMES]
    for size in SIZES:
        for world in chosen:
            for ratio in RATIOS if world.name == NAMES[0] else RATIOS[:1]:
                thin = replace(
                    world,
                    inappropriate=float(size),
                    assessed=size / SHARE * (1 - SHARE),
                    own_inspection=0.0,
                    ratio=ratio,
                )
                for by in get_args(By):
                    yield {
                        "a_month": size,
                        "world": world.name,
                        "ratio": ratio,
                        "by": by,
                        **judged(thin, counties, by),
                    }
                if world.name == NAMES[0] and ratio == 1:
                    some = adjusted(thin, ADJUSTED)
                    named = {"a_month": size, "world": world.name, "ratio": ratio}
                    yield {**named, "by": "quarters, adjusted", **some}
                print(f"{size} a month, {world.name}, {ratio}", flush=True)


def main() -> None:
    """Measure and write."""
    on_one_thread("benchmarks.quarters")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=400)
    counties = arguments.parse_args().counties
    made = {
        "made_by": f"python -m benchmarks.quarters --counties {counties}",
        "standard_error_points": round(100 * float(np.sqrt(0.05 * 0.95 / counties)), 1),
    }
    lines = ",\n".join(json.dumps(row) for row in rows(counties))
    RESULTS.write_text(f'{json.dumps(made)[:-1]}, "rows": [\n{lines}\n]}}\n', "utf-8")
    print(RESULTS)


if __name__ == "__main__":
    main()

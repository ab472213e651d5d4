"""Is what `plan` foresees what then happens? By counties that the product's simulator did not make.

    python -m benchmarks.foreseen [--counties 120]

For each setting counties are drawn. Each foresees, by its own months before the launch,
the smallest fall that would be told four times in five; that fall then happens to this very county:
its months before stay as they were, its shocks go on, and what is referred after the launch is
drawn a few times. `told`: how often the county's own range, of the form that the rule gives it,
then tells the fall, which should be 80%; `told_of`: counties that foresee one. `sentence_told`: the
same of the fall that a Board report names where it cannot tell, after months in which nothing
happened. Writes benchmarks/results/foreseen.json.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks.councils_ranges import ranges_of
from benchmarks.one_thread import on_one_thread
from benchmarks.worlds_engines import EXPOSURE, dates_of, plan_of
from benchmarks.worlds_list import worlds
from benchmarks.worlds_simulator import (
    Counts,
    Floats,
    Integers,
    Means,
    Window,
    World,
    counted,
    means_drawn,
    months_of,
    share_come,
)

from referral_analysis.analysis import primary
from referral_analysis.analysis.effect import at_launch
from referral_analysis.analysis.foresight import POWER, Foreseen, foresee
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import before_launch, decide
from referral_analysis.analysis.step import added_up
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS
from referral_analysis.statistics.expected import expected
from referral_analysis.statistics.told import smallest_fall_told

RESULTS = Path(__file__).parent / "results" / "foreseen.json"
SETTINGS = (
    ("AR(1) 0.7", Window(before=37, after=5)),
    ("AR(1) 0.0", Window(before=61, after=3)),
    ("AR(1) 0.4", Window(before=61, after=12)),
)
"""World, and the months before the launch and after it."""
SEED = 15
DRAWN, AFTERWARDS = 160, 3
"""Series drawn for each county's foresight; and how often the months after its launch are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counties:
    """Counties whose months before the launch are known, and what is expected of all months."""

    world: World
    window: Window
    plan: Plan
    means: Means = field(repr=False)
    before: Counts = field(repr=False)
    rng: np.random.Generator = field(repr=False)

    @property
    def size(self) -> int:
        """How many."""
        return len(self.before.others)


def counties_of(world: World, window: Window, plan: Plan, counties: int, seed: int) -> Counties:
    """Draw so many counties without an effect."""
    months = months_of(window)
    means = means_drawn(world, months, counties, seed)
    rng = np.random.default_rng([seed, 1])
    before = counted(means, world, months, rng)
    return Counties(world=world, window=window, plan=plan, means=means, before=before, rng=rng)


def afterwards(found: Counties, ratios: Floats) -> list[pl.DataFrame]:
    """Draw the months after the launch anew, with a ratio for each county; return its pairs."""
    months = months_of(found.window)
    effect = np.log(ratios)[:, None] * share_come(found.world.timing, months)
    means = replace(found.means, inappropriate=found.means.inappropriate + effect)
    after = counted(means, found.world, months, found.rng)
    ours, theirs = (
        np.where(months < 0, getattr(found.before, name), getattr(after, name))
        for name in ("inappropriate", "others")
    )
    return [
        pair_of(one, other, found.window, found.plan)
        for one, other in zip(ours, theirs, strict=True)
    ]


def pair_of(ours: Integers, theirs: Integers, window: Window, plan: Plan) -> pl.DataFrame:
    """Return the pair of one county (T,) each, added up as the plan counts."""
    months = pl.DataFrame({"period": dates_of(window), "child_working_days": EXPOSURE})
    monthly = pl.concat(
        months.with_columns(measure=pl.lit(name), count=pl.Series(values).cast(pl.Int64))
        for name, values in ((INAPPROPRIATE, ours), (OTHERS, theirs))
    )
    counts = added_up(monthly, plan)
    wide = counts.pivot(on="measure", index="period", values="count").sort("period")
    wide = wide.rename({INAPPROPRIATE: "inappropriate", OTHERS: "others"})
    exposure = counts.filter(measure=OTHERS).sort("period")["child_working_days"]
    return wide.with_columns(child_working_days=exposure)


def row(found: Counties, drawn: int) -> dict[str, Any]:
    """Return how often what each county foresees is told, and what its report would name.

    drawn: so many series for each foresight.
    """
    calm = afterwards(found, np.ones(found.size))
    plan, length = found.plan, (found.window.after,)
    seen = [foresee(one, plan, after=length, replicates=drawn) for one in calm]
    falls = np.array([one.seen[Foreseen.fall_yes][0] or np.nan for one in seen])
    return {
        **_foreseen(falls),
        "adjusted": round(float(np.mean([one.decision.form == "adjusted" for one in seen])), 2),
        **_told("told", found, falls),
        **_told("sentence_told", found, np.array([named(one, plan) or np.nan for one in calm])),
    }


def named(pair: pl.DataFrame, plan: Plan) -> float | None:
    """Return the ratio of the fall that a Board report names; None where it names none."""
    fitted = primary.fit(pair, plan, PLANNED, decide(before_launch(pair, plan), plan).form)
    change = at_launch(fitted, plan, level=plan.answer_level)
    if not change["low"] <= 1 <= change["high"]:
        return None
    since = pair.filter(pl.col("period") > plan.phase_in_ends)["inappropriate"]
    return smallest_fall_told(
        change["low"],
        change["high"],
        events=expected(float(since.sum()), change["ratio"], len(since)),
        level=plan.answer_level,
        power=POWER,
    )


def _foreseen(falls: Floats) -> dict[str, Any]:
    known = falls[~np.isnan(falls)]
    quantiles = {"foreseen_10": 0.1, "foreseen": 0.5, "foreseen_90": 0.9}
    return {
        name: round(float(np.quantile(known, share)), 3) for name, share in quantiles.items()
    } | {"none_foreseen": int(np.isnan(falls).sum())}


def _told(name: str, found: Counties, falls: Floats) -> dict[str, Any]:
    """Return how often the fall of each county (n,), where it is one, is told of it."""
    is_one = ~np.isnan(falls)
    told = np.array(
        [
            [
                bool(ranges_of(pair, found.plan)[1]["full"][1] < 0) if known else False
                for pair, known in zip(pairs, is_one, strict=True)
            ]
            for pairs in (
                afterwards(found, np.where(is_one, falls, 1.0)) for _ in range(AFTERWARDS)
            )
        ]
    )
    shares = told[:, is_one].mean(axis=0)
    return {
        name: round(float(shares.mean()), 3),
        f"{name}_error": round(float(shares.std(ddof=1) / np.sqrt(len(shares))), 3),
        f"{name}_of": int(is_one.sum()),
    }


def rows(counties: int) -> Iterator[dict[str, Any]]:
    """Yield a row a setting."""
    named_worlds = {one.name: one for one in worlds()}
    for name, window in SETTINGS:
        found = counties_of(named_worlds[name], window, plan_of(window), counties, SEED)
        about = {"world": name, "before": window.before, "after": window.after}
        yield about | row(found, DRAWN)


def write(path: Path, command: str, found: Iterator[dict[str, Any]]) -> None:
    """Write rows with the command, as each is known."""
    lines: list[str] = []
    for one in found:
        print(one, flush=True)
        lines.append(json.dumps(one))
        made = json.dumps({"made_by": command})[:-1]
        path.write_text(made + ', "rows": [\n' + ",\n".join(lines) + "\n]}\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=120)
    given = parser.parse_args(arguments)
    command = f"python -m benchmarks.foreseen --counties {given.counties}"
    write(RESULTS, command, rows(given.counties))


if __name__ == "__main__":
    on_one_thread("benchmarks.foreseen")
    main()

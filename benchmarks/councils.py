"""What every council of a year would be told: a report or a line, and whether its ranges hold.

    python -m benchmarks.councils TABLE.csv [--year 2025] [--draws 1] [--reports 6] [--workers 2]

TABLE.csv: the Department for Education's open data by council, as for `benchmarks.council_years`.
Each council is simulated by the month at its size, with its shares of no further action and of not
in need, as `benchmarks.worlds_simulator` draws a county that keeps its assumptions: once where
nothing happened, once where a launch takes a quarter of what is inappropriate. The outcome is no
further action where the product lets it be, else no further action or not in need where it lets
that be; else the council gets a line. The headline is the product's own function, over 61 months
before and 5 after. `--reports` makes so many whole Board reports, spread over size, from counts by
month, and `--draws 0` adds them to what is there. Writes benchmarks/results/councils.json and .md.
"""

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl
from benchmarks.council_years import RESULTS, table
from benchmarks.worlds_simulator import Counts, Window, World, drawn, months_of, truth

from referral_analysis.analysis import headline
from referral_analysis.analysis.enough import Frequency
from referral_analysis.analysis.plan import Plan
from referral_analysis.its.tolerance import as_ratio
from referral_analysis.periods import month_range
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.series.outcome import Outcome

ROOT = Path(__file__).resolve().parents[1]
KEPT = RESULTS / "councils.json"
WINDOW = Window(before=61, after=5)
EFFECTS = (1.0, 0.75)
BANDS = (0, 100, 200, 400, 100_000)
"""Referrals a month from and to which a band of councils goes."""
NFA, WIDE = Outcome(), Outcome(choice="nfa_or_not_in_need")
Fate = Literal["nfa", "nfa_or_not_in_need", "line"]
REPORT_SECONDS = 1800
BESIDE = (
    "population",
    "workshops",
    "timeline",
    "contacts",
    "cafs",
    "earlier_extract",
    "audit_key",
    "audit_judgements",
)
"""The files of the sample that a council of counts by month has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """One council's year: referrals, those with no further action, those not in need."""

    code: str
    referrals: int
    nfa: int
    not_in_need: int

    @property
    def a_month(self) -> float:
        """Referrals a month."""
        return self.referrals / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one simulated council was told; the range and the truth are ratios, None for a line."""

    code: str
    a_month: float
    effect: float
    draw: int
    fate: Fate
    form: str | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    truth: float | None = None
    told: str | None = None


def councils(path: Path, year: int) -> list[Council]:
    """Read the councils of a year of which all three counts are known, the smallest first."""
    rows = table(path).filter(pl.col("year") == year).drop_nulls()
    asked = rows.select(
        "code",
        *(pl.col(name).round().cast(pl.Int64) for name in ("referrals", "nfa", "not_in_need")),
    )
    found = [Council(**row) for row in asked.iter_rows(named=True)]
    return sorted(found, key=lambda one: (one.referrals, one.code))


def plan_of() -> Plan:
    """Return the plan of the February paper: 61 months before, 5 after, the inspection a step."""
    path = ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"
    return checked_by(BoardReport, parameter_file.load(path)).plan()


def world_of(council: Council, outcome: Outcome, effect: float) -> World:
    """Return the council as a county that keeps its assumptions."""
    among = council.nfa + (0 if outcome.is_nfa else council.not_in_need)
    return World(
        name=f"{council.code} {outcome.choice}",
        breaks="",
        group="councils",
        inappropriate=max(among, 1) / 12,
        assessed=max(council.referrals - among, 1) / 12,
        ratio=effect,
    )


def months(council: Council, outcome: Outcome, effect: float, draw: int) -> Counts:
    """Draw the council's months by an outcome."""
    return drawn(world_of(council, outcome, effect), months_of(WINDOW), 1, draw)


def frequency(counts: Counts, outcome: Outcome) -> Frequency:
    """Return how often the outcome came before the launch, as the product counts it."""
    before = months_of(WINDOW) < 0
    some = int(counts.inappropriate[0, before].sum())
    every = some + int(counts.assessed[0, before].sum())
    return Frequency(outcome=outcome, a_month=some / WINDOW.before, share=some / max(every, 1))


def frequency_in(counts: Counts, window: Window) -> list[bool]:
    """Claim of each drawn county that its outcome is frequent enough to be looked at."""
    before = months_of(window) < 0
    some = counts.inappropriate[:, before].sum(axis=1)
    every = some + counts.assessed[:, before].sum(axis=1)
    return [
        Frequency(outcome=NFA, a_month=one / window.before, share=one / max(all_of, 1)).is_enough
        for one, all_of in zip(some.tolist(), every.tolist(), strict=True)
    ]


def fate_of(council: Council, effect: float, draw: int) -> tuple[Fate, Counts | None]:
    """Return the first outcome that the product would let this council look at, and its months."""
    for outcome in (NFA, WIDE):
        counts = months(council, outcome, effect, draw)
        if frequency(counts, outcome).is_enough:
            fate: Fate = "nfa" if outcome.is_nfa else "nfa_or_not_in_need"
            return fate, counts
    return "line", None


def laid_out(counts: Counts, fate: Fate, plan: Plan) -> pl.DataFrame:
    """Lay the months out as the county's counts: inappropriate, others, all, no flag left blank."""
    periods = month_range(plan.series_starts, plan.last_month)
    others = counts.others if fate == "nfa" else counts.assessed
    measures = {
        "nfa": counts.inappropriate[0],
        "others": others[0],
        "referrals": counts.inappropriate[0] + counts.assessed[0],
        "unflagged": np.zeros(len(periods), dtype=np.int64),
    }
    return pl.concat(
        pl.DataFrame({"period": periods, "count": count}).with_columns(
            pl.lit(name).alias("measure"), pl.lit(21.0).alias("child_working_days")
        )
        for name, count in measures.items()
    )


def told(council: Council, effect: float, draw: int, plan: Plan) -> Told:
    """Return what one simulated council was told."""
    fate, counts = fate_of(council, effect, draw)
    made = Told(code=council.code, a_month=council.a_month, effect=effect, draw=draw, fate=fate)
    if counts is None:
        return made
    found = headline.of_months(laid_out(counts, fate, plan), None, plan)
    ends = found.ends
    return replace(
        made,
        form=found.decision.form,
        estimate=as_ratio(found.examined.full).estimate,
        low=ends["low"],
        high=ends["high"],
        truth=float(np.exp(truth(world_of(council, NFA, effect), WINDOW))),
        told="fell" if ends["high"] < 1 else "rose" if ends["low"] > 1 else "cannot tell",
    )


def every(council: Council, draws: int, plan: Plan) -> list[Told]:
    """Return what one council was told in every draw of every effect."""
    return [told(council, effect, draw, plan) for effect in EFFECTS for draw in range(draws)]


def by_band(rows: list[Told]) -> Iterator[dict[str, Any]]:
    """Yield, by size and effect, what councils were told and how often their range held the truth.

    error: one standard error of the coverage, in points.
    """
    for effect in EFFECTS:
        for low, high in pairwise(BANDS):
            band = [one for one in rows if one.effect == effect and low <= one.a_month < high]
            seen = [one for one in band if one.low is not None and one.high is not None]
            held = [_holds(one) for one in seen]
            share = sum(held) / len(held) if held else None
            yield {
                "effect": effect,
                "from": low,
                "to": high,
                "simulated": len(band),
                "reports": len(seen),
                "lines": len(band) - len(seen),
                "by_nfa": sum(one.fate == "nfa" for one in band),
                "coverage": None if share is None else round(100 * share, 1),
                "error": None
                if share is None
                else round(100 * (share * (1 - share) / len(held)) ** 0.5, 1),
                "fell": sum(one.told == "fell" for one in seen),
                "rose": sum(one.told == "rose" for one in seen),
                "median_width": round(float(np.median([_width(one) for one in seen])), 2)
                if seen
                else None,
            }


def _holds(one: Told) -> bool:
    return (one.low or 0) <= (one.truth or 0) <= (one.high or 0)


def _width(one: Told) -> float:
    return float(np.log((one.high or 1) / (one.low or 1)))


def spread(listed: list[Council], number: int) -> list[Council]:
    """Choose councils spread evenly over size, the smallest and the largest among them."""
    at = np.linspace(0, len(listed) - 1, number).round().astype(int)
    return [listed[place] for place in dict.fromkeys(at.tolist())]


def report(council: Council, folder: Path) -> dict[str, Any]:
    """Make a whole Board report from the council's counts by month; say how it ended."""
    fate, counts = fate_of(council, 1.0, 0)
    plan = plan_of()
    asked = "nfa" if fate == "line" else fate
    counts = counts or months(council, WIDE, 1.0, 0)
    rng = np.random.default_rng(0)
    some = counts.inappropriate[0]
    among = council.nfa + council.not_in_need
    nfa = some if fate == "nfa" else rng.binomial(some, council.nfa / max(among, 1))
    not_in_need = counts.assessed[0] - counts.in_need[0] if fate == "nfa" else some - nfa
    pl.DataFrame(
        {
            "month": [f"{one:%Y-%m}" for one in month_range(plan.series_starts, plan.last_month)],
            "referrals": some + counts.assessed[0],
            "nfa": nfa,
            "not_in_need": not_in_need,
        }
    ).write_csv(folder / "counts.csv")
    held = parameter_file.load(ROOT / "notebooks/parameters/board_february_2012.yaml")
    values = held | {name: None for name in BESIDE if name in held}
    values |= {"extract": "counts.csv", "earlier_runs": [], "inappropriate": asked}
    (folder / "board_report.yaml").write_text(json.dumps(values, default=str), "utf-8")
    command = [sys.executable, "-m", "referral_analysis", "run", "board_report", "-p"]
    done = subprocess.run(
        [*command, "board_report.yaml", "--output", "report"],
        cwd=folder, capture_output=True, text=True, timeout=REPORT_SECONDS, check=False,
    )  # fmt: skip
    said = (done.stderr.strip().splitlines() or [""])[-1]
    return {
        "a_month": round(council.a_month, 1),
        "fate": fate,
        "exit": done.returncode,
        "said": "a report" if done.returncode == 0 else said,
    }


def markdown(made: dict[str, Any]) -> str:
    """Write the results as a page."""
    lines = [
        f"# Every council of {made['year']}",
        "",
        f"`{made['command']}`: {made['councils']} councils, {made['draws']} draws each.",
        f"By no further action {made['by_nfa']} are told something, by that or not in need "
        f"{made['by_wide']}; {made['lines']} get a line. In brackets one standard error.",
        "",
        "| effect | referrals a month | simulated | reports | lines | holds the truth | fell | "
        "rose | median width of the log range |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for band in made["bands"]:
        to = "more" if band["to"] == BANDS[-1] else band["to"]
        share = "" if band["coverage"] is None else f"{band['coverage']}% ({band['error']})"
        lines.append(
            f"| {band['effect']:g} | {band['from']} to {to} | {band['simulated']} | "
            f"{band['reports']} | {band['lines']} | {share} | {band['fell']} | {band['rose']} | "
            f"{band['median_width'] if band['median_width'] is not None else ''} |"
        )
    lines += ["", "Whole reports, from counts by month:", "", "| referrals a month | outcome | |",
              "|---|---|---|"]  # fmt: skip
    lines += [f"| {one['a_month']:g} | {one['fate']} | {one['said']} |" for one in made["reports"]]
    return "\n".join(lines) + "\n"


def reports(listed: list[Council]) -> Iterator[dict[str, Any]]:
    """Make the whole reports, each in a folder of its own that is taken away again."""
    for council in listed:
        with tempfile.TemporaryDirectory() as folder:
            yield report(council, Path(folder))


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--year", type=int, default=2025)
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--reports", type=int, default=6)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args(arguments)
    if not asked.table.is_file():
        parser.error(f"{asked.table.name} is not there: the open data by council, as published")
    listed = councils(asked.table, asked.year)
    kept = simulated(listed, asked) if asked.draws else json.loads(KEPT.read_text("utf-8"))
    if asked.reports:
        kept["reports"] = list(reports(spread(listed, asked.reports)))
    RESULTS.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept) + "\n", "utf-8")
    (RESULTS / "councils.md").write_text(markdown(kept), "utf-8")


def simulated(listed: list[Council], asked: argparse.Namespace) -> dict[str, Any]:
    """Return what every council was told, and the sums by size."""
    plan = plan_of()
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        found = pool.map(partial(every, draws=asked.draws, plan=plan), listed, chunksize=4)
    rows = [one for of_council in found for one in of_council]
    once = [one for one in rows if one.effect == EFFECTS[0] and one.draw == 0]
    return {
        "command": f"python -m benchmarks.councils TABLE.csv --draws {asked.draws}",
        "year": asked.year,
        "councils": len(listed),
        "draws": asked.draws,
        "by_nfa": sum(one.fate == "nfa" for one in once),
        "by_wide": sum(one.fate == "nfa_or_not_in_need" for one in once),
        "lines": sum(one.fate == "line" for one in once),
        "bands": list(by_band(rows)),
        "reports": [],
        "told": [asdict(one) for one in rows],
    }


if __name__ == "__main__":
    main()

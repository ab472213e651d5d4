"""Attack the released tables of many sparse counties, as an intruder with both reports would.

Each county is simulated at a thirtieth of Kent's rates, so that many counts are small, drawn as the
extracts of December's and of February's report, counted, released and displayed; what is displayed
is read back and attacked. The model is left out: it is blanked wherever a month is suppressed.
python -m benchmarks.attack [--counties 200] [--workers 2] [--folders DECEMBER FEBRUARY]
"""

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks.attack_artefacts import (
    Read,
    drawn_in,
    marks_in,
    only_in_list,
    read,
    read_since,
    rows_in,
    tables_in,
)
from benchmarks.attack_since import attack_since
from benchmarks.attack_solve import (
    Equations,
    by_programming,
    by_subtraction,
    equations_between,
    equations_of,
)

from referral_analysis import disclosure, extract
from referral_analysis.analysis import county, segments
from referral_analysis.analysis.blanks import shares
from referral_analysis.analysis.files_beside import NO_FILES
from referral_analysis.analysis.model import Choices
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.proof.choose import choose
from referral_analysis.disclosure.proof.whole_report import TOTAL_WORTH, lay_out
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.papers.board import display
from referral_analysis.papers.board.counted import counted
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.papers.board.release import ReleasedBoard, release_board
from referral_analysis.periods import month_range
from referral_analysis.questions.came_back.tables import Differences
from referral_analysis.questions.changed.finding import Before, since
from referral_analysis.questions.data.reading import rows_read, rules_failed
from referral_analysis.questions.elsewhere.finding import changes
from referral_analysis.questions.fell.examined import blanks_counted
from referral_analysis.questions.made_of.tables import ChangeParts
from referral_analysis.questions.recorded.finding import nothing_settled
from referral_analysis.report.page.figure import Figure, Pair
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Table, csv_of
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.series import monthly_counts
from referral_analysis.series.exposure import exposure_of_county
from referral_analysis.simulate import THRESHOLDS_WORKED, snapshot
from referral_analysis.simulate import county as simulate_county
from referral_analysis.simulate.companions import population as simulated_population

ROOT = Path(__file__).resolve().parents[1]
FIRST_SEED = 30_000  # not those of other benchmarks, nor of the attacks that mended the proof
SPARSER = 30.0
RELEASES = ("executive_december_2011", "board_february_2012")
WIDE = disclosure.DFE.values_left
SECTIONS: tuple[Callable[[ReleasedBoard], Figure | Pair | Table | Panel | None], ...] = (
    display.headline_figure,
    display.others_figure,
    display.changes_table,
    display.agencies,
    display.districts,
    display.shares,
    display.since_table,
    display.quality,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """One county: counts printed, suppressed and recovered, and what the release cost.

    Recovered: found to be one of fewer values than c stands for, and rightly so. `shown_before` are
    those that December printed and February suppresses, so that February by itself does not give
    away what December did: to read them in December is no recovery. `least` is the
    fewest suppressed counts with which December's tables can be safe and keep what the headline
    rests on, by mixed-integer programming; None where it was not worked out.
    """

    seed: int
    printed: int
    suppressed: int
    suppressed_december: int
    least_december: int | None
    recovered_by_subtraction: int
    recovered_by_programming: int
    shown_before: int
    small_differences: int
    since_figures: int
    since_suppressed: int
    since_recovered: int
    beyond_help: int
    release_seconds: float


@cache
def plans() -> tuple[Plan, Plan]:
    """Return the plans of December's and February's reports."""
    folder = ROOT / "notebooks" / "parameters"
    first, second = (
        checked_by(BoardReport, parameter_file.load(folder / f"{name}.yaml")).plan()
        for name in RELEASES
    )
    return first, second


def checked_of(simulated: Any, plan: Plan, population: extract.Population) -> extract.Checked:  # noqa: ANN401
    """Draw and check the extract of a plan's day."""
    drawn = plan.extract_drawn_on
    rows = snapshot(simulated, drawn).referrals.lazy()
    return extract.check(rows, extract_date=drawn, areas=population.areas)


def findings_of(
    simulated: Any,  # noqa: ANN401
    plan: Plan,
    population: extract.Population,
    last: Plan | None = None,
) -> BoardFindings:
    """Count a simulated county as its report of that day would; no model.

    last: the plan of the last report, to say what changed since.
    """
    checked = checked_of(simulated, plan, population)
    then = checked_of(simulated, last, population).kept if last else None
    monthly = county.analysed(county.counts(checked.kept, population, plan), plan)
    return BoardFindings(
        plan=plan,
        decision=Decision(form="ratio", residual_correlation=0.7, months=plan.months_before),
        changes=county.changes({}, monthly, plan).with_columns(ratio=1.0, low=0.9, high=1.1),
        monthly=monthly.rename({"referrals_per_10k_year": "observed"}).with_columns(
            fitted=1.0, expected_without=1.0, low=1.0, high=1.0
        ),
        alternatives=pl.DataFrame(
            {"choice": ["none"], "ratio": [1.0], "low": [1.0], "high": [1.0]}
        ),
        elsewhere=changes(monthly, NO_FILES, plan, Choices()),
        recording=nothing_settled(),
        blanks=blanks_counted(*shares(monthly, plan)),
        segments=pl.concat(_segments(kind, checked, population, plan) for kind in segments.KINDS),
        rules=rules_failed(checked),
        rows=rows_read(checked),
        parts=ChangeParts.frame(),
        differences=Differences.frame(),
        flags=(),
        since=since(
            Before(plan=last, as_read_then=then, as_read_now=then),
            checked.kept,
            plan,
            lambda rows, plan: 1.0,  # noqa: ARG005 - no model
        )
        if last and then is not None
        else None,
    )


def _segments(
    kind: segments.SegmentKind, checked: extract.Checked, population: extract.Population, plan: Plan
) -> pl.DataFrame:
    monthly = monthly_counts(
        checked.kept,
        population=population,
        first=plan.series_starts,
        last=plan.last_month,
        by=kind,
        measures=("referrals", "nfa"),
    )
    counts = segments._counts(monthly, plan)  # all but the model
    return counts.select(pl.lit(kind).alias("kind"), pl.all()).with_columns(
        ratio=1.0, low=0.9, high=1.1
    )


def tables_shown(released: ReleasedBoard) -> Iterator[tuple[str, str]]:
    """Yield the name and CSV of every table that the sections of the report show."""
    for section in SECTIONS:
        try:
            shown = section(released)
        except ReferralAnalysisError:  # the headline of a county as sparse as this is refused
            continue
        for one in (shown.left, shown.right) if isinstance(shown, Pair) else (shown,):
            if one is None or isinstance(one, Panel):  # no earlier report; a sentence, no numbers
                continue
            table = one if isinstance(one, Table) else one.table
            yield one.name, csv_of(table)


def attack(
    then: Read, now: Read, truth: Mapping[tuple[str, Count], int]
) -> tuple[set[tuple[str, Count]], set[tuple[str, Count]]]:
    """Return what is recovered, by subtraction and by programming, from one release and from two.

    The intruder is luckier than any: told which suppressed counts did not change between releases.
    """
    unchanged = frozenset(c for c in then if truth.get(("then", c)) == truth.get(("now", c)))
    simple, bounded = set[tuple[str, Count]](), set[tuple[str, Count]]()
    for which in (("then",), ("now",), ("then", "now")):
        equations = Equations()
        for release, counts in (("then", then), ("now", now)):
            if release in which:
                equations_of(release, counts, equations)
        if len(which) == 2:
            equations_between(then, now, equations, unchanged)
        shown = {("then", c): v for c, v in then.items() if "then" in which} | {
            ("now", c): v for c, v in now.items() if "now" in which
        }
        least = {key: min(truth[key], 1) for key, value in shown.items() if value is None}
        found = by_subtraction(shown, equations)
        simple |= {key for key, value in found.items() if truth[key] == value}
        for key, (low, high) in by_programming(shown, equations, least, WIDE).items():
            if high - low + 1 < WIDE and low <= truth[key] <= high:
                bounded.add(key)
    return simple, bounded


def attack_county(seed: int, sparser: float = SPARSER) -> Attacked:
    """Release both reports on one sparse county, and attack what they display."""
    scenario = replace(
        THRESHOLDS_WORKED,
        referrals_per_10k_year=THRESHOLDS_WORKED.referrals_per_10k_year / sparser,
    )
    simulated = simulate_county(seed, scenario)
    population = extract.Population(
        estimates=simulated_population(scenario).select("area", "year", "children_0_17")
    )
    plan_then, plan_now = plans()
    first = findings_of(simulated, plan_then, population)
    second = findings_of(simulated, plan_now, population, last=plan_then)
    began = time.perf_counter()
    december = release_board(first, disclosure.DFE)
    february = release_board(second, disclosure.DFE, disclosure.earlier_releases(december.register))
    seconds = time.perf_counter() - began
    then, now = (_read_back(r, f) for r, f in ((december, first), (february, second)))
    truth = {("then", c): v for c, v in counted(first).values.items()} | {
        ("now", c): v for c, v in counted(second).values.items()
    }
    simple, bounded = attack(then, now, truth)
    public = {("now", c) for c in now if then.get(c) is not None and then[c] == truth["now", c]}
    moved = read_since(dict(tables_shown(february))["since-the-last-report"])
    return Attacked(
        seed=seed,
        printed=len(then) + len(now),
        suppressed=sum(v is None for v in [*then.values(), *now.values()]),
        suppressed_december=december.register["count"].null_count(),
        least_december=_least(first),
        recovered_by_subtraction=len(simple - public),
        recovered_by_programming=len(bounded - public),
        shown_before=len((simple | bounded) & public),
        small_differences=_small_differences(then, now),
        since_figures=len(moved),
        since_suppressed=sum(value is None for value in moved.values()),
        since_recovered=len(attack_since(moved, second.since, then, now, WIDE))
        if second.since
        else 0,
        beyond_help=february.protections.filter(
            pl.col("reason") == "given away by an earlier release"
        ).height,
        release_seconds=round(seconds, 2),
    )


def _read_back(released: ReleasedBoard, found: BoardFindings) -> Read:
    """Read the counts of a report from what it displays, and its totals as the tables hold them."""
    days = found.monthly.unique("period").select("period", "child_working_days").rows()
    shown = read(tables_shown(released), found.plan, dict(days))
    for total, value in zip(
        counted(found).totals, released.changes.table["observed_total"], strict=True
    ):
        if total is not None:
            shown[total] = value
    return shown


def _least(found: BoardFindings) -> int:
    """Count the fewest suppressed counts that leave nothing to be worked out.

    What the headline rests on goes only where that many others would.
    """
    system = lay_out(counted(found).values, disclosure.DFE).system
    worth = np.where(system.cost > 2, TOTAL_WORTH, 1.0)
    each = replace(system, cost=np.where(system.is_printed, worth, 0.0))
    return int(choose(each).hidden.sum())


def _small_differences(then: Read, now: Read) -> int:
    """Count the districts' and agencies' figures that give away a difference of 1 to 5."""
    return sum(
        1 <= abs(value - earlier) < disclosure.DFE.smallest_shown
        for count, value in now.items()
        if count.kind != "county" and value is not None
        for before, earlier in then.items()
        if earlier is not None
        and (before.measure, before.kind, before.segment, before.first)
        == (count.measure, count.kind, count.segment, count.first)
    )


def main() -> None:
    """Attack, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks/results/attack.json")
    parser.add_argument("--folders", type=Path, nargs=2, help="two run folders, the earlier first")
    given = parser.parse_args()
    if given.folders:
        print(json.dumps(attack_folders(*given.folders), indent=2))
        return
    seeds = range(FIRST_SEED, FIRST_SEED + given.counties)
    with ProcessPoolExecutor(given.workers) as pool:
        found = []
        for one in pool.map(attack_county, seeds):
            found.append(one)
            result = summary(found)
            given.output.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
            print(one, flush=True)
    print(given.output.name)


def attack_folders(first: Path, second: Path) -> dict[str, Any]:
    """Attack two run folders of the sample's county: every file, and the list of runs above them.

    Rows that manifests, logs and pages count are taken from each other: a difference of 1 to 5
    would be a count given away.
    """
    population = extract.read_population(ROOT / "data_samples" / "population.csv")
    then, now = (
        read(tables_in(folder), plan, child_days(population, plan))
        for folder, plan in zip((first, second), plans(), strict=True)
    )
    truth = {("then", c): v or 1 for c, v in then.items()} | {
        ("now", c): v or 1 for c, v in now.items()
    }
    simple, bounded = attack(then, now, truth)
    rows = sorted(rows_in(first) | rows_in(second))
    close = [a for a, b in pairwise(rows) if b - a < disclosure.DFE.smallest_shown]
    return {
        "counts_read": len(then) + len(now),
        "suppressed": sum(v is None for v in [*then.values(), *now.values()]),
        "shown_as_c": [marks_in(first), marks_in(second)],
        "points_drawn": drawn_in(first) + drawn_in(second),
        "recovered_by_subtraction": len(simple),
        "recovered_by_programming": len(bounded),
        "small_differences": _small_differences(then, now),
        "counts_of_rows_read": len(rows),
        "small_differences_of_rows": len(close),
        "numbers_only_in_the_list": len(only_in_list(first) | only_in_list(second)),
    }


def child_days(population: extract.Population, plan: Plan) -> dict[dt.date, float]:
    """Return the children times working days of each month, which are public."""
    months = month_range(plan.series_starts, plan.last_month)
    exposure = exposure_of_county(population, months)
    return dict(exposure.select("period", "child_working_days").rows())


def summary(found: list[Attacked]) -> dict[str, Any]:
    """Add the counties up."""
    table = pl.DataFrame([asdict(one) for one in found])
    sums = table.drop("seed", "release_seconds").sum().row(0, named=True)
    both = table.drop_nulls("least_december").select("suppressed_december", "least_december").sum()
    suppressed, least = both.row(0)
    return {
        "first_seed": FIRST_SEED,
        "rates_divided_by": SPARSER,
        "policy": disclosure.DFE.name,
        "counties": table.height,
        **sums,
        "counties_with_least": table["least_december"].count(),
        "suppressed_over_least_december": round(suppressed / max(least, 1), 4),
        "median_release_seconds_of_two": table["release_seconds"].median(),
        "each": [asdict(one) for one in found],
    }


if __name__ == "__main__":
    main()

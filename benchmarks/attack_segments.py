"""Attack the reports of every district and agency together, with the Board's, of two releases.

The intruder has all of them: twelve districts and ten agencies, quarter by quarter, the county's
months and the Board's tables, of December and of February; knows that what lies between the ends
of two spans is never below none; and is told what did not change from one extract to the next.
Sought are the counts shown as c, and whatever lies between two ends that is 1 to 5.
python -m benchmarks.attack_segments [--counties 20] [--sparser 12]
"""

import argparse
import calendar
import csv
import datetime as dt
import io
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks.attack import (
    FIRST_SEED,
    WIDE,
    _read_back,
    _segments,
    checked_of,
    findings_of,
    plans,
)
from benchmarks.attack_artefacts import Read
from benchmarks.attack_solve import (
    SEGMENT_KINDS,
    Equations,
    Key,
    by_programming,
    by_subtraction,
    equations_of,
)

from referral_analysis import disclosure, extract
from referral_analysis.analysis import county, quarters, segments
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import Segment
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.proof.spans import beneath_of
from referral_analysis.papers.board.counted import counted
from referral_analysis.papers.board.release import release_board
from referral_analysis.papers.segment import display as segment_display
from referral_analysis.periods import add_months, months_between
from referral_analysis.questions.one_place.choosing import chosen
from referral_analysis.questions.one_place.figures.quarters import quarters_table
from referral_analysis.questions.one_place.finding import SegmentFindings
from referral_analysis.questions.one_place.release import show
from referral_analysis.questions.one_place.tables import OwnPath
from referral_analysis.report.page.tables import csv_of
from referral_analysis.simulate import THRESHOLDS_WORKED
from referral_analysis.simulate import county as simulate_county
from referral_analysis.simulate.companions import population as simulated_population

ROOT = Path(__file__).resolve().parents[1]
MEASURES = {"Referrals": "referrals", "NFA": "nfa"}
MONTH = {name: number for number, name in enumerate(calendar.month_abbr)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """One county: counts that all its reports show and hide, and what was recovered of them.

    beyond_help: counts that an earlier release had given away. hidden_in_february: the segments'
    quarters shown as c. seconds: to choose what to hide for the reports of both releases.
    """

    seed: int
    shown: int
    suppressed: int
    between: int
    recovered_by_subtraction: int
    recovered_by_programming: int
    recovered_between: int
    beyond_help: int
    seconds: float


def segment_findings(
    simulated: Any,  # noqa: ANN401
    plan: Plan,
    population: extract.Population,
) -> SegmentFindings:
    """Count a simulated county as its segments' reports of that day would; no model."""
    checked = checked_of(simulated, plan, population)
    rows = checked.kept
    monthly = county.analysed(county.counts(rows, population, plan), plan)
    months = pl.concat(quarters.months_of(rows, population, plan, kind) for kind in segments.KINDS)
    effects = pl.concat(_segments(kind, checked, population, plan) for kind in segments.KINDS)
    return SegmentFindings(
        plan=plan,
        segment=Segment(kind="district", name="Swale"),
        stretches=quarters.added_up(months, quarters.stretches(plan)),
        months=months,
        county=monthly.filter(pl.col("measure").is_in(["referrals", "nfa", "others"])).select(
            "measure", "period", "count"
        ),
        effects=effects.with_columns(
            own_ratio=1.0, own_low=0.8, own_high=1.2, p_adjusted=1.0
        ),
        path=OwnPath.frame(),
        changes=pl.DataFrame(
            {"measure": ["headline", "nfa", "others"], "label": ["", "", ""], "ratio": 1.0,
             "low": 0.9, "high": 1.1, "mild_low": 0.95, "mild_high": 1.05, "level": 0.95,
             "months": plan.months_after},
        ),
    )  # fmt: skip


def read_reports(found: SegmentFindings, shown: Any, earlier: Any) -> Read:  # noqa: ANN401
    """Read the counts that the reports of all segments display; what any shows is known."""
    read: Read = {}
    names = found.stretches.select("kind", "segment").unique(maintain_order=True).rows()
    for kind, name in names:
        segment = Segment(kind=kind, name=name)
        released = show(replace(found, segment=segment), shown, earlier)
        tables = (
            quarters_table(released),
            segment_display.before_and_after(released),
        )
        for table in tables:
            here = dict(_counts(csv_of(table), segment))
            read |= {c: read.get(c) if value is None else value for c, value in here.items()}
    return read


def _counts(text: str, segment: Segment) -> Iterator[tuple[Count, int | None]]:
    for row in csv.DictReader(io.StringIO(text)):
        first, last = _span(row["Months"])
        for column, measure in MEASURES.items():
            count = Count(
                measure=measure, kind=segment.kind, segment=segment.name, first=first, last=last
            )
            yield count, None if row[column] == "c" else int(row[column])


def _span(text: str) -> tuple[dt.date, dt.date]:
    began, _, ended = text.partition(" to ")
    month, until = ended.split()
    first, _, year = began.partition(" ")
    return dt.date(int(year or until), MONTH[first], 1), dt.date(int(until), MONTH[month], 1)


def between_ends(reads: Mapping[str, Read]) -> dict[tuple[str, str], list[tuple[dt.date, dt.date]]]:
    """Return, for each segment, what lies between one end of any span and the next."""
    edges: dict[tuple[str, str], set[dt.date]] = {}
    for read in reads.values():
        for count in read:
            if count.kind in SEGMENT_KINDS:
                whose = edges.setdefault((count.kind, count.segment), set())
                whose |= {count.first, add_months(count.last, 1)}
    return {
        whose: [(first, add_months(end, -1)) for first, end in pairwise(sorted(months))]
        for whose, months in edges.items()
    }


def equations_within(
    release: str,
    read: Read,
    between: Mapping[tuple[str, str], list[tuple[dt.date, dt.date]]],
    into: Equations,
) -> set[Key]:
    """Write down how each span is made of what lies between ends; return these as unknowns."""
    inner = f"between {release}"
    made: set[Key] = set()
    for count in read:
        if count.kind in SEGMENT_KINDS:
            parts = [
                (inner, replace(count, first=first, last=last))
                for first, last in between[count.kind, count.segment]
                if count.first <= first and last <= count.last
            ]
            made |= set(parts)
            of_parts: dict[Key | int, float] = dict.fromkeys(parts, 1.0)
            into.add(of_parts | {(release, count): -1.0})
    for key in made:
        if key[1].measure == "referrals":
            rest: dict[Key | int, float] = {(inner, key[1].of("nfa")): 1.0, into.slack(): 1.0}
            into.add(rest | {key: -1.0})
    _equations_across(release, read, made, into)
    return made


def _equations_across(release: str, read: Read, made: set[Key], into: Equations) -> None:
    """Write down that all segments of a kind add up to the county, between ends too."""
    groups: dict[tuple[str, str, dt.date, dt.date], list[Key]] = {}
    for key in made:
        of = key[1]
        groups.setdefault((of.measure, of.kind, of.first, of.last), []).append(key)
    for (measure, kind, first, last), parts in groups.items():
        months = [m for m in county_count(measure, first, last).months if m in read]
        names = {count.segment for count in read if count.kind == kind}
        if len(months) == months_between(first, last) + 1 and len(parts) == len(names):
            terms: dict[Key | int, float] = dict.fromkeys(parts, 1.0)
            into.add(terms | {(release, month): -1.0 for month in months})


def attack(
    reads: Mapping[str, Read], truth: Mapping[Key, int]
) -> tuple[set[Key], set[Key], set[Key]]:
    """Return what is recovered: by subtraction, by programming, and of what lies between ends."""
    equations, between = Equations(), between_ends(reads)
    shown: dict[Key, int | None] = {}
    inner: set[Key] = set()
    for release, read in reads.items():
        equations_of(release, read, equations)
        inner |= equations_within(release, read, between, equations)
        shown |= {(release, count): value for count, value in read.items()}
    releases = list(reads)
    for before, now in pairwise(releases):
        for at in ("", "between "):
            for key in [key for key in {*shown, *inner} if key[0] == f"{at}{now}"]:
                then = (f"{at}{before}", key[1])
                if then in {*shown, *inner} and truth.get(then) == truth.get(key):
                    equations.add({key: 1.0, then: -1.0})
    shown |= dict.fromkeys(inner, None)
    least = {key: 0 if key in inner else min(truth[key], 1) for key in shown if key in truth}
    known = by_subtraction(shown, equations)
    small = {key for key in inner if 1 <= truth.get(key, 0) <= WIDE}
    hidden = {key for key, value in shown.items() if value is None and key not in inner}
    simple = {key for key, value in known.items() if key in hidden | small and truth[key] == value}
    ranges = by_programming(shown, equations, least, WIDE, small | hidden)
    found = {
        key for key, (low, high) in ranges.items()
        if high - low + 1 < WIDE and low <= truth[key] <= high
    }  # fmt: skip
    return simple, found & hidden, found & small


def attack_county(seed: int, sparser: float, releases: int = 2) -> Attacked:
    """Make both releases' reports of one sparse county, and attack all of them together."""
    scenario = replace(
        THRESHOLDS_WORKED,
        referrals_per_10k_year=THRESHOLDS_WORKED.referrals_per_10k_year / sparser,
    )
    simulated = simulate_county(seed, scenario)
    population = extract.Population(
        estimates=simulated_population(scenario).select("area", "year", "children_0_17")
    )
    earlier: disclosure.Earlier | None = None
    reads: dict[str, Read] = {}
    truth: dict[Key, int] = {}
    beyond, seconds = 0, 0.0
    for name, plan in list(zip(("then", "now"), plans(), strict=True))[-releases:]:
        of_board = findings_of(simulated, plan, population)
        found = segment_findings(simulated, plan, population)
        began = time.process_time()
        of_board = replace(of_board, segment_months=found.months)
        board = release_board(of_board, disclosure.DFE, earlier)
        earlier = disclosure.earlier_releases(board.register)
        shown = chosen(found, disclosure.DFE, earlier)
        seconds += time.process_time() - began
        of_segments = read_reports(found, shown, earlier)
        reads[name] = {**of_segments, **_read_back(board, of_board)}
        truth |= {(name, c): v for c, v in {**counted(of_board).values, **shown.values}.items()}
        truth |= _within(name, found)
        beyond += len(shown.hidden.beyond)
        earlier = disclosure.earlier_releases(show(found, shown, earlier).register)
    between = between_ends(reads)
    truth |= {
        (f"between {name}", count): sum(truth[name, month] for month in count.months)
        for name in reads
        for (kind, segment), spans in between.items()
        for first, last in spans
        for measure in MEASURES.values()
        for count in [Count(measure=measure, kind=kind, segment=segment, first=first, last=last)]
        if all((name, month) in truth for month in count.months)
    }
    simple, bounded, inner = attack(reads, truth)
    return Attacked(
        seed=seed,
        shown=sum(len(read) for read in reads.values()),
        suppressed=sum(value is None for read in reads.values() for value in read.values()),
        between=sum(1 <= v <= WIDE for (release, _), v in truth.items() if "between" in release),
        recovered_by_subtraction=len(simple),
        recovered_by_programming=len(bounded),
        recovered_between=len(inner),
        beyond_help=beyond,
        seconds=round(seconds, 2),
    )


def _within(name: str, found: SegmentFindings) -> dict[Key, int]:
    return {(name, month): count for month, count in beneath_of(found.months).items()}


def main() -> None:
    """Attack, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=20)
    parser.add_argument("--sparser", type=float, default=12.0)
    parser.add_argument(
        "--output", type=Path, default=ROOT / "benchmarks/results/attack_segments.json"
    )
    given = parser.parse_args()
    found = []
    for seed in range(FIRST_SEED, FIRST_SEED + given.counties):
        found.append(attack_county(seed, given.sparser))
        print(found[-1], flush=True)
    table = pl.DataFrame([asdict(one) for one in found])
    result = {
        "first_seed": FIRST_SEED,
        "rates_divided_by": given.sparser,
        "policy": disclosure.DFE.name,
        "counties": table.height,
        **table.drop("seed", "seconds").sum().row(0, named=True),
        "median_seconds": table["seconds"].median(),
        "each": [asdict(one) for one in found],
    }
    given.output.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(given.output.name)


if __name__ == "__main__":
    main()

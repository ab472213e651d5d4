"""A whole release attacked at once: every table of every report that a sparse council publishes.

The sample's children are thinned to a twelfth, a twentieth and a sixtieth by a hash of their ids;
the product's functions make December's and February's releases of them, with every district and
agency. Then the CSV files of February's release, and of December's before it, are read as anybody
would, and whole-number programmes ask for the least and the most that each hidden count can be.

Every figure is a condition on the months of districts and agencies, which nobody prints: counts,
spans, quarters, the codes of half-years by their shares, a district's share against the year
before, the shares of months out of those with further action, the funnel, the audit's shares.
That the truth meets every one of them is asked first. Between the releases the intruder is told
which months of districts and agencies did not change, wherever the county's did not; where it did,
that something did is all that is known. A lucky one is told of every month.

What a report hides and another table of the two releases prints, to the same figure, is counted
by itself: it was hidden in vain, and nothing is found out by it. So is that nobody has a code whose
half-year is hidden with all its codes, where none is shown as none.

A council is kept in FOLDER as it is done, and is not made again: the command goes on where it was
stopped, and --collect writes benchmarks/results/attack_whole.json of what is there.

python -m benchmarks.attack_whole FOLDER [--one-in 12 20 60] [--presets dfe opensafely]
"""

import argparse
import calendar
import csv
import datetime as dt
import gzip
import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from benchmarks import attack_tables
from benchmarks.attack_programmes import Conditions, narrow
from scipy.sparse import csr_array

from referral_analysis.analysis.county import counts
from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure.policy import POLICIES, Policy
from referral_analysis.extract import Population
from referral_analysis.extract.codes import REFERRAL_SOURCES, agency_group
from referral_analysis.periods import add_months, month_range
from referral_analysis.runs.inputs import files
from referral_analysis.runs.parameters import check, parameter_file
from referral_analysis.runs.parameters.release import of_notebook

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "attack_whole.json"
RELEASES = ("december_2011", "february_2012")
MOST_KNOWN_FIRST = (  # each knows what the next does, and more
    ("both, told more", RELEASES, True),
    ("both", RELEASES, False),
    ("the last release", RELEASES[-1:], False),
)
REPORTS = ("board_report", "data_quality", "appropriateness", "districts", "agencies")
SEED = 20_117  # not one of the cases', nor of those that mended the proof
NOT_ANY = "nowhere"
MONTH = {name: at for at, name in enumerate(calendar.month_abbr) if name}
FOUND = (
    "hidden counts", "recovered", "narrowed", "printed elsewhere",
    "rounded counts", "rounded recovered", "rounded narrowed", "open",
)  # fmt: skip
ROUND = 0.0005 + 1e-9  # half of the last digit of a per cent with one decimal
HALF_YEAR, QUARTER = 6, 3
CODES = "data quality, codes"
SCALES = frozenset({"listed", "need missing"})

Cell: TypeAlias = tuple[str, str, str, dt.date]  # release, what, whose, month
Terms: TypeAlias = dict[Any, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A count that a report does not show: where it stands, and the cells that it adds up."""

    report: str
    place: str
    terms: Terms = field(repr=False)

    def __hash__(self) -> int:
        """Hash what two of the same council share; whose terms are the same is for equality."""
        return hash((self.report, self.place))


@dataclass(slots=True, kw_only=True)
class Puzzle:
    """Everything published: unknown whole numbers, conditions on sums of them, what is hidden."""

    policy: Policy
    places: dict[Any, int] = field(default_factory=dict)
    rows: list[tuple[Terms, float, float, str]] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    rounded: list[Hidden] = field(default_factory=list)
    attacked: dict[str, int] = field(default_factory=dict)
    open_questions: list[Hidden] = field(default_factory=list)

    def place(self, name: Any) -> int:  # noqa: ANN401 - a cell, or the name of a number
        """Return where an unknown number stands."""
        return self.places.setdefault(name, len(self.places))

    def add(self, terms: Terms, low: float, high: float, why: str) -> None:
        """Add a condition: what a sum of unknown numbers is at least, and at most."""
        for name in terms:
            self.place(name)
        self.rows.append((terms, low, high, why))

    def count(
        self, report: str, place: str, terms: Terms, text: str, reach: int | None = None
    ) -> None:
        """Add a count as it is printed: what it can be, or that it is hidden.

        reach: how far from it a figure can lie that other figures tell; else by what it is rounded.
        """
        shown = number(text)
        if shown is None and text != "c":
            return
        self.attacked[report] = self.attacked.get(report, 0) + 1
        if shown is None:
            can_be_none = place.startswith(("appropriate", "others"))
            least = 0 if can_be_none else self.policy.small_counts[0]
            self.add(terms, least, np.inf, f"{report} {place}")
            self.hidden.append(Hidden(report=report, place=place, terms=terms))
            return
        reach = (self.policy.rounded_to - 1) // 2 if reach is None else reach
        low = max(shown - reach, self.policy.smallest_shown) if reach else shown
        self.add(terms, low, shown + reach, f"{report} {place}")
        if reach:
            self.rounded.append(Hidden(report=report, place=place, terms=terms))


def number(text: str) -> float | None:
    """Read a figure of a table; None where it is suppressed, or there is none."""
    plain = text.replace(",", "").replace("\N{MINUS SIGN}", "-").lstrip("'+").rstrip("%")
    try:
        return float(plain)
    except ValueError:
        return None


def table(path: Path) -> list[dict[str, str]]:
    """Read a table; none where the report has none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def span_of(text: str) -> tuple[dt.date, dt.date]:
    """Read `Apr 2008`, `Apr to Jun 2008`, `Nov 2010 to Jan 2011`."""
    found = re.findall(r"([A-Z][a-z]{2})[a-z]*(?: (\d{4}))?", text)
    (first, year), (last, until) = found[0], found[-1]
    return dt.date(int(year or until), MONTH[first], 1), dt.date(int(until), MONTH[last], 1)


def month_of(text: str) -> dt.date:
    """Read `2011-04`."""
    return dt.date.fromisoformat(f"{text}-01")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Council:
    """What is known of a release beforehand: its months and windows, and the truth to hold to."""

    name: str
    months: Sequence[dt.date]
    before: tuple[dt.date, dt.date]
    after: tuple[dt.date, dt.date]
    whose: Mapping[str, Sequence[str]]
    truth: Mapping[Cell, int] = field(repr=False)


def spans(
    council: Council, kind: str, whose: str, what: str, ends: tuple[dt.date, dt.date]
) -> Terms:
    """Return the cells of a segment's count from one month to another."""
    return {(council.name, f"{kind} {what}", whose, month): 1.0 for month in month_range(*ends)}


def county(council: Council, what: str, months: Sequence[dt.date]) -> Terms:
    """Return the county's months as numbers of their own."""
    return {(council.name, f"county {what}", "", month): 1.0 for month in months}


def beneath(puzzle: Puzzle, council: Council) -> None:
    """Say how months add up: districts, and agencies, to the county's; parts are within wholes."""
    for what in ("referrals", "nfa"):
        for month in council.months:
            whole = county(council, what, [month])
            for kind, names in council.whose.items():
                terms = {(council.name, f"{kind} {what}", one, month): 1.0 for one in names}
                puzzle.add(terms | dict.fromkeys(whole, -1.0), 0, 0, "adds up")
    for kind, names in council.whose.items():
        for one in names:
            for month in council.months:
                nfa = (council.name, f"{kind} nfa", one, month)
                of = (council.name, f"{kind} referrals", one, month)
                puzzle.add({of: 1.0, nfa: -1.0}, 0, np.inf, "a part")


def board(puzzle: Puzzle, council: Council, folder: Path) -> None:
    """Read the Board report: months, and districts and agencies before and after."""
    of_months = {"Referrals": "referrals", "No further action": "nfa", "Or not in need": "wide"}
    rates, rest_rates = (
        {row["Month"]: row["What happened"] for row in table(folder / f"{name}-referrals.csv")}
        for name in ("all", "appropriate")
    )
    for row in table(folder / "shares.csv"):
        month = month_of(row["Month"])
        for column, what in of_months.items():
            text = row.get(column, "")
            puzzle.count("Board, months", f"{what} {month}", county(council, what, [month]), text)
        wide = (council.name, "county wide", "", month)
        rest = county(council, "referrals", [month]) | {wide: -1.0}
        puzzle.add({wide: 1.0} | _minus(county(council, "nfa", [month])), 0, np.inf, "a part")
        puzzle.add(rest, 0, np.inf, "a part")
        text = _from_rate(
            rest_rates.get(row["Month"], ""), rates.get(row["Month"], ""), row, puzzle
        )
        puzzle.count(
            "Board, months", f"appropriate {month}", rest, text, _reach_of_rest(text, row, puzzle)
        )
    for row in table(folder / "inappropriate-referrals.csv"):
        month = month_of(row["Month"])
        puzzle.count(
            "Board, months", f"others {month}", {(council.name, "others", "", month): 1.0},
            row["The other referrals"],
        )  # fmt: skip
        rest = county(council, "referrals", [month]) | _minus(county(council, "nfa", [month]))
        puzzle.add(rest | {(council.name, "others", "", month): -1.0}, 0, np.inf, "others")
    for kind, name, heading in (
        ("district", "districts.csv", "District"),
        ("agency", "agencies.csv", "Referring agency"),
    ):
        for row in table(folder / name):
            for when, ends in (("before", council.before), ("after", council.after)):
                for column, what in (("Referrals", "referrals"), ("NFA", "nfa")):
                    terms = spans(council, kind, _whose(council, kind, row[heading]), what, ends)
                    puzzle.count(
                        f"Board, {kind}", f"{row[heading]} {what} {when}", terms,
                        row[f"{column} ({when})"],
                    )  # fmt: skip


def _minus(terms: Terms) -> Terms:
    return {name: -factor for name, factor in terms.items()}


def _from_rate(rate: str, of_all: str, row: Mapping[str, str], puzzle: Puzzle) -> str:
    """Work a count out of its rate, by the children and days that another row's tell."""
    shown, known, count = number(rate), number(of_all), number(row["Referrals"])
    if shown is None or not known or count is None:
        return "c" if rate == "c" else ""
    step = puzzle.policy.rounded_to
    return str(round(shown / known * count / step) * step)


def _reach_of_rest(text: str, row: Mapping[str, str], puzzle: Puzzle) -> int | None:
    """Return how far a rest can lie off that whole and part tell; None where they do not."""
    whole, part = number(row["Referrals"]), number(row.get("Or not in need", ""))
    if puzzle.policy.rounded_to == 1 or whole is None or part is None:
        return None
    return 2 * puzzle.policy.reach if number(text) == whole - part else None


def _whose(council: Council, kind: str, label: str) -> str:
    """Find a district or agency by the name that a table gives it."""
    near = [one for one in council.whose[kind] if one.lower() == label.lower()]
    return near[0] if near else NOT_ANY


def segments(puzzle: Puzzle, council: Council, folder: Path) -> None:
    """Read the reports of all districts and agencies: their quarters, and before and after."""
    reach_of = told(council, folder, puzzle.policy) if puzzle.policy.rounded_to > 1 else {}
    for report in sorted(folder.glob("*/tables")):
        kind, whose = _reported(council, report.parent.name)
        for path in sorted(report.glob("*.csv")):
            for row in table(path):
                if "Months" not in row or "Referrals" not in row:
                    continue
                ends = span_of(row["Months"])
                for column, what in (("Referrals", "referrals"), ("NFA", "nfa")):
                    terms = spans(council, kind, whose, what, ends)
                    text = row.get(column, "")
                    puzzle.count(
                        "districts and agencies", f"{whose} {what} {row['Months']}", terms, text,
                        reach_of.get((kind, whose, what, ends)),
                    )  # fmt: skip


def told(council: Council, folder: Path, policy: Policy) -> dict[Any, int]:
    """Return the stretches that an earlier release's figures tell, and how far each can lie off.

    It is the last of those that make up the same months as earlier ones, and no report prints it
    but this: where they add up to the same, its figure may be what the others leave.
    """
    at = RELEASES.index(council.name)
    if at == 0:
        return {}
    before = stretches_printed(council, folder.parents[1] / RELEASES[at - 1] / folder.name)
    found = {}
    for whose, now in stretches_printed(council, folder).items():
        ways = _runs(before.get(whose, {}))
        for ends, run in _runs(now).items():
            same = ways.get(ends, ())
            own = [one for one in run if one not in (council.before, council.after)]
            starts = [{one[0] for one in stretches[1:]} for stretches in (run, same)]
            if not same or not own or len(run) == len(same) == 1 or starts[0] & starts[1]:
                continue
            if sum(now[one] for one in run) == sum(before[whose][one] for one in same):
                found[*whose, own[-1]] = policy.reach * (len(run) + len(same) - 1)
    return found


def stretches_printed(council: Council, folder: Path) -> dict[Any, dict[Any, float]]:
    """Read the figures of all districts' and agencies' stretches: by whose, and by its ends."""
    found: dict[Any, dict[Any, float]] = {}
    for report in sorted(folder.glob("*/tables")):
        kind, whose = _reported(council, report.parent.name)
        for row in table(report / "quarter-by-quarter.csv"):
            for column, what in (("Referrals", "referrals"), ("NFA", "nfa")):
                figure = number(row[column])
                if figure is not None:
                    found.setdefault((kind, whose, what), {})[span_of(row["Months"])] = figure
    return found


def _runs(stretches: Mapping[Any, float]) -> dict[Any, Sequence[Any]]:
    """Return the stretches that follow one another, by the first month and the last of each run."""
    ordered = sorted(stretches)
    runs = (ordered[start:end] for end in range(1, len(ordered) + 1) for start in range(end))
    return {
        (run[0][0], run[-1][1]): run
        for run in runs
        if all(add_months(one[1], 1) == other[0] for one, other in pairwise(run))
    }


def _reported(council: Council, slug: str) -> tuple[str, str]:
    """Find whose report a folder holds: the kind, and the name."""
    return next(
        (kind, one)
        for kind, names in council.whose.items()
        for one in names
        if re.sub(r"[^a-z0-9]+", "-", one.lower()) == slug
    )


def quality(puzzle: Puzzle, council: Council, folder: Path) -> None:
    """Read the data-quality report: months, codes by half-year, districts, fields by month."""
    for row in table(folder / "volume.csv"):
        month = month_of(row["Month"])
        terms = county(council, "referrals", [month])
        puzzle.count("data quality, months", f"{month}", terms, row["Referrals"])
    _codes(puzzle, council, table(folder / "codes-referral-source.csv"))
    _district_quarters(puzzle, council, table(folder / "districts-volume.csv"))
    for row in table(folder / "missing-by-month.csv"):
        share, month = number(row.get("Primary need (%)", "")), month_of(row["Month"])
        if share is None or puzzle.policy.rounded_to > 1:
            continue
        acted = county(council, "referrals", [month]) | _minus(county(council, "nfa", [month]))
        missing: Terms = {(council.name, "need missing", "", month): 1.0}
        least, most = (puzzle.policy.smallest_shown, np.inf) if share else (0, 0)
        puzzle.add(missing, least, most, "needs that are missing")
        for sign, end in ((1, share / 100 + ROUND), (-1, share / 100 - ROUND)):
            terms = {name: sign * end * factor for name, factor in acted.items()}
            puzzle.add(terms | dict.fromkeys(missing, -1.0 * sign), 0, np.inf, "share of needs")


def _codes(puzzle: Puzzle, council: Council, rows: list[dict[str, str]]) -> None:
    """Add each code's share of the listed referrals of a half-year, to a tenth of a per cent."""
    group = {source.code: source.group for source in REFERRAL_SOURCES}
    for heading in [name for name in (rows[0] if rows else {}) if name not in ("Code", "Meaning")]:
        first = span_of(heading)[0]
        ends = (first, add_months(first, HALF_YEAR - 1))
        listed = (council.name, "listed", "", first)
        codes = {row["Code"]: (council.name, "code", row["Code"], first) for row in rows}
        puzzle.add(dict.fromkeys(codes.values(), 1.0) | {listed: -1.0}, 0, 0, "codes")
        # where what they are shares of is hidden, so is every code, none among them or not
        is_any_shown = any(number(row[heading]) is not None for row in rows)
        least_hidden = puzzle.policy.small_counts[0] if is_any_shown else 0
        for row in rows:
            cell = codes[row["Code"]]
            puzzle.attacked["data quality, codes"] = (
                puzzle.attacked.get("data quality, codes", 0) + 1
            )
            share = number(row[heading])
            if share is None:
                puzzle.add({cell: 1.0}, least_hidden, np.inf, "code hidden")
                place = f"{row['Code']} {first}"
                puzzle.hidden.append(Hidden(report=CODES, place=place, terms={cell: 1.0}))
                continue
            if puzzle.policy.rounded_to > 1:  # a share of rounded counts: it tells the rounding
                continue
            for sign, end in ((1, share / 100 + ROUND), (-1, share / 100 - ROUND)):
                puzzle.add({listed: sign * end, cell: -1.0 * sign}, 0, np.inf, "code's share")
        for agency in council.whose["agency"]:
            mine: Terms = {cell: 1.0 for code, cell in codes.items() if group.get(code) == agency}
            whole = spans(council, "agency", agency, "referrals", ends)
            most = np.inf if agency in {"unknown", NOT_ANY} else 0
            puzzle.add(whole | dict.fromkeys(mine, -1.0), 0, most, "codes of an agency")


def _district_quarters(puzzle: Puzzle, council: Council, rows: list[dict[str, str]]) -> None:
    """Add each district's share of the county against the four quarters before, where both show.

    The county's quarters are known where all their months are shown exactly.
    """
    if puzzle.policy.rounded_to > 1:
        return
    shown = {
        next(iter(terms))[3]: low
        for terms, low, high, why in puzzle.rows
        if why.startswith("data quality, months") and low == high
    }
    for row in rows:
        first = month_of(row["Quarter from"])
        now = month_range(first, add_months(first, QUARTER - 1))
        then = month_range(add_months(first, -4 * QUARTER), add_months(first, -1))
        if not all(month in shown for month in (*now, *then)):
            continue
        of_now, of_then = (sum(shown[month] for month in months) for months in (now, then))
        for heading, text in row.items():
            change = number(text)
            whose = _whose(council, "district", heading.removesuffix(" (%)"))
            if change is None or whose == NOT_ANY:
                continue
            reach = 0.5 if abs(change) >= 1 else 0.05
            a = spans(council, "district", whose, "referrals", (now[0], now[-1]))
            b = spans(council, "district", whose, "referrals", (then[0], then[-1]))
            for sign, at in ((1, change + reach), (-1, change - reach)):
                end = (1 + at / 100) * of_now / of_then * 1.02**sign  # of what has a known district
                terms = dict.fromkeys(b, sign * end) | dict.fromkeys(a, -1.0 * sign)
                puzzle.add(terms, 0, np.inf, "district's share")


def appropriateness(puzzle: Puzzle, council: Council, folder: Path) -> None:
    """Read the funnels: districts and agencies after the launch."""
    for kind, name, heading in (
        ("district", "funnel-districts.csv", "District"),
        ("agency", "funnel-agencies.csv", "Agency"),
    ):
        for row in table(folder / name):
            whose = _whose(council, kind, row[heading])
            for column, what in (("Referrals", "referrals"), ("No further action", "nfa")):
                terms = spans(council, kind, whose, what, council.after)
                puzzle.count("appropriateness", f"{row[heading]} {what}", terms, row[column])


def audit(puzzle: Puzzle, council: Council, folder: Path) -> None:
    """Read the audit's months: the share with no further action."""
    step = 0.005 if puzzle.policy.rounded_to > 1 else ROUND
    for row in table(folder / "judged-inappropriate.csv"):
        share, month = number(row["No further action (%)"]), month_of(row["Month"])
        if share is None or puzzle.policy.rounded_to > 1:
            continue
        for sign, end in ((1, share / 100 + step), (-1, share / 100 - step)):
            terms = dict.fromkeys(county(council, "referrals", [month]), sign * end)
            nfa = county(council, "nfa", [month])
            puzzle.add(terms | dict.fromkeys(nfa, -sign), 0, np.inf, "audit's share")


READERS = {
    "board_report": board,
    "segment_report": segments,
    "data_quality": quality,
    "appropriateness": appropriateness,
    "threshold_audit": audit,
}


def thinned(folder: Path, one_in: float, preset: str, seed: int) -> None:
    """Copy the sample, keeping one child in so many, and both releases' files with the preset."""
    (folder / "data_samples").mkdir(parents=True)
    (folder / "notebooks").symlink_to(ROOT / "notebooks")
    for path in (ROOT / "data_samples").iterdir():
        target = folder / "data_samples" / path.name
        if not path.name.endswith(".csv.gz"):
            shutil.copy(path, target)
            continue
        with (
            gzip.open(path, "rt", newline="") as given,
            gzip.open(target, "wt", newline="") as kept,
        ):
            rows = csv.DictReader(given)
            out = csv.DictWriter(kept, rows.fieldnames or ())
            out.writeheader()
            out.writerows(
                row
                for at, row in enumerate(rows)
                if _is_kept(row.get("child_id") or f"{at}", one_in, seed)
            )
    for name in RELEASES:
        text = (ROOT / "notebooks/parameters" / f"{name}.yaml").read_text("utf-8")
        text = re.sub(r"disclosure_preset: \w+", f"disclosure_preset: {preset}", text)
        text = re.sub(r"audit_(key|judgements): .*", r"audit_\1: null", text)
        text = re.sub(r"counted_by: \w+", "counted_by: months", text)  # too few whole quarters
        listed = "".join(f"  - {report}\n" for report in REPORTS)
        text = re.sub(r"\nreports:\n(  - \w+\n)+", f"\nreports:\n{listed}", text)
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def _is_kept(key: str, one_in: float, seed: int) -> bool:
    drawn = int(hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()[:12], 16)
    return drawn / 16**12 < 1 / one_in


def known(folder: Path, name: str) -> Council:
    """Read what is known of a release, and the truth, by the product's own reading."""
    where = folder / f"{name}.yaml"
    values = of_notebook(
        parameter_file.load(where, what="release"), "board_report",
        folder=folder / "reports" / name, where=name,
    )  # fmt: skip
    values["earlier_runs"], values["earlier_extract"] = [], None
    for what in (
        "extract",
        "population",
        "workshops",
        "timeline",
        "contacts",
        "cafs",
        "attendance",
    ):
        if values.get(what):
            values[what] = (folder / values[what]).as_posix()
    parameters = check("board_report", values, where=name)
    plan: Any = parameters.plan()
    checked, population = files.read_extract(parameters)
    rows = checked.kept.collect().select(
        district=pl.col("district").fill_null(NOT_ANY),
        agency=agency_group(),
        month=pl.col("referred_on").dt.month_start(),
        nfa=pl.col("is_nfa").fill_null(value=False),
    )
    months = month_range(plan.series_starts, plan.last_month)
    whose = {
        kind: sorted({*rows[kind], NOT_ANY, *(population.areas if kind == "district" else ())})
        for kind in ("district", "agency")
    }
    truth: dict[Cell, int] = {}
    for kind in whose:
        for one, month, of, nfa in (
            rows.group_by(kind, "month").agg(pl.len(), pl.col("nfa").sum()).rows()
        ):
            truth[name, f"{kind} referrals", one, month] = of
            truth[name, f"{kind} nfa", one, month] = nfa
    for month, of, nfa in rows.group_by("month").agg(pl.len(), pl.col("nfa").sum()).rows():
        truth[name, "county referrals", "", month] = of
        truth[name, "county nfa", "", month] = nfa
    truth |= _of_county(name, checked.kept, population, plan)
    return Council(
        name=name,
        months=months,
        before=plan.same_months_before,
        after=(plan.first_after, plan.last_month),
        whose=whose,
        truth=truth,
    )


def _of_county(
    name: str, kept: pl.LazyFrame, population: Population, plan: Plan
) -> dict[Cell, int]:
    """Count what other reports say of the county: other measures, codes, needs not filled in."""
    measured = counts(kept, population, plan).select("measure", "period", "count")
    names = {"inappropriate_wide": "county wide", "others": "others"}
    truth: dict[Cell, int] = {
        (name, names[measure], "", month): count
        for measure, month, count in measured.rows()
        if measure in names
    }
    rows = kept.collect().with_columns(
        month=pl.col("referred_on").dt.month_start(),
        half=pl.col("referred_on").dt.offset_by("-3mo").dt.truncate("6mo").dt.offset_by("3mo"),
    )
    acted = rows.filter(~pl.col("is_nfa").fill_null(value=False), pl.col("primary_need").is_null())
    for month, missing in acted.group_by("month").len().rows():
        truth[name, "need missing", "", month] = missing
    listed = pl.col("referral_source").is_in([source.code for source in REFERRAL_SOURCES])
    coded = rows.filter(listed).group_by("half", "referral_source").len()
    for half, code, count in coded.rows():
        truth[name, "code", code, half] = count
        truth[name, "listed", "", half] = truth.get((name, "listed", "", half), 0) + count
    return truth


def published(
    folder: Path, councils: Sequence[Council], policy: Policy, *, is_lucky: bool = False
) -> Puzzle:
    """Read all that the releases publish.

    is_lucky: told of each month of a district and agency whether it changed, whatever the county's.
    """
    puzzle = Puzzle(policy=policy)
    for council in councils:
        beneath(puzzle, council)
        for report, reader in READERS.items():
            place = folder / "reports" / council.name / report
            reader(puzzle, council, place if report == "segment_report" else place / "tables")
    if len(councils) > 1:
        then, now = councils
        for cell in list(puzzle.places):
            kind, _, what = cell[1].partition(" ")
            before = (then.name, *cell[1:])
            if cell[0] != now.name or kind not in now.whose or before not in puzzle.places:
                continue
            whole = ("county " + what, "", cell[3])
            if all(
                now.truth.get((now.name, *one), 0) == then.truth.get((then.name, *one), 0)
                for one in ((cell[1:],) if is_lucky else (whole, cell[1:]))
            ):
                puzzle.add({cell: 1.0, before: -1.0}, 0, 0, "did not change")
    return puzzle


def untrue(puzzle: Puzzle, truth: Mapping[Cell, int]) -> Iterator[str]:
    """Yield the conditions that the truth does not meet: read wrongly here."""
    for terms, low, high, why in puzzle.rows:
        value = sum(factor * truth.get(name, 0) for name, factor in terms.items())
        if not low - 1e-6 <= value <= high + 1e-6:
            yield f"{why}: {value} not in {low} to {high}"


def attack(
    puzzle: Puzzle, asked: Sequence[Hidden], needed: int, truth: Mapping[Any, int]
) -> Iterator[tuple[Hidden, int, int]]:
    """Yield what each count can be, the least and the most, where that is fewer values.

    truth: of every unknown number; one that is not there is none.
    """
    if not asked:
        return
    at = [
        (row, puzzle.places[name], factor)
        for row, (terms, *_) in enumerate(puzzle.rows)
        for name, factor in terms.items()
    ]
    rows, columns, factors = (np.array(part) for part in zip(*at, strict=True))
    low, high = (np.array([one[end] for one in puzzle.rows], float) for end in (1, 2))
    conditions = Conditions(
        rules=csr_array((factors, (rows, columns)), shape=(len(puzzle.rows), len(puzzle.places))),
        low=low,
        high=high,
        true=np.array([truth.get(name, 0) for name in puzzle.places], float),
        is_scale=np.array([name[1] in SCALES for name in puzzle.places]),
    )
    for found in narrow(_sums(puzzle, asked), conditions, needed, seed=SEED):
        if found.is_open:
            puzzle.open_questions.append(asked[found.row])
        else:
            yield asked[found.row], round(found.least), round(found.most)


def _sums(puzzle: Puzzle, asked: Sequence[Hidden]) -> csr_array:
    """Return what each count adds up; shape (asked, unknown numbers)."""
    at = [
        (row, puzzle.places[name], factor)
        for row, hidden in enumerate(asked)
        for name, factor in hidden.terms.items()
    ]
    rows, columns, factors = (np.array(part) for part in zip(*at, strict=True))
    return csr_array((factors, (rows, columns)), shape=(len(asked), len(puzzle.places)))


def attacked(
    folder: Path,
    names: Sequence[str],
    policy: Policy,
    *,
    is_lucky: bool = False,
    among: Set[Hidden] | None = None,
) -> tuple[dict[str, Any], set[Hidden]]:
    """Attack the releases of a council together; return what was found, and what is not wide.

    among: what one who knows more did not see to be wide, if that was asked: who knows less sees no
    more of the rest.
    """
    councils = [known(folder, name) for name in names]
    puzzle = published(folder, councils, policy, is_lucky=is_lucky)
    truth = {cell: count for council in councils for cell, count in council.truth.items()}
    wrong = list(untrue(puzzle, truth))
    if wrong:
        raise ArithmeticError(f"{len(wrong)} conditions that are not true, such as {wrong[:3]}")
    kinds = {kind: {"attacked": n} | dict.fromkeys(FOUND, 0) for kind, n in puzzle.attacked.items()}
    printed = {(_of_any_release(terms), low) for terms, low, high, _ in puzzle.rows if low == high}
    narrow_ones = set()
    for what, hidden, needed in (
        ("", puzzle.hidden, policy.values_left),
        ("rounded ", puzzle.rounded, policy.rounded_to),
    ):
        for one in hidden:
            kinds[one.report][f"{what or 'hidden '}counts"] += 1
        asked = [one for one in hidden if among is None or one in among]
        for one, least, most in attack(puzzle, asked, needed, truth):
            narrow_ones.add(one)
            is_none = one.report == CODES and most == 0 and policy.shows_zero
            if is_none or (least == most and (_of_any_release(one.terms), least) in printed):
                kinds[one.report]["printed elsewhere"] += 1
                continue
            kinds[one.report][f"{what}{'recovered' if least == most else 'narrowed'}"] += 1
            print("  ", folder.name, one.report, one.place, least, most, flush=True)
    for one in puzzle.open_questions:
        kinds[one.report]["open"] += 1
    found = {"releases": list(names), "conditions": len(puzzle.rows), "reports": kinds}
    return found, narrow_ones | set(puzzle.open_questions)


def _of_any_release(terms: Terms) -> frozenset[Any]:
    """Name what a count adds up, whichever release counts it."""
    return frozenset((cell[1:], factor) for cell, factor in terms.items())


def one_council(folder: Path, one_in: float, preset: str, draw: int) -> dict[str, Any]:
    """Make a council's releases, and attack them: first knowing most, then less and less."""
    policy, began = POLICIES[preset], time.process_time()
    if not folder.exists():
        thinned(folder, one_in, preset, SEED + draw)
        earlier = None
        for name in RELEASES:
            earlier = attack_tables.release(folder, name, earlier)
    made = time.process_time()
    attacks, among = {}, None
    for attack_name, names, is_lucky in MOST_KNOWN_FIRST:
        attacks[attack_name], among = attacked(
            folder, names, policy, is_lucky=is_lucky, among=among
        )
    return {
        "one_in": one_in, "policy": preset, "draw": draw, "attacks": attacks,
        "seconds_made": round(made - began),
        "seconds_attacked": round(time.process_time() - made, 1),
    }  # fmt: skip


def main(folder: Path, one_in: Sequence[float], presets: Sequence[str], draws: range) -> None:
    """Attack councils that are not in the folder yet; keep each as it is done."""
    for draw in draws:
        for preset in presets:
            for share in one_in:
                place = folder / f"{preset}-{share:g}-{draw}"
                kept = place.with_suffix(".json")
                if not kept.exists():
                    found = one_council(place, share, preset, draw)
                    kept.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
                    print(place.name, json.dumps(found), flush=True)


def collected(folder: Path) -> list[dict[str, Any]]:
    """Add up the councils of each size and preset that the folder keeps.

    Those that another version made say so in a note, and are added up apart.
    """
    every = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    cells: dict[tuple[str, float, str], list[dict[str, Any]]] = {}
    for one in every:
        cells.setdefault((one["policy"], one["one_in"], one.get("note", "")), []).append(one)
    return [
        {
            "policy": policy, "one_in": share, "note": note, "councils": len(mine),
            "seconds_made_each": [one["seconds_made"] for one in mine],
            "seconds_attacked_each": [one["seconds_attacked"] for one in mine],
            "attacks": {name: _added(one["attacks"][name]["reports"] for one in mine)
                        for name in mine[0]["attacks"]},
        }
        for (policy, share, note), mine in sorted(cells.items())
    ]  # fmt: skip


def _added(councils: Iterable[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {}
    for reports in councils:
        for kind, numbers in reports.items():
            mine = sums.setdefault(kind, {})
            for name, number_of in numbers.items():
                mine[name] = mine.get(name, 0) + number_of
    return sums


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--one-in", type=float, nargs="+", default=[12, 20, 60])
    parser.add_argument("--presets", nargs="+", default=["dfe", "opensafely"])
    parser.add_argument("--draws", type=int, nargs=2, default=[0, 60], help="first, and how many")
    parser.add_argument("--collect", action="store_true", help="write what the folder keeps")
    given = parser.parse_args()
    if given.collect:
        RESULTS.write_text(json.dumps(collected(given.folder), indent=1) + "\n", "utf-8")
    else:
        first, some = given.draws
        main(given.folder, given.one_in, given.presets, range(first, first + some))

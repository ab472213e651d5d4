"""What all reports of a release say together: an attack on small made-up councils.

Three reports count the same agencies over different months, each by its own stretches: the Board's
spans, the segments' quarters, the codes of the data-quality report by half-year. Whole numbers
are found by integer programming: the least and the most that each hidden count can be, of
everything that is printed.

    python -m benchmarks.attack_release 40     councils of each size; writes benchmarks/results
"""

import datetime as dt
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.proof.whole_report import hide
from referral_analysis.disclosure.register import Earlier, earlier_releases, register_of
from referral_analysis.periods import add_months

RESULTS = Path(__file__).parent / "results" / "attack_release.json"
APRIL, DRAWN = dt.date(2015, 4, 1), dt.date(2016, 5, 9)
MONTHS = 12
AGENCIES: Mapping[str, tuple[str, ...]] = {
    "police": ("6",),
    "health": ("3A", "3B", "3C"),
    "other": ("8",),
}
CODES = [(agency, code) for agency, codes in AGENCIES.items() for code in codes]
LEFT = 5
"""Values that a hidden count must be able to take: 1 to 5, as its mark says."""
Cells: TypeAlias = NDArray[np.int64]
Where: TypeAlias = dict[Count, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A count of one report, the cells that it adds up, and its figure; None where hidden."""

    report: str
    count: Count
    cells: tuple[tuple[int, int], ...]
    shown: int | None


def month(at: int) -> dt.date:
    """Return the first day of a month, April being 0."""
    return add_months(APRIL, at)


def agency(name: str, first: int, last: int) -> Count:
    """Name an agency's count from one month to another."""
    return Count(
        measure="referrals", kind="agency", segment=name, first=month(first), last=month(last)
    )


def cells_of(codes: Sequence[int], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """List the cells of some codes in some months: code and month."""
    return tuple((code, at) for code in codes for at in range(first, last + 1))


def own(name: str) -> list[int]:
    """Return the places of an agency's codes."""
    return [place for place, (agent, _) in enumerate(CODES) if agent == name]


def spans(*ends: tuple[int, int]) -> Where:
    """Name every agency's counts between ends, and the cells that each adds up."""
    return {
        agency(name, first, last): cells_of(own(name), first, last)
        for name in AGENCIES
        for first, last in ends
    }


def county() -> Where:
    """Name the county's months, and the cells that each adds up."""
    every = range(len(CODES))
    return {
        county_count("referrals", month(at), month(at)): cells_of(every, at, at)
        for at in range(MONTHS)
    }


def half_years() -> Where:
    """Name every code's half-years, and the cells that each adds up."""
    return {
        agency(name, first, first + 5).part(code, of_more=False): cells_of(
            [place], first, first + 5
        )
        for first in (0, 6)
        for place, (name, code) in enumerate(CODES)
    }


REPORTS: Mapping[str, Callable[[], Where]] = {
    "board_report": lambda: county() | spans((4, 6), (8, 11)),
    "segments": lambda: county() | spans((1, 3), (4, 6), (8, 11)),
    "data_quality": lambda: county() | half_years(),
}


def released(counts: Cells, order: Sequence[str]) -> list[Printed]:
    """Make the reports one after another, each held to the register of those before it."""
    beneath = {
        agency(name, at, at): int(counts[own(name), at].sum())
        for name in AGENCIES
        for at in range(MONTHS)
    }
    earlier: Earlier | None = None
    printed: list[Printed] = []
    for report in order:
        cells = REPORTS[report]()
        values = {
            count: sum(int(counts[place]) for place in places) for count, places in cells.items()
        }
        hidden = hide(values, DFE, earlier, beneath, drawn_on=DRAWN)
        shown = {count: None if count in hidden.counts else v for count, v in values.items()}
        printed += [
            Printed(report=report, count=count, cells=cells[count], shown=shown[count])
            for count in values
        ]
        earlier = earlier_releases(register_of(shown, (report, DRAWN), 1, earlier))
    return printed


def reach(printed: Sequence[Printed]) -> list[tuple[Printed, int, int]]:
    """Work out the least and the most that each hidden count can be, from all that is printed."""
    size = len(CODES) * MONTHS
    rows = np.zeros((len(printed), size))
    low, high = np.zeros(len(printed)), np.full(len(printed), np.inf)
    for row, one in enumerate(printed):
        rows[row, [code * MONTHS + at for code, at in one.cells]] = 1
        low[row] = 1 if one.shown is None else one.shown
        high[row] = np.inf if one.shown is None else one.shown
    rules = LinearConstraint(rows, low, high)
    bounds = Bounds(0, 200)
    found = []
    for row, one in enumerate(printed):
        if one.shown is None:
            ends = [
                milp(sign * rows[row], integrality=np.ones(size), bounds=bounds, constraints=rules)
                for sign in (1, -1)
            ]
            if any(end.status for end in ends):
                raise ArithmeticError
            found.append((one, round(ends[0].fun), round(-ends[1].fun)))
    return found


SIZES: Mapping[str, tuple[float, ...]] = {
    "hardly any": (0, 1, 2),
    "few": (0, 1, 2, 9),
    "some many": (0, 1, 2, 9, 30),
}
"""The referrals a month that a code may have, each as likely: the codes of a council are drawn."""


def council(rng: np.random.Generator, usual: Sequence[float]) -> Cells:
    """Draw the counts of every code in every month."""
    means = rng.choice(usual, size=len(CODES))
    return rng.poisson(means[:, None], (len(CODES), MONTHS))


def attacked(printed: Sequence[Printed]) -> dict[str, int]:
    """Count what is printed, hidden, found exactly and narrowed below what it may be."""
    widths = [most - least + 1 for _, least, most in reach(printed)]
    return {
        "printed": len(printed),
        "hidden": len(widths),
        "exact": sum(width == 1 for width in widths),
        "narrowed": sum(1 < width < LEFT for width in widths),
    }


def main(councils: int) -> None:
    """Attack reports that know each other, in a drawn order, and the same made each by itself."""
    rng = np.random.default_rng(20_120_113)
    found: dict[str, dict[str, dict[str, int]]] = {}
    for size, usual in SIZES.items():
        sums: dict[str, dict[str, int]] = {"alone": {}, "one release": {}}
        for _ in range(councils):
            counts, order = council(rng, usual), [str(r) for r in rng.permutation(list(REPORTS))]
            ways = {
                "alone": [one for report in order for one in released(counts, [report])],
                "one release": released(counts, order),
            }
            for way, printed in ways.items():
                for name, number in attacked(printed).items():
                    sums[way][name] = sums[way].get(name, 0) + number
        found[size] = sums
        print(size, sums, flush=True)
    RESULTS.write_text(json.dumps({"councils": councils, "sizes": found}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]))

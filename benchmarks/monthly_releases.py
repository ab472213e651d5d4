"""Twelve monthly releases in a row, each held to all before: what is still shown, and the time.

A simulated council has its Board report and the reports of all its districts and agencies every
month, from three months after a launch to fourteen; then every third month, and every sixth, over
the same year. Each release is proved with the registers of all before it. The model is left out.

python -m benchmarks.monthly_releases [--thinner 1 12 60] [--presets dfe opensafely]
"""

import argparse
import datetime as dt
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks.attack import FIRST_SEED, findings_of, plans
from benchmarks.attack_segments import segment_findings

from referral_analysis import disclosure, extract
from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure.counted import COUNTY
from referral_analysis.disclosure.policy import POLICIES, Policy
from referral_analysis.disclosure.register import BOARD
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.papers.board.release import release_board
from referral_analysis.periods import add_months
from referral_analysis.questions.one_place.choosing import chosen
from referral_analysis.questions.one_place.release import show
from referral_analysis.simulate import THRESHOLDS_WORKED
from referral_analysis.simulate import county as simulate_county
from referral_analysis.simulate.companions import population as simulated_population

RESULTS = Path(__file__).parent / "results" / "monthly_releases.json"
FIRST_LAST_MONTH = dt.date(2011, 10, 1)
MONTHS = 12
DRAWN_AFTER = 12  # days into the month after the last
RHYTHMS = (1, 3, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One release: of the counts of each report the printed and the shown; seconds to choose.

    beyond_help: counts that an earlier release had given away whatever is hidden now.
    """

    last_month: str
    months: int
    months_shown: int
    board_segments: int
    board_segments_shown: int
    segment_reports: int
    segment_reports_shown: int
    beyond_help: int
    seconds: float


def plans_in_turn(rhythm: int) -> Iterator[Plan]:
    """Yield the plan of each release of a year, one every so many months."""
    for ahead in range(0, MONTHS, rhythm):
        last = add_months(FIRST_LAST_MONTH, ahead)
        drawn = add_months(last, 1) + dt.timedelta(days=DRAWN_AFTER)
        yield replace(plans()[1], last_month=last, extract_drawn_on=drawn)


def releases(thinner: float, policy: Policy, rhythm: int) -> Iterator[Shown]:
    """Make the releases of a council of a share of Kent's size, each held to all before."""
    scenario = replace(
        THRESHOLDS_WORKED,
        referrals_per_10k_year=THRESHOLDS_WORKED.referrals_per_10k_year / thinner,
        last_month=add_months(FIRST_LAST_MONTH, MONTHS),
    )
    simulated = simulate_county(FIRST_SEED + round(thinner), scenario)
    population = extract.Population(
        estimates=simulated_population(scenario).select("area", "year", "children_0_17")
    )
    earlier: disclosure.Earlier | None = None
    for plan in plans_in_turn(rhythm):
        shown, earlier = _release(simulated, population, plan, policy, earlier)
        yield shown


def _release(
    simulated: Any,  # noqa: ANN401
    population: extract.Population,
    plan: Plan,
    policy: Policy,
    earlier: disclosure.Earlier | None,
) -> tuple[Shown, disclosure.Earlier]:
    found = segment_findings(simulated, plan, population)
    of_board = replace(findings_of(simulated, plan, population), segment_months=found.months)
    began = time.process_time()
    board = release_board(of_board, policy, earlier)
    with_board = disclosure.earlier_releases(board.register)
    choice = chosen(found, policy, with_board)
    seconds = time.process_time() - began
    register = show(found, choice, with_board).register
    mine = register.filter(pl.col("drawn_on") == plan.extract_drawn_on)
    is_board = pl.col("report") == BOARD
    is_county = pl.col("kind") == COUNTY
    months = mine.filter(is_board & is_county)
    segments = mine.filter(is_board & ~is_county)
    reports = mine.filter(~is_board)
    return Shown(
        last_month=f"{plan.last_month:%Y-%m}",
        months=months.height,
        months_shown=months["count"].count(),
        board_segments=segments.height,
        board_segments_shown=segments["count"].count(),
        segment_reports=reports.height,
        segment_reports_shown=reports["count"].count(),
        beyond_help=len(choice.hidden.beyond),
        seconds=round(seconds, 2),
    ), disclosure.earlier_releases(register)


def year_of(thinner: float, policy: Policy, rhythm: int) -> Mapping[str, object]:
    """Make a year of releases, as far as they can be made; why not, where they cannot."""
    made: list[Shown] = []
    stopped = ""
    try:
        for shown in releases(thinner, policy, rhythm):
            made.append(shown)
            print(thinner, policy.name, rhythm, shown, flush=True)
    except ReferralAnalysisError as error:
        stopped = str(error)
    return {
        "rates_divided_by": thinner,
        "policy": policy.name,
        "a_release_every_months": rhythm,
        "stopped": stopped,
        "releases": [asdict(shown) for shown in made],
    }


def main(thinner: Sequence[float], presets: Sequence[str]) -> None:
    """Make them, and write what is still shown."""
    years = [
        year_of(share, POLICIES[name], rhythm)
        for name in presets
        for share in thinner
        for rhythm in RHYTHMS
    ]
    RESULTS.write_text(json.dumps(years, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--thinner", type=float, nargs="+", default=[1.0, 12.0, 60.0])
    parser.add_argument("--presets", nargs="+", default=["dfe"], choices=sorted(POLICIES))
    given = parser.parse_args()
    main(given.thinner, given.presets)

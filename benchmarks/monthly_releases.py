"""Twelve monthly releases in a row, each held to all before: what is still shown, and the time.

A simulated council has its Board report and the reports of all its districts and agencies every
month, from three months after a launch to fourteen; then every third month, and every sixth, over
the same year. Each release is proved with the registers of all before it. The model is left out.
Beside it stands the rhythm that the first release says can be sustained.

python -m benchmarks.monthly_releases [--thinner 1 6 12] [--presets dfe opensafely] [--rhythms 1 3]
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
from referral_analysis.runs.analyst.rhythm import sustained
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

    says: every how many months the report says it can be sustained; 0 for none within a year.
    beyond_help: counts that an earlier release had given away whatever is hidden now.
    """

    last_month: str
    says: int | None
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


def releases(
    thinner: float, policy: Policy, rhythm: int, *, is_board_alone: bool = False
) -> Iterator[Shown]:
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
        make = _board if is_board_alone else _release
        shown, earlier = make(simulated, population, plan, policy, earlier)
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
    shown = _shown(plan, policy, register, len(choice.hidden.beyond), seconds)
    return shown, disclosure.earlier_releases(register)


def _board(
    simulated: Any,  # noqa: ANN401
    population: extract.Population,
    plan: Plan,
    policy: Policy,
    earlier: disclosure.Earlier | None,
) -> tuple[Shown, disclosure.Earlier]:
    found = findings_of(simulated, plan, population)
    began = time.process_time()
    board = release_board(found, policy, earlier)
    seconds = time.process_time() - began
    given_away = board.protections["reason"] == "given away by an earlier release"
    shown = _shown(plan, policy, board.register, int(given_away.sum()), seconds)
    return shown, disclosure.earlier_releases(board.register)


def _shown(
    plan: Plan, policy: Policy, register: pl.DataFrame, beyond: int, seconds: float
) -> Shown:
    """Count what a release shows, of the register after it."""
    mine = register.filter(pl.col("drawn_on") == plan.extract_drawn_on)
    is_board, is_county = pl.col("report") == BOARD, pl.col("kind") == COUNTY
    months = mine.filter(is_board & is_county)
    segments = mine.filter(is_board & ~is_county)
    reports = mine.filter(~is_board)
    return Shown(
        last_month=f"{plan.last_month:%Y-%m}",
        says=sustained(register, policy),
        months=months.height,
        months_shown=months["count"].count(),
        board_segments=segments.height,
        board_segments_shown=segments["count"].count(),
        segment_reports=reports.height,
        segment_reports_shown=reports["count"].count(),
        beyond_help=beyond,
        seconds=round(seconds, 2),
    )


def year_of(
    thinner: float, policy: Policy, rhythm: int, *, is_board_alone: bool
) -> Iterator[dict[str, Any]]:
    """Yield a year of releases after each of them; why it stopped, where one cannot be made."""
    year: dict[str, Any] = {
        "rates_divided_by": thinner, "policy": policy.name, "a_release_every_months": rhythm,
        "is_board_alone": is_board_alone, "stopped": "", "releases": [],
    }  # fmt: skip
    try:
        for shown in releases(thinner, policy, rhythm, is_board_alone=is_board_alone):
            year["releases"].append(asdict(shown))
            print(thinner, policy.name, rhythm, shown, flush=True)
            yield year
    except ReferralAnalysisError as error:
        year["stopped"] = str(error)
        yield year


def main(
    thinner: Sequence[float],
    presets: Sequence[str],
    rhythms: Sequence[int],
    *,
    is_board_alone: bool,
) -> None:
    """Make the years that are not there yet, and write what is still shown after each release."""
    for name in presets:
        for share in thinner:
            for rhythm in rhythms:
                for year in year_of(share, POLICIES[name], rhythm, is_board_alone=is_board_alone):
                    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []
                    others = [one for one in kept if not _is_same(one, year)]
                    RESULTS.write_text(json.dumps([*others, year], indent=1) + "\n", "utf-8")


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    names = ("rates_divided_by", "policy", "a_release_every_months", "is_board_alone")
    return all(one[name] == other[name] for name in names)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--thinner", type=float, nargs="+", default=[1.0, 6.0, 12.0])
    parser.add_argument("--presets", nargs="+", default=["dfe"], choices=sorted(POLICIES))
    parser.add_argument("--rhythms", type=int, nargs="+", default=RHYTHMS)
    parser.add_argument("--board-alone", action="store_true", help="no district's or agency's own")
    given = parser.parse_args()
    main(given.thinner, given.presets, given.rhythms, is_board_alone=given.board_alone)

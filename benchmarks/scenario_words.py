"""How often does the report say what is not so? Five kinds of simulated county, many of each.

    python -m benchmarks.scenario_words [COUNTIES] > benchmarks/results/scenario_words.md

prints, for each kind, how many of its counties were told each answer, and how many of any wrong
word. At 95% a wrong word is expected in at most 5 of 100 counties for each claim that could be one.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from referral_analysis import simulate
from referral_analysis.analysis import county, dose, headline
from referral_analysis.analysis.beside import counts
from referral_analysis.analysis.files_beside import Beside, files_of
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.tables import PooledEffects
from referral_analysis.disclosure import DFE
from referral_analysis.extract import Population, check
from referral_analysis.papers.board import display
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.papers.board.release import release_board
from referral_analysis.questions.came_back.tables import Differences
from referral_analysis.questions.data.reading import rows_read, rules_failed
from referral_analysis.questions.elsewhere import finding as substitution
from referral_analysis.questions.fell import examined
from referral_analysis.questions.made_of import tables
from referral_analysis.questions.recorded import finding as recording
from referral_analysis.questions.recorded.gaps import gaps
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.simulate import Contacts, CountyShocks, Ratios, Scenario, Step, Workshop
from referral_analysis.simulate.companions import population, workshops

ROOT = Path(__file__).resolve().parents[1]
FEBRUARY = ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"
# of each district's workshops, how many by the middle of May, June and July, and after it: the dose
# of the sample county, whose critical values come with the package
_HELD = (((2011, 5, 10), 8), ((2011, 6, 10), 37), ((2011, 7, 10), 50), ((2011, 7, 20), 5))
LARGER = 2.5
WORKED, RECORDING, LINE, TURNED_AWAY, NOTHING = (
    "thresholds_worked",
    "recording_changed",
    "contacts_relabelled",
    "appropriate_turned_away",
    "nothing_happened",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a report says of a county, section by section."""

    answer: str
    first_screen: str
    options: str
    recording: str
    elsewhere: str
    cautions: str
    ends: tuple[float, float]
    """Of the headline's range, observed over expected."""


def as_drawn(scenario: Scenario) -> Scenario:
    """Begin a county where the analysis does, with workshops whose dose is the sample county's."""
    held = tuple(
        Workshop(held_on=date(*day), district=district.name)
        for day, number in _HELD
        for _ in range(number)
        for district in scenario.districts
    )
    return replace(scenario, first_month=date(2006, 4, 1), workshops=held)


def quiet(scenario: Scenario) -> Scenario:
    """Return the county with large changes and no noise but chance's, so that words can decide.

    A step comes in July, when nearly all workshops have been held.
    """
    return replace(
        scenario,
        launch=_large(scenario.launch),
        steps=tuple(
            step
            if step.starts < date(2011, 1, 1)
            else replace(step, starts=date(2011, 7, 1), ratios=_large_step(step))
            for step in scenario.steps
        ),
        shocks=CountyShocks(county_sd=0.0, district_sd=0.0),
        dispersion=1.0,
        contacts=Contacts(own_shock_sd=0.0),
        cafs=replace(scenario.cafs, launch=scenario.cafs.launch**LARGER),
    )


def _large(ratios: Ratios) -> Ratios:
    """Make falls as large as two and a half of them together."""
    return Ratios(
        nfa=ratios.nfa**LARGER,
        not_in_need=ratios.not_in_need**LARGER,
        in_need=ratios.in_need**LARGER,
    )


def _large_step(step: Step) -> Ratios:
    # 0.45 of NFA is 0.73 of those assessed and not in need: the total stays
    return _large(step.ratios) if step.moves_to_contacts else Ratios(nfa=0.55, not_in_need=1.73)


Recorded = Callable[[pl.DataFrame], pl.DataFrame]
"""What becomes of a county's rows, before anybody reads them."""


def as_they_are(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows as they are."""
    return rows


def told_of(scenario: Scenario, seed: int, recorded: Recorded = as_they_are) -> Told:
    """Simulate a county, draw February's extract, and take the words of its report."""
    released = release_board(_findings(as_drawn(scenario), seed, recorded), DFE)
    answer = display.answer(released)
    is_headline = pl.col("measure") == county.HEADLINE
    low, high = released.changes.table.filter(is_headline).select("low", "high").row(0)
    return Told(
        answer=answer.text,
        first_screen=answer.markup,
        options=display.limits_and_options(released).markup,
        recording=display.recording(released).text,
        elsewhere=display.work_elsewhere(released).text,
        cautions=display.cautions(released).markup,
        ends=(low, high),
    )


@cache
def _plan() -> Plan:
    return checked_by(BoardReport, parameter_file.load(FEBRUARY)).plan()


def _findings(scenario: Scenario, seed: int, recorded: Recorded) -> BoardFindings:
    """Work out the sections that the words rest on; the others are empty."""
    plan, simulated = _plan(), simulate.county(seed, scenario)
    people = Population(estimates=population(scenario).drop("gss_code", "basis"))
    known = pl.col("recorded_on") <= plan.extract_drawn_on
    beside = Beside(
        contacts=simulate.contacts(simulated).filter(known),
        cafs=simulate.cafs(simulated).filter(known),
    )
    checked = check(
        recorded(simulate.snapshot(simulated, plan.extract_drawn_on).referrals).lazy(),
        extract_date=plan.extract_drawn_on,
        areas=people.areas,
    )
    rows = checked.kept
    monthly = county.analysed(county.counts(rows, people, plan), plan)
    reached = dose.of_launch(rows, people, workshops(seed, scenario), plan)
    primary = headline.of_months(monthly, reached, plan)
    choices, form = PLANNED, primary.decision.form
    fitted = {county.HEADLINE: primary.fitted, **county.fit(monthly, plan, choices)}
    counted = counts(rows, beside, people, plan)
    changed = county.changes(fitted, monthly, plan, primary.ends)
    return BoardFindings(
        plan=plan,
        decision=primary.decision,
        changes=changed,
        monthly=county.paths(fitted, changed, monthly, plan, form),
        tolerated=examined.tolerated(primary),
        tips=examined.tips(primary, plan),
        alarms=examined.alarms(primary),
        gaps=gaps(checked, plan),
        blanks=examined.blanks(primary),
        alternatives=pl.DataFrame({"choice": ["none"], "ratio": [1.0]}),
        segments=PooledEffects.frame(),
        elsewhere=substitution.changes(counted, files_of(rows, beside, plan), plan, choices),
        recording=recording.of_wider(monthly, plan, choices, form),
        parts=tables.ChangeParts.frame(),
        differences=Differences.frame(),
        rules=rules_failed(checked),
        rows=rows_read(checked),
        flags=(),
    )


# what would be untrue of a county of each kind, by where it would stand
_WRONG: dict[str, tuple[tuple[str, str], ...]] = {
    WORKED: (
        ("answer", "No: "),
        ("answer", "may have moved"),
        ("elsewhere", "may have moved"),
        ("first_screen", "No, they fell"),
    ),
    RECORDING: (
        ("answer", "Yes: "),
        ("answer", "may have moved"),
        ("recording", "not needed to explain it"),
        ("first_screen", "No, they fell"),
        ("elsewhere", "may have moved"),
    ),
    LINE: (
        ("elsewhere", "cannot explain all of the fall"),
        ("first_screen", "No, they fell"),
        ("answer", "No: "),
    ),
    TURNED_AWAY: (
        ("first_screen", "A fall of 10% or more is unlikely"),
        ("elsewhere", "may have moved"),
        ("answer", "may have moved"),
    ),
    NOTHING: (
        ("answer", "Yes: "),
        ("answer", "No: "),
        ("answer", "Fewer referrals"),
        ("elsewhere", "may have moved"),
        ("first_screen", "No, they fell"),
    ),
}


def wrong_words(name: str, told: Told) -> list[str]:
    """List the words of a report that are untrue of a county of this kind."""
    return [words for section, words in _WRONG[name] if words in getattr(told, section)]


HEADING = """# What the report said of {counties} simulated counties of each kind

Made by `python -m benchmarks.scenario_words {counties}`, seeds 1 to {counties}. At 95% a word that
could be wrong may be so in 5 of 100 counties.
"""


def main(counties: int) -> None:
    """Print, for each kind of county, the answers told and the wrong words, each with its count."""
    print(HEADING.format(counties=counties))
    for name, scenario in simulate.SCENARIOS.items():
        answers, wrong = Counter[str](), Counter[str]()
        for seed in range(1, counties + 1):
            told = told_of(scenario, seed)
            answers[told.answer] += 1
            wrong.update(wrong_words(name, told))
        print(f"## {name}: {scenario.story}\n")
        print(*(f"- {number} of {counties}: {text}" for text, number in answers.most_common()),
              sep="\n")  # fmt: skip
        print("\nWrong words:", dict(wrong) or "none", "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)

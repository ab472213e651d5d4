"""What `referral-analysis plan` does: from the months before a launch, what could be seen after it.

The plan that it writes holds every choice that is made beforehand, and the hash of these, so that
it can be shown later what was chosen before any month after the launch was seen.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import Any

import polars as pl

from referral_analysis import __version__
from referral_analysis.analysis import county, step
from referral_analysis.analysis.choices import choices_of, plain, sha256_of
from referral_analysis.analysis.enough import of_plan
from referral_analysis.analysis.files_beside import NOTHING_BESIDE
from referral_analysis.analysis.foresight import (
    AFTER_BY_QUARTERS,
    POWER,
    Foreseen,
    Foresight,
    foresee,
)
from referral_analysis.analysis.plan import LEAST_AFTER, Plan
from referral_analysis.analysis.rule import before_launch
from referral_analysis.disclosure.policy import Policy
from referral_analysis.errors import RunError
from referral_analysis.its.power.foreseen import LEAST_LEFT_OVER
from referral_analysis.periods import add_months, month_name, parse_month
from referral_analysis.questions.needs import filled, held_by
from referral_analysis.report.words.vocabulary import Vocabulary, spoken
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.parameters import (
    BOARD,
    BoardReport,
    checked_by,
    parameter_file,
    values_of,
)
from referral_analysis.runs.parameters.before_launch import BeforeLaunch
from referral_analysis.series import last_ripe_month
from referral_analysis.statistics.audit_size import cases_needed

ASKED = 0.8
"""The fall that a board is likely to ask about: by a fifth."""
NONE, LARGEST_FALL = "none", 1 - LEAST_LEFT_OVER
"""What stands for a smallest fall where there is none, and the largest that was looked for."""
AUDIT_FALLS = (0.10, 0.15, 0.20)
"""Falls of the share judged inappropriate, in points, for which an audit's size is given."""
_FIGURES = ("a_month", "errors", "told_four_times_in_five", "months_for_a_fifth")
"""What a plan's file says that is worked out from the counts before the launch."""
_OF_FEW = (
    "Some of what these figures rest on is too few to be published: they are for the analyst alone,"
    " and a plan's file has none of them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAhead:
    """What was foreseen, as text for a terminal and as plain values, which a plan's file holds."""

    text: str
    as_dict: Mapping[str, Any]
    is_of_few: bool = False
    """A month that the figures rest on is too small to publish: whoever has the other months could
    work it out from them."""


def plan_ahead(path: Path, settings: tuple[str, ...] = (), *, today: dt.date) -> PlanAhead:
    """Foresee by a release's file, or a Board report's: see `analysis.foresight.foresee`.

    Of the extract only rows before the launch's first month are counted. ParametersError for
    parameters, SeriesError where the months before the launch cannot carry the model.
    """
    values = parameter_file.override(values_of(path, BOARD), settings)
    parameters = checked_by(BoardReport, values, where=f"parameters {path.name}")
    plan = _plan(parameters)
    pair, counted = as_counted(_monthly(parameters, plan), plan)
    foresight = foresee(pair, counted)
    choices = choices_of(plan)
    words = Vocabulary(counted=plan.outcome.noun)
    is_of_few = has_few(before_launch(pair, counted), parameters.policy)
    said = [*lines(foresight, counted), *([_OF_FEW] if is_of_few else [])]
    return PlanAhead(
        text="\n".join(spoken(line, words) for line in said),
        is_of_few=is_of_few,
        as_dict={
            "written_on": f"{today}",
            "written_by": f"referral-analysis {__version__}",
            "sha256": sha256_of(choices),
            "choices": choices,
            **_foreseen(foresight),
            "audit_cases_a_period": {f"{fall:.2f}": _cases(fall) for fall in AUDIT_FALLS},
        },
    )


def begin(names: Mapping[str, Any], *, today: dt.date) -> PlanAhead:
    """Foresee by what a notebook's cell names, and write the plan where it names a file.

    Our own errors say what is wrong with a choice, as `plan_ahead` and `write_plan` do.
    """
    held = {name: names[name] for name in BeforeLaunch.model_fields if name in names}
    choices = checked_by(BeforeLaunch, held, where="the notebook's parameters")
    planned = plan_ahead(inputs.located(choices.parameters_file), today=today)
    if choices.plan_file is not None:
        write_plan(planned, Path(choices.plan_file))
    return planned


def write_plan(planned: PlanAhead, path: Path) -> None:
    """Write a plan's file; RunError where one is there: a plan is written once.

    It is published: figures of few referrals are not in it, as a report would not show them.
    """
    left_out = _FIGURES if planned.is_of_few else ()
    kept = {name: value for name, value in planned.as_dict.items() if name not in left_out}
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RunError(
            path.name,
            found="a file that is there already",
            needed="a new one: a plan that can be written over is none",
            do="Give another name to --output.",
        ) from None
    except OSError as error:
        raise RunError(
            path.name,
            found=f"a place that cannot be written to ({error.strerror})",
            needed="a folder that is there and is yours",
            do="Give another place to --output.",
        ) from None


def _plan(parameters: BoardReport) -> Plan:
    """Return the plan as if its looks, or the fewest months that say anything, had come already."""
    fewest = add_months(parameters.left_out_until, LEAST_AFTER)
    first, *later = [parse_month(one) for one in parameters.looks] or [fewest]
    days = max(parameters.nfa_ripens_in_days, parameters.closure_ripens_in_days)
    ripe = add_months([first, *later][-1], 1) + dt.timedelta(days=days)
    come = {"last_month": f"{first:%Y-%m}", "extract_drawn_on": f"{ripe}"}
    return parameters.model_copy(update=come).plan()


def _monthly(parameters: BoardReport, plan: Plan) -> pl.DataFrame:
    """Count the months before the launch of which it is known what was inappropriate."""
    checked, population = inputs.read_counted(parameters, plan)
    drawn = dt.date.fromisoformat(parameters.extract_drawn_on)
    settled = last_ripe_month(drawn, plan.outcome_ripens_in_days)
    have = held_by(
        checked.kept,
        population=population,
        workshops=None,
        beside=NOTHING_BESIDE,
        months=(plan.months_before, plan.months_after),
    )
    rows = of_plan(filled(checked.kept, have), plan)
    return county.counts(rows, population, plan).filter(pl.col("period") <= settled)


def as_counted(monthly: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, Plan]:
    """Return the pair that will be fitted and its plan, by quarters where months are thin.

    By the rule of a first report, or as the plan asks. ParametersError where quarters are too few.
    """
    last = add_months(plan.phase_in_ends, max(AFTER_BY_QUARTERS))
    ripe = add_months(last, 1) + dt.timedelta(days=plan.outcome_ripens_in_days)
    longest = replace(plan, last_month=last, looks=(), extract_drawn_on=ripe)
    counted = step.decided(longest, before_launch(county.pair(monthly), plan), None)
    if counted.step == 1:
        return county.pair(monthly), plan
    return county.pair(step.added_up(monthly, counted)), counted


def _foreseen(foresight: Foresight) -> dict[str, Any]:
    return {
        "form": foresight.decision.form,
        step.COUNTED_BY: "months" if foresight.step == 1 else "quarters",
        "tolerance": dataclasses.asdict(foresight.tolerances),
        "months_before": foresight.months,
        "a_month": round(foresight.a_month, 1),
        "errors": {
            name: round(getattr(foresight, name), 4) for name in ("sd", "rho", "noise_share")
        },
        "told_four_times_in_five": [
            {name: plain(_rounded(value)) for name, value in row.items()}
            for row in foresight.seen.iter_rows(named=True)
        ],
        "months_for_a_fifth": foresight.months_for(ASKED),
    }


def has_few(pair: pl.DataFrame, policy: Policy) -> bool:
    """Claim that one of these months, or quarters, holds too few referrals to be published."""
    counts = pair.unpivot(["inappropriate", "others"])["value"]
    return bool(counts.is_in(list(policy.small_counts)).any())


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value


def _cases(fall: float) -> int:
    """Count the cases a period with which an audit tells a fall in points four times in five."""
    quantile = NormalDist().inv_cdf
    sure = quantile(0.975)
    return cases_needed(fall * sure / (sure + quantile(POWER))).change


def lines(foresight: Foresight, plan: Plan) -> Iterator[str]:
    """Yield what was foreseen, for a terminal."""
    last = add_months(plan.left_out_from, -1)
    against = {
        "ratio": "set against the other referrals of the same month",
        "adjusted": "by themselves, with the other referrals among what explains them",
    }
    yield (
        f"{foresight.months} months before the launch, {month_name(plan.series_starts)} to "
        f"{month_name(last)}: about {foresight.a_month:,.0f} inappropriate referrals in each, "
        f"{against[foresight.decision.form]}."
    )
    if foresight.step != 1:
        yield of_quarters(plan)
    yield ""
    yield "The smallest change that would be told four times in five:"
    yield f"{'months after':>14}{'until':>17}{'a fall: yes':>14}{'probably':>11}{'a rise: yes':>14}"
    for row in foresight.seen.iter_rows(named=True):
        yield (
            f"{row[Foreseen.months_after]:>14}{month_name(row[Foreseen.last_month]):>17}"
            f"{_size(row[Foreseen.fall_yes]):>14}{_size(row[Foreseen.fall_probably]):>11}"
            f"{_size(row[Foreseen.rise_yes]):>14}"
        )
    if foresight.seen[Foreseen.fall_yes].null_count():
        yield f"{NONE}: not even a fall by {LARGEST_FALL * 100:.0f}% would be."
    yield ""
    yield of_a_fifth(foresight)
    if plan.outcome.is_of_contacts:
        return  # auditors judge referrals
    audits = ", ".join(f"{fall * 100:.0f} points: {_cases(fall)}" for fall in AUDIT_FALLS)
    yield f"Cases a period for an audit to tell a fall of the share judged inappropriate: {audits}."


def of_quarters(plan: Plan) -> str:
    """Say that whole quarters are what will be fitted, and why."""
    why = (
        "as asked"
        if plan.counted_by == "quarters"
        else f"as one of these months holds fewer than {plan.thin_below} inappropriate or other "
        "referrals"
    )
    return (
        f"Counted by whole quarters (counted_by), {why}; two of them are needed after the launch."
    )


def of_a_fifth(foresight: Foresight) -> str:
    """Say how many months are needed for a fall by a fifth, or that none are enough."""
    needed = foresight.months_for(ASKED)
    if needed is not None:
        return f"A fall of 20% would be told (yes) four times in five from {needed} months after."
    last = foresight.seen.sort(Foreseen.months_after).row(-1, named=True)
    why = (
        "how far the path may drift by itself decides, and more months do little against that"
        if foresight.is_drift_felt
        else f"with about {foresight.a_month:,.0f} a month chance moves them by more, and a larger "
        "area would show more than further months"
    )
    return (
        "A fall of 20% would not be told (yes) four times in five within "
        f"{last[Foreseen.months_after]} months: {why}."
    )


def _size(ratio: float | None) -> str:
    return NONE if ratio is None else f"{abs(ratio - 1) * 100:.0f}%"

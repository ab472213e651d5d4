"""A workbench for the analyst: one measure of a run's extract, ready for the engine.

Nothing here has been through disclosure control. What a notebook makes of it is for the analyst
alone, and `referral-analysis run` makes no report of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from referral_analysis import its
from referral_analysis.analysis import county, dose, headline
from referral_analysis.analysis.enough import of_plan
from referral_analysis.analysis.events import LAUNCH, Event
from referral_analysis.analysis.model import Choices, by_dose, timeline
from referral_analysis.analysis.plan import Plan
from referral_analysis.its.tolerance import as_ratio
from referral_analysis.questions import events
from referral_analysis.questions.fell.alternatives import of_headline
from referral_analysis.questions.needs import filled, held_by
from referral_analysis.report.charts.its_chart import its_chart
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words.vocabulary import Vocabulary, spoken
from referral_analysis.report.words.wording import Ends
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.parameters import BOARD, BoardReport, checked_by, values_of
from referral_analysis.runs.parameters.explore import Explore
from referral_analysis.series import MEASURES, monthly_counts
from referral_analysis.series.exposure import WORKING_DAYS_A_YEAR

_PATH = ("observed", "fitted", "expected_without", "low", "high")
_UNIT, _BY_DAYS = "Per 10,000 children a year", "A year of working days"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workbench:
    """One measure, month by month, and what to fit to it.

    series: period, count, exposure (children x working days), as `its.fit` takes them. files: what
    the parameters name, as read.
    """

    choices: Explore
    plan: Plan
    series: pl.DataFrame = field(repr=False)
    files: inputs.Inputs = field(repr=False)
    spec: its.ItsSpec
    unit: str = _UNIT

    @property
    def level(self) -> float:
        """The confidence level of the ranges, as the engine takes it."""
        return self.choices.confidence_percent / 100


def begin(names: Mapping[str, Any]) -> Workbench:
    """Read and check what the notebook's cell names; our own errors say what is wrong."""
    held = {name: names[name] for name in Explore.model_fields if name in names}
    choices = checked_by(Explore, held, where="the notebook's parameters")
    path = inputs.located(choices.parameters_file)
    parameters = checked_by(BoardReport, values_of(path, BOARD), where=f"parameters {path.name}")
    plan = parameters.plan()
    # nothing is released here, so nothing is held to what was
    files = inputs.read(parameters.model_copy(update={"earlier_runs": []}))
    population = files.population
    last = plan.last_month if choices.measure in {"nfa", "referrals"} else plan.last_settled_month
    monthly = monthly_counts(
        files.checked.kept,
        population=population,
        first=plan.series_starts,
        last=last,
        measures=(choices.measure,),
    )
    return Workbench(
        choices=choices,
        plan=plan,
        series=monthly.select("period", "count", pl.col("child_working_days").alias("exposure")),
        files=files,
        spec=its.ItsSpec(
            timeline=timeline(plan, Choices(phase_in=choices.phase_in)),
            model=choices.model,
            seasonality=its.fourier(choices.fourier_pairs) if choices.fourier_pairs else None,
            scale="log",
            unit=f"{plan.outcome.noun}s",
        ),
        unit=_UNIT if population.is_known else _BY_DAYS,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AsReported:
    """The report's own analysis of a workbench's parameters.

    answer: a row a tolerance, with ratio, low, high and verdict: the number, range and rule of the
    Board report, where none of its counts is suppressed. other_choices: `Alternative`, the answer
    under every other choice that the report tries.
    """

    answer: pl.DataFrame = field(repr=False)
    other_choices: pl.DataFrame = field(repr=False)


def as_reported(bench: Workbench) -> AsReported:
    """Work out what the Board report says; SeriesError where the months cannot carry the model."""
    plan, files = bench.plan, bench.files
    have = held_by(
        files.checked.kept,
        population=files.population,
        workshops=files.workshops,
        beside=files.beside,
        months=(plan.months_before, plan.months_after),
    )
    rows = of_plan(filled(files.checked.kept, have), plan, files.beside.contacts)
    everything = county.counts(rows, files.population, plan)
    monthly = county.analysed(everything, plan)
    county.require_every_month(monthly)
    reached = dose.of_launch(rows, files.population, files.workshops, plan)
    found = headline.of_months(monthly, reached, plan)
    dosed = None if reached is None else by_dose(reached)
    return AsReported(
        answer=_answer(found),
        other_choices=of_headline(everything, plan, dosed, found.decision.form),
    )


def _answer(found: headline.Headline) -> pl.DataFrame:
    ratio, ends = as_ratio(found.examined.full).estimate, found.ends
    return pl.DataFrame(
        [
            {"path": path, "ratio": ratio, "low": low, "high": high}
            | {"verdict": Ends(low=low, high=high).verdict}
            for path, low, high in (
                ("free to drift by the full tolerance", ends["low"], ends["high"]),
                ("free to drift by the milder one", ends["mild_low"], ends["mild_high"]),
            )
        ]
    )


def alternatives(bench: Workbench) -> its.sensitivity.Alternatives:
    """List the choices that a defensible analyst might have made otherwise."""
    return its.sensitivity.Alternatives(
        models=("ar1", "ar1_noise", "ols_hac", "quasi_poisson"),
        seasonalities=(None, its.fourier(1), its.fourier(2)),
        shifts=(-1, 1),
        others=tuple(
            (f"no {one.name}", beside_launch(bench.plan, without))
            for one in bench.plan.events
            for without in [tuple(other for other in bench.plan.events if other is not one)]
        ),
    )


def beside_launch(plan: Plan, events: tuple[Event, ...]) -> tuple[its.Interruption, ...]:
    """Return the interruptions of events, without the launch."""
    every = timeline(plan, Choices(events=events)).interruptions
    return tuple(one for one in every if one.name != LAUNCH)


def figure(bench: Workbench, fitted: its.ItsFit) -> Figure:
    """Draw the months, the fit, and what it expects without the launch, as the report does."""
    per_exposure = 10_000 * WORKING_DAYS_A_YEAR / pl.col("exposure")
    path = (
        its.counterfactual(fitted, at=LAUNCH, level=bench.level)
        .join(bench.series.select("period", "exposure"), on="period")
        .with_columns(pl.col(name) * per_exposure for name in _PATH)
        .select("period", *_PATH)
    )
    words = Vocabulary(counted=bench.plan.outcome.noun)
    label = spoken(MEASURES[bench.choices.measure].label, words)
    columns = [Column(name="period", label="Month", format="month")]
    columns += [
        Column(name=name, label=name.replace("_", " ").capitalize(), format="decimal")
        for name in _PATH
    ]
    return Figure(
        name="explored",
        picture=its_chart(path, _scene(bench), description=f"{label}, month by month."),
        headline=label,
        subtitle=f"{bench.unit}, by {bench.choices.model}; for the analyst alone",
        table=Table(frame=path, columns=tuple(columns), caption=f"{label}: {bench.unit.lower()}"),
    )


def _scene(bench: Workbench) -> Scene:
    plan = bench.plan
    return Scene(
        y_title=bench.unit,
        form="rate",
        phase_in=events.phase_in(plan, LAUNCH.capitalize()),
        markers=events.marked(plan),
        bands=events.bands(plan.events),
    )

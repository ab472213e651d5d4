"""Everything the Board report will say, worked out from checked rows; nothing is protected yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import polars as pl

from referral_analysis.analysis import county, dose, headline, quarters, segments
from referral_analysis.analysis.beside import counts
from referral_analysis.analysis.enough import of_plan
from referral_analysis.analysis.files_beside import (
    NO_FILES,
    NOTHING_BESIDE,
    Beside,
    Files,
    files_of,
)
from referral_analysis.analysis.model import PLANNED, by_dose
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision
from referral_analysis.extract import Checked, Population, years_held
from referral_analysis.questions.came_back import finding as rereferral
from referral_analysis.questions.changed.finding import Before, Since, answer_then, since
from referral_analysis.questions.data.reading import rows_read, rules_failed
from referral_analysis.questions.elsewhere import finding as substitution
from referral_analysis.questions.fell import alternatives, examined
from referral_analysis.questions.fell.lasting import lasting
from referral_analysis.questions.fell.tables import NO_TIPS, Alarms, Lasting, Tolerated
from referral_analysis.questions.made_of import parts
from referral_analysis.questions.needs import EVERYTHING, Have, filled, held_by
from referral_analysis.questions.recorded import finding as recording
from referral_analysis.questions.recorded.gaps import gaps
from referral_analysis.questions.recorded.tables import RecordGaps


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoardFindings:
    """One frame a section of the report; the module that makes a frame says what it holds.

    have: what there was to work from. What a question lacked has no rows in its frames.
    """

    plan: Plan
    decision: Decision
    changes: pl.DataFrame = field(repr=False)
    monthly: pl.DataFrame = field(repr=False)
    blanks: pl.DataFrame = field(repr=False)
    alternatives: pl.DataFrame = field(repr=False)
    segments: pl.DataFrame = field(repr=False)
    elsewhere: pl.DataFrame = field(repr=False)
    recording: pl.DataFrame = field(repr=False)
    parts: pl.DataFrame = field(repr=False)
    differences: pl.DataFrame = field(repr=False)
    rules: pl.DataFrame = field(repr=False)
    rows: pl.DataFrame = field(repr=False)
    flags: Sequence[str]
    returned: rereferral.Returns = rereferral.NOBODY
    files: Files = NO_FILES
    tolerated: pl.DataFrame = field(repr=False, default_factory=Tolerated.frame)
    tips: pl.DataFrame = field(repr=False, default_factory=lambda: NO_TIPS)
    alarms: pl.DataFrame = field(repr=False, default_factory=Alarms.frame)
    lasting: pl.DataFrame = field(repr=False, default_factory=Lasting.frame)
    gaps: pl.DataFrame = field(repr=False, default_factory=RecordGaps.frame)
    since: Since | None = None
    segment_months: pl.DataFrame = field(repr=False, default_factory=pl.DataFrame)
    """As `quarters.months_of`: for holding spans of segments to those published before."""
    have: Have = EVERYTHING


def _since(
    before: Before,
    rows: pl.LazyFrame,
    plan: Plan,
    companions: tuple[Population, pl.DataFrame | None],
) -> Since:
    population, _ = companions
    moved = since(before, rows, plan, partial(headline.ratio, population))
    return replace(moved, then=answer_then(before, *companions))


def board(
    checked: Checked,
    population: Population,
    workshops: pl.DataFrame | None,
    plan: Plan,
    beside: Beside = NOTHING_BESIDE,
    *,
    before: Before | None = None,
) -> BoardFindings:
    """Work out the whole report; SeriesError when the months cannot carry the model.

    before: the extract of an earlier release, to say what moved since; nothing is said where that
    counted by other stretches than this one.
    """
    have = held_by(
        checked.kept,
        population=population,
        workshops=workshops,
        beside=beside,
        months=(plan.months_before, plan.months_after),
        new_ids_on=checked.new_ids_on,
    )
    rows = of_plan(filled(checked.kept, have), plan, beside.contacts)
    everything = county.counts(rows, population, plan)
    monthly = county.analysed(everything, plan)
    county.require_every_month(monthly)
    reached = dose.of_launch(rows, population, workshops, plan)
    primary = headline.of_months(monthly, reached, plan)
    files = files_of(
        rows, beside, plan, years_held(population, plan.series_starts, plan.last_month)
    )
    dosed = None if reached is None else by_dose(reached)
    choices, form = PLANNED, primary.decision.form
    returned = rereferral.returns(rows, plan, checked.new_ids_on)
    fitted = {county.HEADLINE: primary.fitted, **county.fit(monthly, plan, choices)}
    changed = county.changes(fitted, monthly, plan, primary.ends)
    return BoardFindings(
        plan=plan,
        decision=primary.decision,
        changes=changed,
        monthly=county.paths(fitted, changed, monthly, plan, form),
        tolerated=examined.tolerated(primary),
        tips=examined.tips(primary, plan),
        alarms=examined.alarms(primary),
        lasting=lasting(primary.pair, plan, form),
        gaps=gaps(checked, plan),
        blanks=examined.blanks(primary),
        alternatives=pl.concat(
            [
                alternatives.of_headline(everything, plan, dosed, form),
                segments.combined(rows, population, workshops, plan, dosed or choices),
            ]
        ),
        segments=segments.of_headline(rows, population, plan),
        elsewhere=substitution.changes(
            counts(rows, beside, population, plan, files=files), files, plan, choices
        ),
        files=files,
        recording=recording.of_wider(monthly, plan, choices, form),
        parts=parts.decomposed(monthly, plan, choices, splits=("two",)),
        returned=returned,
        differences=rereferral.differences(returned, plan),
        rules=rules_failed(checked),
        rows=rows_read(checked),
        flags=county.flags(primary.fitted),
        segment_months=quarters.months_of_kinds(rows, population, plan),
        since=None
        if before is None or before.plan.step != plan.step
        else _since(before, rows, plan, (population, workshops)),
        have=have,
    )

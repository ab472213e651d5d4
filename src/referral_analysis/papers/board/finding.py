"""Everything the Board report will say, worked out from checked rows; nothing is protected yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from referral_analysis.analysis import county, dose, headline, quarters, segments
from referral_analysis.analysis.beside import NOTHING_BESIDE, Beside, counts
from referral_analysis.analysis.model import PLANNED, by_dose
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision
from referral_analysis.extract import Checked, Population
from referral_analysis.questions.came_back import finding as rereferral
from referral_analysis.questions.changed.finding import Before, Since, since
from referral_analysis.questions.data.reading import rows_read, rules_failed
from referral_analysis.questions.elsewhere import finding as substitution
from referral_analysis.questions.fell import alternatives, examined
from referral_analysis.questions.fell.tables import NO_TIPS, NOTHING_RAISED, NOTHING_TOLERATED
from referral_analysis.questions.made_of import parts
from referral_analysis.questions.recorded import finding as recording


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoardFindings:
    """One frame a section of the report; the module that makes a frame says what it holds."""

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
    tolerated: pl.DataFrame = field(repr=False, default_factory=lambda: NOTHING_TOLERATED)
    tips: pl.DataFrame = field(repr=False, default_factory=lambda: NO_TIPS)
    alarms: pl.DataFrame = field(repr=False, default_factory=lambda: NOTHING_RAISED)
    since: Since | None = None
    segment_months: pl.DataFrame = field(repr=False, default_factory=pl.DataFrame)
    """As `quarters.months_of`: for holding spans of segments to those published before."""


def board(
    checked: Checked,
    population: Population,
    workshops: pl.DataFrame,
    plan: Plan,
    beside: Beside = NOTHING_BESIDE,
    *,
    before: Before | None = None,
) -> BoardFindings:
    """Work out the whole report; SeriesError when the months cannot carry the model.

    before: the extract of an earlier release, to say what moved since.
    """
    everything = county.counts(checked.kept, population, plan)
    monthly = county.analysed(everything, plan)
    county.require_every_month(monthly)
    reached = dose.of_launch(checked.kept, population, workshops, plan)
    primary = headline.of_months(monthly, reached, plan)
    choices, dosed, form = PLANNED, by_dose(reached), primary.decision.form
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
        blanks=examined.blanks(primary),
        alternatives=pl.concat(
            [
                alternatives.of_headline(everything, plan, dosed, form),
                segments.combined(checked.kept, population, workshops, plan, dosed),
            ]
        ),
        segments=segments.of_headline(checked.kept, population, plan),
        elsewhere=substitution.changes(
            counts(checked.kept, beside, population, plan), beside, plan, choices
        ),
        recording=recording.of_wider(monthly, plan, choices, form),
        parts=parts.decomposed(monthly, plan, choices, splits=("two",)),
        differences=rereferral.differences(rereferral.returns(checked.kept, plan), plan),
        rules=rules_failed(checked),
        rows=rows_read(checked),
        flags=county.flags(primary.fitted),
        segment_months=pl.concat(
            quarters.months_of(checked.kept, population, plan, kind) for kind in segments.KINDS
        ),
        since=since(before, checked.kept, plan, partial(headline.ratio, population, workshops))
        if before
        else None,
    )

"""Everything the Board report will say, worked out from checked rows; nothing is protected yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from referral_analysis.analysis import county, dose, headline, quarters, segments
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision
from referral_analysis.extract import Checked, Population, years_held
from referral_analysis.findings.files_beside import (
    NO_FILES,
    NOTHING_BESIDE,
    Beside,
    Files,
    files_of,
)
from referral_analysis.questions.came_back import finding as rereferral
from referral_analysis.questions.changed.finding import Before, Since, since
from referral_analysis.questions.data.reading import rows_read, rules_failed
from referral_analysis.questions.elsewhere import finding as substitution
from referral_analysis.questions.fell import alternatives
from referral_analysis.questions.made_of import parts
from referral_analysis.questions.recorded import finding as recording


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoardFindings:
    """One frame a section of the report; the module that makes a frame says what it holds."""

    plan: Plan
    decision: Decision
    changes: pl.DataFrame = field(repr=False)
    monthly: pl.DataFrame = field(repr=False)
    alternatives: pl.DataFrame = field(repr=False)
    segments: pl.DataFrame = field(repr=False)
    elsewhere: pl.DataFrame = field(repr=False)
    recording: pl.DataFrame = field(repr=False)
    parts: pl.DataFrame = field(repr=False)
    differences: pl.DataFrame = field(repr=False)
    rules: pl.DataFrame = field(repr=False)
    rows: pl.DataFrame = field(repr=False)
    flags: Sequence[str]
    files: Files = NO_FILES
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
    held = years_held(population, plan.series_starts, plan.last_month)
    files = files_of(checked.kept, beside, plan, held)
    choices, form = primary.choices, primary.decision.form
    fitted = {county.HEADLINE: primary.fitted, **county.fit(monthly, plan, choices)}
    return BoardFindings(
        plan=plan,
        decision=primary.decision,
        changes=county.changes(fitted, monthly, plan),
        monthly=county.paths(fitted, monthly, plan, form),
        alternatives=pl.concat(
            [
                alternatives.of_headline(everything, plan, choices, form),
                segments.combined(checked.kept, population, workshops, plan, choices),
            ]
        ),
        segments=segments.of_headline(checked.kept, population, plan),
        elsewhere=substitution.changes(
            substitution.counts(checked.kept, beside, population, plan), files, plan, choices
        ),
        files=files,
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

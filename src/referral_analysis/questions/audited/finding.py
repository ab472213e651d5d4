"""What the threshold audit says: agreement, prevalence, NFA as a proxy, the corrected series."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from referral_analysis.analysis import county, primary
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED, Choices, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import Checked, Population
from referral_analysis.questions.audited import corrected, sample
from referral_analysis.questions.audited.sample import Unrated
from referral_analysis.questions.audited.tables import (
    AgreementFound,
    AsBefore,
    AuditedCells,
    AuditedEffects,
    AuditedMonths,
    JudgedShares,
    RatedCases,
)
from referral_analysis.series.measures import INAPPROPRIATE as NFA
from referral_analysis.series.outcome import NFA as NO_ACTION
from referral_analysis.series.outcome import Outcome, recoded
from referral_analysis.statistics import accuracy, agreement, prevalence
from referral_analysis.statistics.accuracy import rogan_gladen_interval
from referral_analysis.statistics.agreement import Ratings

if TYPE_CHECKING:
    from referral_analysis import its

INAPPROPRIATE, APPROPRIATE, CANNOT_TELL = "inappropriate", "appropriate", "cannot tell"
OUTCOMES = ("all judged it inappropriate", "all judged it appropriate", "they disagreed")
PERIODS = (sample.BEFORE, sample.AFTER)
CHANGE = "change"
_INTERVAL = tuple(AsBefore.names())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedCases:
    """The audit's key and judgements, as `extract.judgements` reads them."""

    key: pl.DataFrame = field(repr=False)
    judgements: pl.DataFrame = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditSummary:
    """What the judgements say by themselves; nothing is protected yet.

    ratings: `RatedCases`. agreement: `AgreementFound`, without rows where `unrated` says why.
    cells: `AuditedCells`. shares: `JudgedShares`.
    """

    level: float
    outcome: Outcome = NO_ACTION
    ratings: pl.DataFrame = field(repr=False)
    agreement: pl.DataFrame = field(repr=False)
    cells: pl.DataFrame = field(repr=False)
    shares: pl.DataFrame = field(repr=False)
    unrated: Unrated | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditFindings:
    """The summary and what it makes of the months.

    monthly: `AuditedMonths`. effects: `AuditedEffects`. as_before: `AsBefore`.
    """

    plan: Plan
    summary: AuditSummary
    monthly: pl.DataFrame = field(repr=False)
    effects: pl.DataFrame = field(repr=False)
    as_before: pl.DataFrame = field(repr=False)


def audit_summary(
    found: JudgedCases | None, level: float, outcome: Outcome = NO_ACTION
) -> AuditSummary | None:
    """Summarise the judgements; None where a council has no audit."""
    if found is None:
        return None
    ratings, drawn = _ratings(found), _drawn(found)
    by_period = {name: drawn.filter(pl.col("period") == name) for name in PERIODS}
    cases = {name: prevalence.cases_of(rows) for name, rows in by_period.items()}
    unrated = _unrated(ratings, found)
    coefficients = () if unrated else agreement.agreement(ratings, 2, level)
    return AuditSummary(
        level=level,
        outcome=outcome,
        ratings=_rated(found),
        agreement=AgreementFound.frame(
            (one.name, one.estimate, one.low, one.high) for one in coefficients
        ).with_columns(pl.col(_INTERVAL).fill_nan(None)),
        cells=_cells(drawn),
        shares=_shares(cases, level),
        unrated=unrated,
    )


def of_audit(
    checked: Checked,
    population: Population,
    judged: JudgedCases | None,
    plan: Plan,
) -> AuditFindings:
    """Work out the whole audit report; errors of `audit` and SeriesError."""
    summary = audit_summary(judged, plan.level, plan.outcome)
    if summary is None or judged is None:
        raise TypeError(type(judged).__name__)
    drawn = _drawn(judged)
    before, after = (
        accuracy.accuracy(prevalence.cases_of(drawn.filter(pl.col("period") == name)), plan.level)
        for name in PERIODS
    )
    proxy = corrected.ProxyAccuracy(before=before, after=after, first_after=plan.first_after)
    rows = recoded(checked.kept, plan.outcome, plan.closure_ripens_in_days)
    board = county.analysed(county.counts(rows, population, plan), plan)
    county.require_every_month(board)
    monthly = _monthly(board)
    return AuditFindings(
        plan=plan,
        summary=summary,
        monthly=_corrected(monthly, proxy, plan),
        effects=pl.concat(
            [
                _effects(monthly, proxy, plan),
                _of_flag(board, plan),
            ]
        ),
        as_before=_as_before(drawn, before),
    )


def _ratings(cases: JudgedCases) -> Ratings:
    """Return 1 inappropriate, 0 appropriate, -1 neither, by auditor, of cases that two judged.

    Which cases were to be judged twice was decided beforehand, so the others say nothing.
    """
    said = {INAPPROPRIATE: 1, APPROPRIATE: 0, CANNOT_TELL: -1}
    wide = (
        cases.judgements.with_columns(pl.col("judgement").replace_strict(said))
        .pivot(on="auditor", index="referral_id", values="judgement")
        .sort("referral_id")
        .drop("referral_id")
    )
    ratings: Ratings = wide.select(sorted(wide.columns)).fill_null(-1).cast(pl.Int64).to_numpy()
    twice: Ratings = ratings[(ratings >= 0).sum(axis=1) >= 2]
    return twice


def _unrated(ratings: Ratings, cases: JudgedCases) -> Unrated | None:
    if len(ratings) >= 2:
        return None
    has_pairs = (cases.key["auditors"].list.len() > 1).any()
    return "not back from two" if has_pairs else "none given to two"


def _rated(cases: JudgedCases) -> pl.DataFrame:
    """Count how the cases came out that were given to two auditors or more and judged by all.

    Those that one could not judge say nothing of agreement and are left out.
    """
    asked = cases.key.filter(pl.col("auditors").list.len() > 1)
    said = pl.col("judgement")
    outcome = (
        pl.when((said == INAPPROPRIATE).all())
        .then(pl.lit(OUTCOMES[0]))
        .when((said == APPROPRIATE).all())
        .then(pl.lit(OUTCOMES[1]))
        .otherwise(pl.lit(OUTCOMES[2]))
    )
    counted = (
        cases.judgements.filter(said != CANNOT_TELL)
        .join(asked.select("referral_id", "auditors"), on="referral_id")
        .group_by("referral_id")
        .agg(outcome.alias("outcome"), pl.len() == pl.col("auditors").first().list.len())
        .filter("len")
        .group_by("outcome")
        .agg(pl.len().cast(pl.Int64).alias("cases"))
    )
    every = pl.DataFrame({"outcome": OUTCOMES}).join(
        counted, on="outcome", how="left", maintain_order="left"
    )
    return RatedCases.checked(every.with_columns(pl.col("cases").fill_null(0)))


def _drawn(cases: JudgedCases) -> pl.DataFrame:
    """Return the key with the share of those who could tell that judged each inappropriate."""
    told = (
        cases.judgements.filter(pl.col("judgement") != CANNOT_TELL)
        .group_by("referral_id")
        .agg((pl.col("judgement") == INAPPROPRIATE).mean().alias("inappropriate"))
    )
    return cases.key.join(told, on="referral_id", how="left", maintain_order="left")


def _cells(drawn: pl.DataFrame) -> pl.DataFrame:
    return AuditedCells.checked(
        drawn.group_by("period", "is_nfa")
        .agg(
            pl.len().cast(pl.Int64).alias("drawn"),
            pl.col("inappropriate").count().cast(pl.Int64).alias("judged"),
            (pl.col("inappropriate") >= 0.5).sum().cast(pl.Int64).alias("inappropriate"),
        )
        .sort(pl.col("period").replace_strict({name: i for i, name in enumerate(PERIODS)}),
              "is_nfa", descending=[False, True])
    )  # fmt: skip


def _shares(cases: Mapping[str, prevalence.Cases], level: float) -> pl.DataFrame:
    by_period: dict[str, dict[str, prevalence.Share]] = {}
    for name, judged in cases.items():
        flag = accuracy.accuracy(judged, level)
        by_period[name] = {
            "prevalence": prevalence.prevalence(judged, level),
            "ppv": flag.ppv,
            "false_omission": flag.false_omission,
            "sensitivity": flag.sensitivity,
            "specificity": flag.specificity,
        }
    rows = [
        (name, what, share.estimate, share.low, share.high)
        for name, shares in by_period.items()
        for what, share in shares.items()
    ]
    for what, before in by_period[sample.BEFORE].items():
        change = prevalence.difference(before, by_period[sample.AFTER][what])
        rows.append((CHANGE, what, change.estimate, change.low, change.high))
    return JudgedShares.frame(rows).with_columns(pl.col(_INTERVAL).fill_nan(None))


def _monthly(board: pl.DataFrame) -> pl.DataFrame:
    """Return referrals and NFA of every month of the plan: period, both, exposure."""
    both = county.pair(board, "nfa", "referrals")
    return both.select(
        "period", referrals="others", nfa="inappropriate", exposure="child_working_days"
    )


def _corrected(monthly: pl.DataFrame, proxy: corrected.ProxyAccuracy, plan: Plan) -> pl.DataFrame:
    shares = corrected.corrected_months(monthly, proxy, plan.level)
    is_between = pl.col("period").is_between(plan.launch_month, plan.phase_in_ends)
    return AuditedMonths.checked(
        monthly.drop("exposure")
        .join(shares, on="period", maintain_order="left")
        .with_columns(
            pl.when(~is_between).then(pl.col(name)).alias(name) for name in ("share", "low", "high")
        )
    )


def _effects(monthly: pl.DataFrame, proxy: corrected.ProxyAccuracy, plan: Plan) -> pl.DataFrame:
    """Estimate the launch's effect as audited, and as if the audit had no error.

    The months of the phase-in are left out: which accuracy holds in them, nobody knows.
    """
    model = spec_alone(plan, monthly, Choices(model="ar1_noise"))
    effect = corrected.corrected_effect(monthly, proxy, model, LAUNCH, plan.level)
    return AuditedEffects.frame(
        [
            ("corrected", effect.ratio, effect.low, effect.high),
            ("corrected_alone", effect.ratio, effect.series_low, effect.series_high),
        ]
    )


def _of_flag(board: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Estimate the effect on NFA by itself as the Board report does: the two cannot differ."""
    flagged = board.filter(pl.col("measure") == NFA)
    fitted: dict[str, its.ItsFit] = {NFA: primary.fit_alone(flagged, plan, PLANNED)}
    row = county.changes(fitted, board, plan).filter(pl.col("measure") == NFA)
    return row.select(pl.lit("nfa").alias("series"), "ratio", "low", "high")


def _as_before(drawn: pl.DataFrame, before: accuracy.Accuracy) -> pl.DataFrame:
    after = drawn.filter(pl.col("period") == sample.AFTER)
    strata = (
        after.group_by("stratum")
        .agg(pl.col("in_stratum").first(), pl.col("is_nfa").mean())
        .sort("stratum")
    )
    flagged = strata.select(
        (pl.col("in_stratum") * pl.col("is_nfa")).sum() / pl.col("in_stratum").sum()
    ).item()
    share = rogan_gladen_interval(flagged, before)
    return AsBefore.frame([(share.estimate, share.low, share.high)]).with_columns(
        pl.all().fill_nan(None)
    )

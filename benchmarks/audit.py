"""How often the audit's ranges hold the planted truth, over simulated counties of monthly counts.

Each county's referrals are simulated by final outcome; an audit draws as many NFA referrals as
others in each period, and each is judged by one of two auditors who err as in the sample data. The
audit-corrected effect is held against the ratio that such auditors would find over all referrals;
so is the plain series of NFA, which reads a change in recording as a fall.
python benchmarks/audit.py [--counties 2000]
"""

import argparse
import datetime as dt
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest import mock

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis import its
from referral_analysis.periods import working_days
from referral_analysis.questions.audited import corrected
from referral_analysis.questions.audited.corrected import (
    CorrectedEffect,
    ProxyAccuracy,
    corrected_effect,
)
from referral_analysis.simulate import OUTCOMES, SCENARIOS, Scenario, month_counts
from referral_analysis.simulate.judgements import AUDITORS, audit_plan, inappropriate_shares
from referral_analysis.simulate.truth import planted_ratios
from referral_analysis.statistics.accuracy import accuracy
from referral_analysis.statistics.prevalence import Cases, ShareDifference, difference, prevalence

ROOT = Path(__file__).resolve().parents[1]
FIRST_SEED = 20_000  # far from the sample's
POINTS = 128  # an eighth of the product's: it is the coverage that is wanted, not each end
FIRST, LAST, FIRST_AFTER = dt.date(2008, 4, 1), dt.date(2011, 12, 1), dt.date(2011, 8, 1)
SPEC = its.ItsSpec(
    timeline=its.Timeline(
        its.Interruption("inspection", starts="2010-10"),
        its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07", phase_in="exclude"),
    ),
    model="ar1_noise",
    scale="log",
    seasonality=its.calendar(),  # as `findings.model.spec_alone`
)
SHARE_OF_COUNTIES = {"thresholds_worked": 1.0, "recording_changed": 0.2, "nothing_happened": 0.2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one county's audit found, with the truth of each figure."""

    effect: CorrectedEffect
    true_ratio: float
    plain_low: float
    plain_high: float
    change: ShareDifference
    true_change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How often ranges of 95% held the truth, in per cent, with the Monte-Carlo error in points."""

    scenario: str
    counties: int
    true_ratio: float
    corrected: float
    monte_carlo_error: float
    corrected_without_the_audits_error: float
    plain_nfa: float
    change_in_share: float
    corrected_says_fell: float
    plain_nfa_says_fell: float
    median_high_over_low: float


def one_county(seed: int, scenario: Scenario, true_ratio: float, cases: int) -> Found:
    """Simulate a county and its audit, and estimate."""
    rng = np.random.default_rng(seed)
    counts = month_counts(seed, scenario).pivot(on="outcome", index="month", values="referrals")
    plan = audit_plan(seed)
    audits = {
        name: audit_of(rng, counts, scenario, span, cases // 4)
        for name, span in (("before", plan.before), ("after", plan.after))
    }
    shares = {name: prevalence(drawn) for name, (drawn, _) in audits.items()}
    monthly = counts.filter(pl.col("month").is_between(FIRST, LAST)).select(
        pl.col("month").alias("period"),
        pl.sum_horizontal(OUTCOMES).alias("referrals"),
        "nfa",
    )
    monthly = monthly.with_columns(exposure=pl.Series(working_days(monthly["period"].to_list())))
    proxy = ProxyAccuracy(
        before=accuracy(audits["before"][0]),
        after=accuracy(audits["after"][0]),
        first_after=FIRST_AFTER,
    )
    plain = its.effects(
        its.fit(monthly.select("period", "exposure", count="nfa"), SPEC), at="launch"
    ).row(0, named=True)
    return Found(
        effect=corrected_effect(monthly, proxy, SPEC, "launch"),
        true_ratio=true_ratio,
        plain_low=plain["low"],
        plain_high=plain["high"],
        change=difference(shares["before"], shares["after"]),
        true_change=audits["after"][1] - audits["before"][1],
    )


def audit_of(
    rng: np.random.Generator,
    counts: pl.DataFrame,
    scenario: Scenario,
    span: tuple[dt.date, dt.date],
    cases: int,
) -> tuple[Cases, float]:
    """Judge so many NFA and other referrals of a period; return them and the share truly so.

    "Truly" is as these auditors would find, had they judged every referral.
    """
    held = counts.filter(pl.col("month").is_between(*span)).select(pl.col(OUTCOMES).sum()).row(0)
    shares = inappropriate_shares(scenario, span[1])
    judged = [
        _judged(rng, rng.random(count) < shares[outcome])
        for count, outcome in zip(held, OUTCOMES, strict=True)
    ]
    groups = [judged[0], np.concatenate(judged[1:])]
    drawn = [rng.choice(group, cases, replace=False) for group in groups]
    is_nfa = np.repeat([True, False], cases)
    found = Cases(
        stratum=(~is_nfa).astype(np.int64),
        in_stratum=np.repeat([len(group) for group in groups], cases).astype(np.float64),
        inappropriate=np.concatenate(drawn),
        is_nfa=is_nfa,
    )
    return found, float(np.concatenate(groups).mean())


def _judged(rng: np.random.Generator, truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Let one of the auditors judge each referral."""
    which = rng.integers(len(AUDITORS), size=len(truth))
    sensitivity = np.array([auditor.sensitivity for auditor in AUDITORS])[which]
    specificity = np.array([auditor.specificity for auditor in AUDITORS])[which]
    says = np.where(truth, sensitivity, 1 - specificity)
    return (rng.random(len(truth)) < says).astype(np.float64)


def summary(scenario: str, found: list[Found]) -> Coverage:
    """Count how often each kind of range holds its truth."""

    def percent(holds: list[bool]) -> float:
        return round(100 * float(np.mean(holds)), 1)

    truth = found[0].true_ratio
    held = [one.effect.low <= truth <= one.effect.high for one in found]
    share = float(np.mean(held))
    return Coverage(
        scenario=scenario,
        counties=len(found),
        true_ratio=truth,
        corrected=percent(held),
        monte_carlo_error=round(100 * (share * (1 - share) / len(found)) ** 0.5, 1),
        corrected_without_the_audits_error=percent(
            [one.effect.series_low <= truth <= one.effect.series_high for one in found]
        ),
        plain_nfa=percent([one.plain_low <= truth <= one.plain_high for one in found]),
        change_in_share=percent(
            [one.change.low <= one.true_change <= one.change.high for one in found]
        ),
        corrected_says_fell=percent([one.effect.high < 1 for one in found]),
        plain_nfa_says_fell=percent([one.plain_high < 1 for one in found]),
        median_high_over_low=round(
            float(np.median([one.effect.high / one.effect.low for one in found])), 2
        ),
    )


def main() -> None:
    """Simulate, audit, estimate, and write the table beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=2_000)
    arguments.add_argument("--cases", type=int, default=400)
    given = arguments.parse_args()
    started = time.process_time()
    rows = []
    with mock.patch.object(corrected, "POINTS", POINTS):
        for name, part in SHARE_OF_COUNTIES.items():
            truth = planted_ratios(SCENARIOS[name])["judged_inappropriate"]
            seeds = range(FIRST_SEED, FIRST_SEED + round(given.counties * part))
            found = [one_county(seed, SCENARIOS[name], truth, given.cases) for seed in seeds]
            rows.append(asdict(summary(name, found)))
    text = json.dumps(
        {
            "command": f"python benchmarks/audit.py --counties {given.counties}",
            "cases": given.cases,
            "first_seed": FIRST_SEED,
            "coverage_percent": rows,
        },
        indent=2,
    )
    (ROOT / "benchmarks" / "results" / "audit.json").write_text(text + "\n", "utf-8")
    print(text)
    print(f"{time.process_time() - started:.0f} s of CPU time")


if __name__ == "__main__":
    main()

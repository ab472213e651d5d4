"""The November 2011 audit: which referrals were drawn, and what two auditors said of them.

Whether a referral was truly inappropriate is not the same as what was done with it: by far most of
those with no further action were, some of those assessed and found not in need, few of the others.
The auditors see that truth imperfectly, each in their own way, and cannot always tell.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis import extract
from referral_analysis.extract import columns
from referral_analysis.extract.judgements import AUDITOR, JUDGEMENT
from referral_analysis.questions.audited.sample import AFTER, BEFORE, SamplePlan, draw
from referral_analysis.simulate.county import County
from referral_analysis.simulate.scenario import OUTCOMES, Outcome, Scenario
from referral_analysis.simulate.snapshot import Snapshot
from referral_analysis.simulate.streams import stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditor:
    """How well one auditor sees whether a referral was inappropriate, and how often not at all."""

    name: str
    sensitivity: float
    specificity: float
    cannot_tell: float


AUDITORS = (
    Auditor(name="A", sensitivity=0.92, specificity=0.94, cannot_tell=0.03),
    Auditor(name="B", sensitivity=0.88, specificity=0.91, cannot_tell=0.05),
)
# assumption: the share that was truly inappropriate, by what was done in the end
INAPPROPRIATE: dict[Outcome, float] = {"nfa": 0.85, "not_in_need": 0.6, "in_need": 0.04}
DISTRICT_GROUPS = {
    district: group
    for group, districts in {
        "East": ("Canterbury", "Dover", "Shepway", "Swale", "Thanet"),
        "Mid": ("Ashford", "Maidstone", "Tonbridge and Malling"),
        "West": ("Dartford", "Gravesham", "Sevenoaks", "Tunbridge Wells"),
    }.items()
    for district in districts
}


def audit_plan(seed: int) -> SamplePlan:
    """Return what the audit drew: the months whose decisions had settled, and a year earlier."""
    return SamplePlan(
        before=(dt.date(2010, 8, 1), dt.date(2010, 10, 1)),
        after=(dt.date(2011, 8, 1), dt.date(2011, 10, 1)),
        cases=400,
        judged_twice=0.3,
        auditors=[auditor.name for auditor in AUDITORS],
        seed=seed,
        district_groups=DISTRICT_GROUPS,
    )


def audit_sample(county: County, taken: Snapshot) -> pl.DataFrame:
    """Draw the audit's sample from an extract's checked rows, as `audit-sample` does."""
    checked = extract.check(taken.referrals.lazy(), extract_date=taken.drawn_on)
    return draw(checked.kept, audit_plan(county.seed))


def judgements(county: County, sample: pl.DataFrame) -> pl.DataFrame:
    """Judge a sample: referral_id, auditor, judgement, in order of both ids."""
    allotted = (
        sample.select(columns.REFERRAL_ID, pl.col("auditors").str.split(";").alias(AUDITOR))
        .explode(AUDITOR)
        .sort(columns.REFERRAL_ID, AUDITOR)
        .join(truly_inappropriate(county), on=columns.REFERRAL_ID, maintain_order="left")
    )
    chance = stream(county.seed, "judgements").random((2, allotted.height))
    seen, told = (pl.Series(row) for row in chance)
    knows = {auditor.name: auditor for auditor in AUDITORS}

    def of(field: str) -> pl.Expr:
        return pl.col(AUDITOR).replace_strict(
            {name: getattr(auditor, field) for name, auditor in knows.items()}
        )

    sees = pl.when("is_inappropriate").then(of("sensitivity")).otherwise(1 - of("specificity"))
    return allotted.select(
        columns.REFERRAL_ID,
        AUDITOR,
        pl.when(told < of("cannot_tell"))
        .then(pl.lit("cannot tell"))
        .when(seen < sees)
        .then(pl.lit("inappropriate"))
        .otherwise(pl.lit("appropriate"))
        .alias(JUDGEMENT),
    )


def truly_inappropriate(county: County) -> pl.DataFrame:
    """Draw the truth of every referral: referral_id, is_inappropriate."""
    rows = county.histories
    chance = stream(county.seed, "truth_of_audit").random(rows.height)
    months = rows[columns.REFERRED_ON].dt.month_start()
    shares = np.zeros(rows.height)
    for month in months.unique():
        by_outcome = inappropriate_shares(county.scenario, month)
        here = (months == month).fill_null(value=False).to_numpy()
        shares[here] = rows["outcome"].filter(pl.Series(here)).replace_strict(by_outcome).to_numpy()
    return rows.select(
        columns.REFERRAL_ID, pl.Series("is_inappropriate", chance < shares, dtype=pl.Boolean)
    )


def inappropriate_shares(scenario: Scenario, month: dt.date) -> dict[Outcome, float]:
    """Return the share truly inappropriate by outcome in a month.

    What a step adds to the assessed-not-in-need ones was NFA before: such a change is one of
    recording, and takes along how many of them are inappropriate.
    """
    shares = dict(INAPPROPRIATE)
    for step in scenario.steps:
        grows = step.ratios.not_in_need
        if step.starts <= month and step.ratios.nfa < 1 < grows:
            moved = shares["nfa"] * (grows - 1)
            shares["not_in_need"] = (shares["not_in_need"] + moved) / grows
    return shares


def audit_truth(county: County, sample: pl.DataFrame) -> dict[str, Any]:
    """Return what was planted in the audit, as plain values: three decimals where realised."""
    plan = audit_plan(county.seed)
    rows = county.histories.join(truly_inappropriate(county), on=columns.REFERRAL_ID)
    shares = (
        rows.with_columns(plan.period())
        .drop_nulls("period")
        .group_by("period")
        .agg(pl.col("is_inappropriate").mean())
    )
    realised = dict(shares.rows())
    return {
        "cases": sample.height,
        "share_inappropriate_by_outcome": dict(INAPPROPRIATE),
        "auditors": {
            one.name: {
                "sensitivity": one.sensitivity,
                "specificity": one.specificity,
                "cannot_tell": one.cannot_tell,
            }
            for one in AUDITORS
        },
        "share_truly_inappropriate": {name: round(realised[name], 3) for name in (BEFORE, AFTER)},
        "share_judged_inappropriate": {
            name: round(_as_judged(realised[name]), 3) for name in (BEFORE, AFTER)
        },
    }


def judged_shares(scenario: Scenario, month: dt.date) -> NDArray[np.float64]:
    """Return the share judged inappropriate of each outcome, in their order, in a month."""
    shares = inappropriate_shares(scenario, month)
    return np.array([_as_judged(shares[outcome]) for outcome in OUTCOMES])


def _as_judged(share: float) -> float:
    """Return the share that auditors who can tell call inappropriate, averaged over them."""
    seen = [share * a.sensitivity + (1 - share) * (1 - a.specificity) for a in AUDITORS]
    return float(np.mean(seen))

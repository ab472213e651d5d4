"""How often an audit's range holds the share that all referrals would have been judged to be.

Stratified samples are drawn without replacement from counties whose every referral has its answer;
some cases nobody can judge, at random. Strata are drawn by NFA status, some of them of two cases,
as `audit-sample` allocates them. Shares go through `audit.cases_of`, as a report's do; beside the
range of all referrals stand those of the flag's accuracy, and the plain range that most audits
print: the share's normal interval, unweighted.
python -m benchmarks.prevalence [--replicates 1000]
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from referral_analysis.questions.audited.sample import shared_out
from referral_analysis.statistics.accuracy import accuracy
from referral_analysis.statistics.prevalence import cases_of, prevalence

RESULTS = Path(__file__).resolve().parent / "results" / "prevalence.json"
SEED = 30_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Strata by how many referrals each holds, how many are judged, and how many inappropriate.

    The first `flagged` strata are those with NFA.
    """

    name: str
    held: tuple[int, ...]
    judged: tuple[int, ...]
    inappropriate: tuple[int, ...]
    flagged: int


def allotted(
    name: str, cases: int, strata: int, shares: tuple[float, float], spread: float = 0.5
) -> Design:
    """Make up a county of uneven strata, half with NFA, and share the cases out to them.

    shares: inappropriate of referrals with NFA and of the others, on average; strata differ from it
    by `spread` (sd of log odds). Every status has half of the cases, every stratum two at least.
    """
    rng = np.random.default_rng([SEED, cases, strata, round(1000 * sum(shares))])
    held: list[int] = []
    judged: list[int] = []
    inappropriate: list[int] = []
    for referrals, share in zip((30 * cases, 70 * cases), shares, strict=True):
        parts = np.maximum(np.round(rng.dirichlet([1.5] * (strata // 2)) * referrals), 6)
        own = parts.astype(np.int64)
        logit = np.log(share / (1 - share)) + spread * rng.normal(size=len(own))
        held += own.tolist()
        judged += shared_out(cases // 2, own).tolist()
        inappropriate += np.round(own / (1 + np.exp(-logit))).astype(int).tolist()
    return Design(
        name=f"{cases} cases, {strata} strata, {name}",
        held=tuple(held),
        judged=tuple(judged),
        inappropriate=tuple(inappropriate),
        flagged=strata // 2,
    )


FIXED = (
    Design(
        name="60 cases, half of them NFA",
        held=(2300, 5200),
        judged=(30, 30),
        inappropriate=(1660, 620),
        flagged=1,
    ),
    Design(
        name="100 cases, auditors nearly always of one mind with the NFA flag",
        held=(2300, 5200),
        judged=(50, 50),
        inappropriate=(2185, 104),
        flagged=1,
    ),
    Design(
        name="120 cases of a small county",
        held=(150, 350),
        judged=(60, 60),
        inappropriate=(108, 42),
        flagged=1,
    ),
    Design(
        name="200 cases, five agencies by NFA",
        held=(400, 700, 600, 400, 200, 1600, 1400, 1100, 700, 400),
        judged=(20,) * 10,
        inappropriate=(300, 500, 420, 290, 150, 240, 140, 110, 100, 30),
        flagged=5,
    ),
    Design(
        name="322 cases, agencies by district groups by NFA, uneven",
        held=(180, 240, 300, 120, 90, 210, 700, 640, 900, 300, 260, 560),
        judged=(20, 25, 30, 12, 10, 22, 40, 38, 50, 20, 20, 35),
        inappropriate=(140, 160, 220, 95, 60, 150, 60, 90, 110, 40, 20, 70),
        flagged=6,
    ),
)
FOLLOWED = {"flag followed": (0.85, 0.15), "flag says little": (0.5, 0.3)}
NEARLY = {"flag nearly always followed": (0.95, 0.05)}
SIZES = ((60, 4), (60, 24), (120, 24), (200, 48), (400, 48))
DESIGNS = (
    *FIXED,
    *(
        allotted(name, cases, strata, shares)
        for cases, strata in SIZES
        for name, shares in (FOLLOWED | NEARLY).items()
    ),
)
CANNOT_TELL = (0.0, 0.1, 0.25)
"""Of the cases, that nobody could judge."""
RANGES = ("all referrals", "ppv", "false_omission", "sensitivity", "specificity")


def drawn(rng: np.random.Generator, design: Design, cannot_tell: float) -> pl.DataFrame:
    """Draw one sample of a design as `cases_of` takes it."""
    held, judged = np.array(design.held), np.array(design.judged)
    bad = np.array(design.inappropriate)
    found = rng.hypergeometric(bad, held - bad, judged)
    stratum = np.repeat(np.arange(len(held)), judged)
    rank = np.arange(len(stratum)) - np.repeat(np.cumsum(judged) - judged, judged)
    scores = np.where(rng.random(len(stratum)) < cannot_tell, np.nan, rank < found[stratum])
    return pl.DataFrame(
        {
            "stratum": stratum,
            "in_stratum": held[stratum],
            "is_nfa": stratum < design.flagged,
            "inappropriate": pl.Series(scores).fill_nan(None),
        }
    )


def truths(design: Design) -> list[float]:
    """Return what the ranges should hold, in their order."""
    held, bad = np.array(design.held, float), np.array(design.inappropriate, float)
    (flagged, others), (right, missed) = (
        (values[: design.flagged].sum(), values[design.flagged :].sum()) for values in (held, bad)
    )
    shares = (
        (right + missed) / (flagged + others),
        right / flagged,
        missed / others,
        right / (right + missed),
        (others - missed) / (others - missed + flagged - right),
    )
    return [float(share) for share in shares]


def covered(
    rng: np.random.Generator, design: Design, cannot_tell: float, replicates: int
) -> dict[str, Any]:
    """Return how often, in per cent, each interval holds the county's own share."""
    truth = truths(design)
    held = np.zeros((replicates, len(truth) + 1))
    for i in range(replicates):
        sample = drawn(rng, design, cannot_tell)
        cases = cases_of(sample)
        flag = accuracy(cases, LEVEL)
        found = (
            prevalence(cases, LEVEL),
            flag.ppv,
            flag.false_omission,
            flag.sensitivity,
            flag.specificity,
        )
        held[i, :-1] = [one.low <= true <= one.high for one, true in zip(found, truth, strict=True)]
        plain, size = float(cases.inappropriate.mean()), len(cases.inappropriate)
        held[i, -1] = abs(plain - truth[0]) <= 1.959964 * (plain * (1 - plain) / size) ** 0.5
    rates = held.mean(axis=0).tolist()
    return {
        "design": design.name,
        "cannot_tell_percent": round(100 * cannot_tell),
        "true_percent": round(100 * truth[0], 2),
        "covered_percent": round(100 * rates[0], 2),
        "monte_carlo_error": round(100 * (rates[0] * (1 - rates[0]) / replicates) ** 0.5, 2),
        "accuracy_covered_percent": {
            name: round(100 * rate, 2) for name, rate in zip(RANGES[1:], rates[1:-1], strict=True)
        },
        "unweighted_covered_percent": round(100 * rates[-1], 2),
    }


def main() -> None:
    """Draw, estimate, compare, and write the results beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--replicates", type=int, default=1_000)
    replicates = arguments.parse_args().replicates
    began, rng = time.process_time(), np.random.default_rng(SEED)
    found = {
        "command": f"python -m benchmarks.prevalence --replicates {replicates}",
        "seed": SEED,
        "replicates": replicates,
        "level_percent": 100 * LEVEL,
        "designs": [
            covered(rng, design, cannot_tell, replicates)
            for design in DESIGNS
            for cannot_tell in CANNOT_TELL
        ],
        "cpu_seconds": round(time.process_time() - began),
    }
    text = json.dumps(found, indent=2)
    RESULTS.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()

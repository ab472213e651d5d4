"""How often an audit's range holds the share that all referrals would have been judged to be.

Stratified samples are drawn without replacement from counties whose every referral has its answer;
shares, ranges and their difference are those of `audit.prevalence`, and beside it stands the plain
range that most audits print: the share's normal interval, unweighted.
python -m benchmarks.prevalence [--replicates 10000]
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from referral_analysis.statistics.prevalence import Cases, prevalence

RESULTS = Path(__file__).resolve().parent / "results" / "prevalence.json"
SEED = 30_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Strata by how many referrals each holds, how many are judged, and how many inappropriate."""

    name: str
    held: tuple[int, ...]
    judged: tuple[int, ...]
    inappropriate: tuple[int, ...]


DESIGNS = (
    Design(
        name="60 cases, half of them NFA",
        held=(2300, 5200),
        judged=(30, 30),
        inappropriate=(1660, 620),
    ),
    Design(
        name="100 cases, auditors nearly always of one mind with the NFA flag",
        held=(2300, 5200),
        judged=(50, 50),
        inappropriate=(2185, 104),
    ),
    Design(
        name="120 cases of a small county",
        held=(150, 350),
        judged=(60, 60),
        inappropriate=(108, 42),
    ),
    Design(
        name="200 cases, five agencies by NFA",
        held=(400, 700, 600, 400, 200, 1600, 1400, 1100, 700, 400),
        judged=(20,) * 10,
        inappropriate=(300, 500, 420, 290, 150, 240, 140, 110, 100, 30),
    ),
    Design(
        name="322 cases, agencies by district groups by NFA, uneven",
        held=(180, 240, 300, 120, 90, 210, 700, 640, 900, 300, 260, 560),
        judged=(20, 25, 30, 12, 10, 22, 40, 38, 50, 20, 20, 35),
        inappropriate=(140, 160, 220, 95, 60, 150, 60, 90, 110, 40, 20, 70),
    ),
)


def drawn(rng: np.random.Generator, design: Design) -> tuple[Cases, int]:
    """Draw one sample of a design: its cases, and how many were judged inappropriate."""
    held, judged = np.array(design.held), np.array(design.judged)
    bad = np.array(design.inappropriate)
    found = rng.hypergeometric(bad, held - bad, judged)
    stratum = np.repeat(np.arange(len(held)), judged)
    rank = np.arange(len(stratum)) - np.repeat(np.cumsum(judged) - judged, judged)
    cases = Cases(
        stratum=stratum,
        in_stratum=held[stratum].astype(np.float64),
        inappropriate=(rank < found[stratum]).astype(np.float64),
        is_nfa=np.zeros(len(stratum), dtype=np.bool_),
    )
    return cases, int(found.sum())


def covered(rng: np.random.Generator, design: Design, replicates: int) -> dict[str, Any]:
    """Return how often, in per cent, each interval holds the county's own share."""
    truth = sum(design.inappropriate) / sum(design.held)
    size = sum(design.judged)
    held = np.zeros((replicates, 2))
    for i in range(replicates):
        cases, found = drawn(rng, design)
        weighted, plain = prevalence(cases, LEVEL), found / size
        reach = 1.959964 * (plain * (1 - plain) / size) ** 0.5
        held[i] = weighted.low <= truth <= weighted.high, abs(plain - truth) <= reach
    ours, unweighted = (float(rate) for rate in held.mean(axis=0))
    error = (ours * (1 - ours) / replicates) ** 0.5
    return {
        "design": design.name,
        "true_percent": round(100 * truth, 2),
        "covered_percent": round(100 * ours, 2),
        "monte_carlo_error": round(100 * error, 2),
        "unweighted_covered_percent": round(100 * unweighted, 2),
    }


def main() -> None:
    """Draw, estimate, compare, and write the results beside this script."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--replicates", type=int, default=10_000)
    replicates = arguments.parse_args().replicates
    began, rng = time.process_time(), np.random.default_rng(SEED)
    found = {
        "command": f"python -m benchmarks.prevalence --replicates {replicates}",
        "seed": SEED,
        "replicates": replicates,
        "level_percent": 100 * LEVEL,
        "designs": [covered(rng, design, replicates) for design in DESIGNS],
        "cpu_seconds": round(time.process_time() - began),
    }
    text = json.dumps(found, indent=2)
    RESULTS.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()

"""One contrast of a design at each of several ratios of the path's drift to a period's error.

lambda = (tau / s)^2: tau, the tolerance, is the standard deviation that the path gains by itself
in a year; s is that of a period's error. What lies between two ratios is interpolated in
sqrt(lambda).
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.intervals.correlation import Family
from referral_analysis.its.intervals.critical_store import kept_table
from referral_analysis.its.intervals.likelihood_ratio import Problem, problem
from referral_analysis.its.kernels.result import Flags, Floats, Integers
from referral_analysis.its.model.design import Design
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import CONTROL, Interruption
from referral_analysis.periods import PERIODS_A_YEAR

# a tolerance of .20 is lambda 16 where s is .05, as of 450 events a month against 950; 128, the
# last, where it is .018
LAMBDAS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
ROOTS = np.sqrt(LAMBDAS)
# problems kept in this process: what a Board report asks about, 2 MB each for 70 months
MOST_KEPT = 48


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ladder:
    """A contrast (p,) of a design (n, p) at whole-numbered times (n,), to be asked at any lambda.

    periods_a_year: of the times. own (p,): claims that a column is the design's own, not a
    covariate's; critical values are those of the own columns (see `critical_at`); None for all.
    """

    design: Floats = field(repr=False)
    times: Integers = field(repr=False)
    contrast: Floats = field(repr=False)
    family: Family
    periods_a_year: float
    own: Flags | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Described:
    """What a table of critical values depends on."""

    design: Floats
    times: Integers
    contrast: Floats
    family: Family
    walk: float


def ladder_of(batch: Batch, name: str, spec: ItsSpec) -> Ladder:
    """Return the ladder of an interruption's level in a batch, over the robust family.

    SpecError for weighted small counts: critical values are of equal weights.
    """
    if batch.response.weights is not None:
        raise SpecError(
            "tolerance",
            found=f"{batch.segments[0]}, whose small counts are weighted",
            needed="equal weights, as from 100 events a period on",
            do="Use weighting='none' in the spec.",
        )
    names = np.array(batch.design.names)
    return Ladder(
        design=batch.design.matrix,
        times=batch.design.times,
        contrast=np.asarray(names == name, dtype=np.float64),
        family="robust",
        periods_a_year=PERIODS_A_YEAR[spec.timeline.frequency],
        own=own_columns(batch.design, given_columns(spec)),
    )


def given_columns(spec: ItsSpec) -> frozenset[str]:
    """Return the names of the columns that covariates and a control make."""
    return frozenset([*spec.covariates, *([CONTROL] if spec.control else [])])


def own_columns(design: Design, given: frozenset[str]) -> Flags:
    """Claim of each column (p,) that it is the design's own."""
    return np.array([name not in given for name in design.names])


def check_tolerance(tolerance: float) -> None:
    """Raise SpecError unless a tolerance is a number of zero or more."""
    if not 0 <= tolerance < np.inf:
        raise SpecError(
            "tolerance",
            found=f"{tolerance}",
            needed="a number of zero or more: the drift's standard deviation over a year",
            do="Correct it.",
        )


def check_alone(interruption: Interruption) -> None:
    """Raise SpecError where an interruption changes the slope as well as the level."""
    if interruption.slope_change:
        raise SpecError(
            "tolerance",
            found=f"{interruption.name} with a change of slope",
            needed="one coefficient that makes the whole effect",
            do="Leave the change of slope or the tolerance out.",
        )


def problem_at(ladder: Ladder, node: int) -> Problem:
    """Return the ladder's problem at LAMBDAS[node]; made once."""
    return _made(
        np.ascontiguousarray(ladder.design, dtype=np.float64).tobytes(),
        ladder.times.astype(np.int64).tobytes(),
        np.asarray(ladder.contrast, dtype=np.float64).tobytes(),
        ladder.family,
        LAMBDAS[node] / ladder.periods_a_year,
    )


def critical_at(ladder: Ladder, node: int) -> Floats:
    """Return critical values (K, levels) at LAMBDAS[node]; simulated where they are unknown.

    Of the design without its covariates, so that a county's own covariate needs no simulation:
    ends then differ by .003 (sd; 0.5% of the width; the largest of 50 was .012) from those by its
    own tables (log rates of other referrals, 61 months before and 5 after).
    """
    plain = ladder
    if ladder.own is not None and not ladder.own.all():
        plain = replace(
            ladder,
            design=ladder.design[:, ladder.own],
            contrast=ladder.contrast[ladder.own],
            own=None,
        )
    described = _Described(
        design=plain.design,
        times=plain.times,
        contrast=plain.contrast,
        family=plain.family,
        walk=LAMBDAS[node] / plain.periods_a_year,
    )
    return kept_table(described, lambda: problem_at(plain, node))


def nodes_for(roots: Floats) -> int:
    """Return how many nodes, from the first, are needed for sqrt(lambda) of any shape."""
    highest = min(float(np.max(roots, initial=0.0)), float(ROOTS[-1]))
    return int(np.searchsorted(ROOTS, highest, side="left")) + 1


@lru_cache(maxsize=MOST_KEPT)
def _made(design: bytes, times: bytes, contrast: bytes, family: Family, walk: float) -> Problem:
    """Build a problem from the bytes of its arrays, which a cache can compare."""
    wanted = np.frombuffer(contrast)
    return problem(
        np.frombuffer(design).reshape(-1, len(wanted)),
        np.frombuffer(times, dtype=np.int64),
        wanted,
        family,
        walk=walk,
    )

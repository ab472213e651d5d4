"""The designs and the errors under which coverage is measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from referral_analysis.its.intervals.correlation import Structure
from referral_analysis.its.intervals.likelihood_ratio import correlation_matrix
from referral_analysis.its.intervals.shipped import papers_design
from referral_analysis.its.model.spec import fourier

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Section = Literal["kent", "papers", "tiny"]
Group = Literal["ar1, rho to .6", "ar1, rho .8", "ar2", "ar1 + noise", "ma1", "limit"]

GAP = 3  # phase-in months, left out
PAPERS_RHO, KENT_RHO, TINY_RHO = (
    (0.0, 0.2, 0.4, 0.6, 0.8),
    (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8),
    (0.0, 0.2, 0.4, 0.6, 0.8),
)
# partial autocorrelations between the nodes of the searched family, so that none is favoured
AR2 = ((0.3, 0.25), (0.5, 0.35), (0.65, 0.35))
NOISE = ((0.6, 0.3), (0.6, 0.5), (0.8, 0.3), (0.8, 0.5), (0.8, 0.7))
LIMIT = ((0.9, 0.3), (0.9, 0.5))
MA1 = 0.4  # correlation of neighbouring months


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Errors:
    """How months resemble each other: a name for people, and what kind it is."""

    name: str
    group: Group
    structure: Structure | None

    def root(self, times: Integers) -> Floats:
        """Return the Cholesky factor (n, n) of the months' correlation."""
        if self.structure is not None:
            return np.asarray(np.linalg.cholesky(correlation_matrix(self.structure, times)))
        apart = np.abs(np.subtract.outer(times, times))
        return np.linalg.cholesky(np.where(apart == 0, 1.0, np.where(apart == 1, MA1, 0.0)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """A design (n, p) at times (n,), its contrasts by name (p,) each, and the errors to try."""

    section: Section
    design: str
    matrix: Floats
    times: Integers
    contrasts: dict[str, Floats]
    errors: tuple[Errors, ...]


def settings() -> Iterator[Setting]:
    """Yield every setting of the tables in docs/method.md, and the designs of the two papers."""
    for before, after, pairs in ((24, 6, 1), (24, 12, 1), (36, 7, 1), (36, 12, 1), (36, 12, 2)):
        yield segmented("kent", before, after, pairs, _ar1(KENT_RHO))
    yield from _papers()
    for before, after, pairs in ((6, 6, 0), (12, 12, 0), (12, 12, 1)):
        yield segmented("tiny", before, after, pairs, _ar1(TINY_RHO))
        yield level_only(before, after, pairs)


def segmented(
    section: Section, before: int, after: int, pairs: int, errors: tuple[Errors, ...]
) -> Setting:
    """Return level and slope change, with a gap of three months but in tiny designs."""
    gap = 0 if section == "tiny" else GAP
    month = np.delete(np.arange(before + gap + after), np.s_[before : before + gap])
    since = month - before - gap
    step = (since >= 0).astype(np.float64)
    slope = np.where(since >= 0, since, 0) / 12
    matrix = np.column_stack([np.ones(len(month)), month / 12, step, slope, *_waves(month, pairs)])
    unit = np.eye(matrix.shape[1])
    contrasts = {
        "level change": unit[2],
        "slope change": unit[3],
        "mean effect": unit[2] + slope[since >= 0].mean() * unit[3],
    }
    return Setting(
        section=section,
        design=f"{before}+{after}, {_some(pairs)}",
        matrix=matrix,
        times=month,
        contrasts=contrasts,
        errors=errors,
    )


def level_only(before: int, after: int, pairs: int) -> Setting:
    """Return a tiny design with a trend and a level change."""
    month = np.arange(before + after)
    step = (month >= before).astype(np.float64)
    matrix = np.column_stack([np.ones(len(month)), month / 12, step, *_waves(month, pairs)])
    return Setting(
        section="tiny",
        design=f"{before}+{after}, {_some(pairs)}, level only",
        matrix=matrix,
        times=month,
        contrasts={"level change": np.eye(matrix.shape[1])[2]},
        errors=_ar1(TINY_RHO),
    )


def _papers() -> Iterator[Setting]:
    """Yield the papers' designs: an inspection step, three months left out, level change only."""
    made = [
        ("2008-04", 37, "2011-10", 3, 1),
        ("2008-04", 37, "2011-12", 5, 1),
        ("2008-04", 37, "2011-12", 5, 2),
        ("2008-04", 37, "2012-03", 8, 2),
        ("2006-04", 61, "2011-10", 3, 2),
        ("2006-04", 61, "2011-12", 5, 2),
    ]
    errors = (
        *_ar1(PAPERS_RHO),
        *(
            Errors(name=f"AR(2) {a:g}, {b:g}", group="ar2", structure=Structure("ar2", a, b))
            for a, b in AR2
        ),
        *(_noisy(rho, share, "ar1 + noise") for rho, share in NOISE),
        *(_noisy(rho, share, "limit") for rho, share in LIMIT),
        Errors(name=f"MA(1) {MA1:g}", group="ma1", structure=None),
    )
    for first, before, last, after, pairs in made:
        design = papers_design(first, last, fourier(pairs))
        yield Setting(
            section="papers",
            design=f"{before}+{after}, {_some(pairs)}",
            matrix=design.matrix,
            times=design.times,
            contrasts={"level change": (np.array(design.names) == "launch").astype(np.float64)},
            errors=errors,
        )
    mean = segmented("papers", 36, 12, 1, errors)
    yield Setting(
        section="papers",
        design=f"{mean.design}, with slope",
        matrix=mean.matrix,
        times=mean.times,
        contrasts={"mean effect": mean.contrasts["mean effect"]},
        errors=errors,
    )


def _ar1(values: tuple[float, ...]) -> tuple[Errors, ...]:
    return tuple(
        Errors(
            name=f"AR(1) {rho:g}",
            group="ar1, rho .8" if rho > 0.6 else "ar1, rho to .6",
            structure=Structure("ar1", rho),
        )
        for rho in values
    )


def _noisy(rho: float, share: float, group: Group) -> Errors:
    return Errors(
        name=f"AR(1) {rho:g} + {share:.0%} noise",
        group=group,
        structure=Structure("ar1_noise", rho, share),
    )


def _waves(month: Integers, pairs: int) -> list[Floats]:
    turn = 2 * np.pi * month / 12
    return [wave(k * turn) for k in range(1, pairs + 1) for wave in (np.sin, np.cos)]


def _some(pairs: int) -> str:
    return f"{pairs or 'no'} Fourier pair{'' if pairs == 1 else 's'}"

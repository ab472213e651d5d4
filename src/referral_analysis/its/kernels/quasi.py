"""Quasi-likelihood fits of counts and shares, a chunk of series at a time."""

from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels.basis import Basis
from referral_analysis.its.kernels.irls import Cells, GlmFamily, Working, narrowed, scored
from referral_analysis.its.kernels.result import Flags, Floats, Integers, KernelFit, none_flagged
from referral_analysis.its.kernels.robust import Covariance, Robust, covariance_of

# so many series at a time keep the working values in the processor's cache
CHUNK = 512


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chunk:
    """A chunk of s series at its estimates: scores (p, s) in the basis, mean (n, s), scale (s,)."""

    scores: Floats
    mean: Floats
    scale: Floats
    covariance: Covariance
    is_converged: Flags


def chunks(cells: Cells) -> list[Cells]:
    """Split the cells of all series into chunks."""
    size = cells.response.shape[1]
    return [
        narrowed(cells, np.arange(start, min(start + CHUNK, size)))
        for start in range(0, size, CHUNK)
    ]


def quasi_fit(
    basis: Basis, cells: Cells, family: GlmFamily, times: Integers, robust: Robust | None
) -> KernelFit:
    """Fit every series; scale is Pearson's chi-square / (n - p), and multiplies the covariance."""
    parts = []
    for some in chunks(cells):
        scores, is_converged = scored(basis, some, family)
        working = family.working(basis.orthonormal @ scores + some.offset, some)
        scale = pearson(basis, working)
        parts.append(
            Chunk(
                scores=scores,
                mean=working.mean,
                scale=scale,
                covariance=covariance_of(basis, working, times, scale, robust),
                is_converged=is_converged,
            )
        )
    return joined(basis, cells, parts)


def pearson(basis: Basis, working: Working) -> Floats:
    """Return Pearson's chi-square / (n - p) (S,); a period without weight adds nothing."""
    rows, columns = basis.design.shape
    weight = np.where(working.weight > 0, working.weight, np.inf)
    return np.asarray((working.score**2 / weight).sum(axis=0) / (rows - columns))


def joined(basis: Basis, cells: Cells, parts: list[Chunk]) -> KernelFit:
    """Put the chunks together; alpha and its flag are for the caller to add."""
    rows, columns = basis.design.shape
    scores = np.concatenate([part.scores for part in parts], axis=1)
    below = [part.covariance.is_below_naive for part in parts]
    flags = [part for part in below if part is not None]
    mean = np.concatenate([part.mean for part in parts], axis=1)
    return KernelFit(
        coefficients=scores.T @ basis.to_coefficients.T,
        covariance=np.concatenate([part.covariance.covariance for part in parts]),
        fitted=scores.T @ basis.orthonormal.T,
        residuals=np.ascontiguousarray((cells.response - mean).T),
        scale=np.concatenate([part.scale for part in parts]),
        df_residual=rows - columns,
        is_converged=np.concatenate([part.is_converged for part in parts]),
        is_at_boundary=none_flagged(scores.shape[1]),
        is_multimodal=none_flagged(scores.shape[1]),
        is_poisson_fallback=none_flagged(scores.shape[1]),
        is_below_naive=np.concatenate(flags) if flags else None,
    )

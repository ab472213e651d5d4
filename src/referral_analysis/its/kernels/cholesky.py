"""Cholesky factors of many small matrices at once, the series on the last axis.

Loops run over the p columns, each step over all S series in contiguous memory: for p near 10 some
ten times quicker than a factorisation a series. Where there are few series the library's is.
"""

import numpy as np

from referral_analysis.its.kernels.result import Floats

FEW = 128  # matrices up to which a factorisation a series costs less than the loop


def factored(matrix: Floats) -> Floats:
    """Return the lower factor (p, p, S) of positive definite matrices (p, p, S).

    Only the lower triangles are read: what stands above means nothing. A matrix that is not
    positive definite gives NaN, without a warning.
    """
    return _one_by_one(matrix) if matrix.shape[2] <= FEW else _looped(matrix)


def _one_by_one(matrix: Floats) -> Floats:
    first = np.ascontiguousarray(matrix.transpose(2, 0, 1))
    try:
        lower = np.linalg.cholesky(first)
    except np.linalg.LinAlgError:  # one of them is not positive definite
        lower = np.stack([_alone(one) for one in first])
    return np.ascontiguousarray(lower.transpose(1, 2, 0))


def _alone(matrix: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.cholesky(matrix))
    except np.linalg.LinAlgError:
        return np.full_like(matrix, np.nan)


def _looped(matrix: Floats) -> Floats:
    lower = matrix.copy()
    for j in range(len(lower)):
        lower[j:, j] -= np.einsum("iks,ks->is", lower[j:, :j], lower[j, :j])
        pivot = lower[j, j]
        pivot[~(pivot > 0)] = np.nan
        np.sqrt(pivot, out=pivot)
        lower[j + 1 :, j] /= pivot
    return lower


def forward(lower: Floats, right: Floats) -> Floats:
    """Solve L x = b for right-hand sides (p, S), or (p, q, S) for q of them to each matrix."""
    x = right.copy()
    for j in range(len(lower)):
        x[j] /= lower[j, j]
        below = lower[j + 1 :, j]
        x[j + 1 :] -= (below if x.ndim == 2 else below[:, None]) * x[j]
    return x


def backward(lower: Floats, right: Floats) -> Floats:
    """Solve L'x = b for right-hand sides (p, S)."""
    x = right.copy()
    for j in range(len(lower) - 1, -1, -1):
        x[j] /= lower[j, j]
        x[:j] -= lower[j, :j] * x[j]
    return x


def log_det(lower: Floats) -> Floats:
    """Return log|LL'| (S,)."""
    return np.asarray(2 * np.log(np.multiply.reduce(np.einsum("iis->is", lower), axis=0)))


def inverse(lower: Floats) -> Floats:
    """Return (LL')^-1 as full symmetric matrices (p, p, S)."""
    size, _, series = lower.shape
    if series <= FEW:
        each = np.linalg.inv(np.tril(lower.transpose(2, 0, 1)))
        return np.ascontiguousarray((each.transpose(0, 2, 1) @ each).transpose(1, 2, 0))
    half = np.zeros((size, size, series))  # L^-1
    for i in range(size):
        half[i, i] = 1 / lower[i, i]
        half[i, :i] = -np.einsum("ks,kjs->js", lower[i, :i], half[:i, :i]) * half[i, i]
    whole = np.empty_like(half)
    for i in range(size):
        whole[i, : i + 1] = np.einsum("ks,kjs->js", half[i:, i], half[i:, : i + 1])
        whole[: i + 1, i] = whole[i, : i + 1]
    return whole

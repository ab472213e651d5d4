"""Newey-West sums for many series at once: lag products times a kernel that the design fixes.

The covariance of H u, for influence H (k, n) and scores u, is the sum over lags l of
w_l H_t H_(t-l)' u_t u_(t-l) with Bartlett weights w_l = 1 - l / (lag + 1): linear in the products
u_t u_(t-l), so one matrix product serves all series. Newey & West (1987), Econometrica 55, 703-708.
"""

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.kernels.result import Floats, Integers


def automatic_lag(rows: int) -> int:
    """Return floor(4 (n / 100)^(2/9)), the rule of Newey & West (1994) before its plug-in step.

    It depends on the number of rows alone, so that all series of a batch share one lag.
    """
    return int(4 * (rows / 100) ** (2 / 9))


def checked_lag(lag: int | None, rows: int) -> int:
    """Return the lag asked for, or the automatic one; SpecError when negative or too long."""
    if lag is None:
        return automatic_lag(rows)
    if not 0 <= lag < rows:
        raise SpecError(
            "Newey-West lag",
            found=str(lag),
            needed=f"a whole number from 0 to {rows - 1}",
            do="Correct the lag, or leave it out for the automatic one.",
        )
    return lag


def places_in_time(times: Integers, lag: int) -> Integers:
    """Return the place (n,) of each row on a line where rows meet only within the lag.

    Rows left out keep an empty place; longer gaps shrink to lag + 1, beyond which nothing meets.
    """
    steps = np.minimum(np.diff(times), lag + 1)
    return np.concatenate([[0], np.cumsum(steps)])


def lag_products(scores: Floats, places: Integers, lag: int) -> Floats:
    """Return u_t u_(t-l) for l = 0 .. lag one below the other (products, S); 0 where a row is out.

    scores (n, S): time first, so that each product is over contiguous memory.
    """
    length = int(places[-1]) + 1
    line = scores
    if length != len(scores):
        line = np.zeros((length, scores.shape[1]))
        line[places] = scores
    sizes = [max(length - back, 0) for back in range(lag + 1)]
    products = np.empty((sum(sizes), scores.shape[1]))
    start = 0
    for back, size in enumerate(sizes):
        np.multiply(line[back:], line[:size], out=products[start : start + size])
        start += size
    return products


def bartlett_kernel(influence: Floats, places: Integers, lag: int) -> Floats:
    """Return the kernel that turns lag products into the lower triangle of a covariance.

    influence (k, n); returns (products, k (k + 1) / 2), the triangle in `np.tril_indices` order.
    """
    length = int(places[-1]) + 1
    line = np.zeros((len(influence), length))
    line[:, places] = influence
    left, right = np.tril_indices(len(influence))
    blocks = []
    for back in range(lag + 1):
        now, then = line[:, back:], line[:, : max(length - back, 0)]
        block = now[left] * then[right]
        if back:
            block = (1 - back / (lag + 1)) * (block + then[left] * now[right])
        blocks.append(block)
    return np.ascontiguousarray(np.concatenate(blocks, axis=1).T)


def square(triangle: Floats, columns: int) -> Floats:
    """Unpack lower triangles (S, k (k + 1) / 2) into symmetric matrices (S, k, k)."""
    place = np.empty((columns, columns), dtype=np.intp)
    left, right = np.tril_indices(columns)
    place[left, right] = place[right, left] = np.arange(len(left))
    return np.take(triangle, place.ravel(), axis=1).reshape(-1, columns, columns)

"""An orthonormal basis of a design matrix, and the checks that every kernel's input must pass."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.errors import SeriesInvalidError, SeriesTooShortError, SpecError
from referral_analysis.its.kernels.result import Flags, Floats, Integers

# as R's lm: below this a column, scaled to length one, is called a combination of the others
RANK_TOLERANCE = 1e-7
# below this share of the response's sum of squares, what a design leaves over is rounding error
EXACT = 1e-24
NOTHING = 1e-300  # what stands for a sum of squares of zero, of which no logarithm could be taken


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Basis:
    """Design (n, p) = orthonormal (n, p) @ inverse of to_coefficients (p, p).

    A vector of scores g in the orthonormal basis is the coefficient vector to_coefficients @ g.
    """

    design: Floats
    orthonormal: Floats
    to_coefficients: Floats


def basis_of(design: ArrayLike, names: Sequence[str] | None = None) -> Basis:
    """Return the basis of a design (n, p) of full column rank.

    SpecError names the columns that are combinations of each other; SeriesTooShortError where no
    row is left over to estimate the noise from.
    """
    matrix = np.ascontiguousarray(design, dtype=np.float64)
    if matrix.ndim != 2 or not np.isfinite(matrix).all():
        raise SpecError(
            "design matrix",
            found="missing or infinite cells, or a shape other than rows by columns",
            needed="a finite number in each cell",
            do="Check the covariates and the interruptions.",
        )
    rows, columns = matrix.shape
    if rows <= columns:
        raise SeriesTooShortError(
            "design matrix",
            found=f"{rows} periods for {columns} coefficients",
            needed="more periods than coefficients",
            do="Extend the series or simplify the model.",
        )
    return _factorised(matrix, _labels(names, columns))


def _labels(names: Sequence[str] | None, columns: int) -> list[str]:
    return list(names) if names is not None else [f"column {j + 1}" for j in range(columns)]


def _factorised(matrix: Floats, names: list[str]) -> Basis:
    lengths = np.sqrt(np.einsum("ij,ij->j", matrix, matrix))
    empty = [name for name, length in zip(names, lengths, strict=True) if length == 0]
    if empty:
        raise SpecError(
            "design matrix",
            found=f"only zeros in {', '.join(empty)}",
            needed="columns that vary over the periods kept",
            do="Take it out, or check its dates against the periods.",
        )
    orthonormal, upper = np.linalg.qr(matrix / lengths)
    dependent = np.flatnonzero(np.abs(np.diag(upper)) < RANK_TOLERANCE)
    if dependent.size:
        raise _collinear(matrix / lengths, names, int(dependent[0]))
    inverse = np.linalg.solve(upper, np.eye(len(upper)))
    return Basis(design=matrix, orthonormal=orthonormal, to_coefficients=inverse / lengths[:, None])


def _collinear(scaled: Floats, names: list[str], dependent: int) -> SpecError:
    parts = np.linalg.lstsq(scaled[:, :dependent], scaled[:, dependent], rcond=None)[0]
    others = [names[j] for j in np.flatnonzero(np.abs(parts) > np.sqrt(RANK_TOLERANCE))]
    return SpecError(
        "design matrix",
        found=f"{names[dependent]} is a combination of {', '.join(others)}",
        needed="columns that the periods kept can tell apart",
        do="Take one of them out, or change its dates.",
    )


def checked_response(response: ArrayLike, rows: int) -> Floats:
    """Return the response (S, n) as contiguous floats; SeriesInvalidError unless all are finite."""
    values = np.ascontiguousarray(response, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != rows or not values.size:
        raise SeriesInvalidError(
            "series",
            found=f"an array of shape {values.shape}",
            needed=f"(series, {rows}), a value for each row of the design",
            do="Line the series up with the design.",
        )
    if not np.isfinite(values).all():
        raise SeriesInvalidError(
            "series",
            found="missing or infinite values",
            needed="a finite number in each period kept",
            do="Leave those periods out, or mend the series.",
        )
    return values


def checked_times(times: ArrayLike | None, rows: int) -> Integers:
    """Return whole-numbered times (n,) from zero, one step apart where none are given.

    SpecError unless they are whole and rise from row to row.
    """
    if times is None:
        return np.arange(rows, dtype=np.int64)
    given = np.asarray(times)
    whole = given.astype(np.int64)
    if given.shape != (rows,) or (whole != given).any() or (np.diff(whole) < 1).any():
        raise SpecError(
            "times",
            found="times that repeat, fall, are not whole or are not one a row",
            needed=f"{rows} whole numbers in rising order",
            do="Sort the series by period and count the periods.",
        )
    return np.asarray(whole - whole[0])


def scores_and_noise(orthonormal: Floats, response: Floats) -> tuple[Floats, Floats]:
    """Return least-squares scores (S, p) and noise (S, n), all zero where the fit is exact."""
    scores = response @ orthonormal
    noise = response - scores @ orthonormal.T
    squares = np.einsum("st,st->s", noise, noise)
    noise[squares <= EXACT * np.einsum("st,st->s", response, response)] = 0.0
    return scores, noise


def has_noise(scale: Floats) -> Flags:
    """Claim (S,) that a series' scale is more than what stands for nothing."""
    return np.asarray(scale > NOTHING * 1e10)


def empty_pair(like: Floats) -> tuple[Floats, Floats]:
    """Return two empty arrays of this shape, for fitted values and residuals, in one block.

    numpy asks for large memory pages from 4 MB on: apart, the two cost several times as much.
    """
    pair = np.empty((2, *like.shape))
    return pair[0], pair[1]


def fitted_and_residuals(
    design: Floats, coefficients: Floats, series: Floats
) -> tuple[Floats, Floats]:
    """Return fitted values and residuals (S, n) of coefficients (S, p)."""
    fitted, residuals = empty_pair(series)
    np.matmul(coefficients, design.T, out=fitted)
    np.subtract(series, fitted, out=residuals)
    return fitted, residuals

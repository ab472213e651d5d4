"""The basis of a design, and what is refused."""

import numpy as np
import pytest

from referral_analysis.errors import SeriesInvalidError, SeriesTooShortError, SpecError
from referral_analysis.its.kernels.basis import basis_of, checked_response, checked_times

MONTH = np.arange(24.0)
DESIGN = np.stack([np.ones(24), MONTH, MONTH >= 12], axis=1)


def test_the_basis_is_orthonormal_and_leads_back_to_the_design() -> None:
    basis = basis_of(DESIGN * [1, 1e6, 1e-6])
    np.testing.assert_allclose(basis.orthonormal.T @ basis.orthonormal, np.eye(3), atol=1e-14)
    back = basis.design @ basis.to_coefficients
    np.testing.assert_allclose(back, basis.orthonormal, atol=1e-12)


def test_collinear_columns_are_named() -> None:
    design = np.column_stack([DESIGN, MONTH < 12])
    names = ["intercept", "trend", "launch", "before"]
    with pytest.raises(
        SpecError,
        match=r"design matrix: before is a combination of intercept, launch; need columns that "
        r"the periods kept can tell apart\. Take one of them out",
    ):
        basis_of(design, names)


def test_collinear_columns_are_counted_where_they_have_no_names() -> None:
    with pytest.raises(SpecError, match="column 4 is a combination of column 2"):
        basis_of(np.column_stack([DESIGN, 2 * MONTH]))


def test_a_nearly_collinear_design_is_not_refused() -> None:
    # calendar months counted from year 0: the trend is nearly the intercept, yet no less a trend
    design = np.column_stack([np.ones(24), 24_132 + MONTH])
    fit = basis_of(design)
    np.testing.assert_allclose(
        fit.to_coefficients @ fit.orthonormal.T @ design[:, 1], [0, 1], atol=1e-6
    )


def test_a_column_of_zeros_is_named() -> None:
    with pytest.raises(SpecError, match=r"only zeros in launch; need columns that vary"):
        basis_of(np.column_stack([DESIGN, 0 * MONTH]), ["a", "b", "c", "launch"])


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(SeriesTooShortError, match="3 periods for 3 coefficients; need more"):
        basis_of(DESIGN[11:14])


@pytest.mark.parametrize("design", [DESIGN * np.nan, np.where(DESIGN == 1, np.inf, DESIGN), MONTH])
def test_a_design_that_is_no_finite_matrix_is_refused(design: np.ndarray) -> None:
    with pytest.raises(SpecError, match="missing or infinite cells, or a shape other than"):
        basis_of(design)


@pytest.mark.parametrize("shape", [(24,), (2, 23), (0, 24)])
def test_a_response_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(SeriesInvalidError, match=r"an array of shape .*; need \(series, 24\)"):
        checked_response(np.zeros(shape), 24)


def test_a_missing_value_is_refused() -> None:
    response = np.zeros((2, 24))
    response[1, 3] = np.nan
    with pytest.raises(SeriesInvalidError, match="series: missing or infinite values; need"):
        checked_response(response, 24)


@pytest.mark.parametrize("times", [[0, 1, 1], [0, 2, 1], [0, 0.5, 1], [0, 1]])
def test_times_that_do_not_rise_in_whole_steps_are_refused(times: list[float]) -> None:
    with pytest.raises(SpecError, match="times that repeat, fall, are not whole"):
        checked_times(times, 3)


def test_times_count_from_the_first() -> None:
    np.testing.assert_array_equal(checked_times([2011, 2012, 2015], 3), [0, 1, 4])
    np.testing.assert_array_equal(checked_times(None, 3), [0, 1, 2])

"""Batched Cholesky factors against numpy's, one matrix at a time."""

import numpy as np

from referral_analysis.its.kernels import cholesky

ROOTS = np.random.default_rng(3).standard_normal((7, 5, 9))
MATRICES = np.einsum("sij,skj->sik", ROOTS, ROOTS)
BATCH = np.ascontiguousarray(MATRICES.transpose(1, 2, 0))
RIGHT = np.random.default_rng(4).standard_normal((5, 7))


def test_solutions_inverses_and_determinants() -> None:
    lower = cholesky.factored(BATCH)
    x = cholesky.backward(lower, cholesky.forward(lower, RIGHT))
    inverse = cholesky.inverse(lower)
    for s, matrix in enumerate(MATRICES):
        np.testing.assert_allclose(np.tril(lower[:, :, s]), np.linalg.cholesky(matrix))
        np.testing.assert_allclose(x[:, s], np.linalg.solve(matrix, RIGHT[:, s]))
        np.testing.assert_allclose(inverse[:, :, s], np.linalg.inv(matrix))
        np.testing.assert_allclose(cholesky.log_det(lower)[s], np.linalg.slogdet(matrix)[1])


def test_many_matrices_are_factorised_as_a_few_are() -> None:
    many = np.tile(BATCH, cholesky.FEW)
    lower, inverse = cholesky.factored(many), cholesky.inverse(cholesky.factored(many))
    few = cholesky.factored(BATCH)
    for row, column in zip(*np.tril_indices(5), strict=True):
        np.testing.assert_allclose(lower[row, column, -7:], few[row, column], atol=1e-12)
    np.testing.assert_allclose(inverse[..., :7], cholesky.inverse(few), rtol=1e-9)


def test_the_argument_is_left_alone() -> None:
    before = BATCH.copy()
    cholesky.factored(BATCH)
    np.testing.assert_array_equal(BATCH, before)


def test_a_matrix_that_is_not_positive_definite_gives_nan_and_spoils_no_other() -> None:
    spoilt = BATCH.copy()
    spoilt[2, 2, 3] = 0.0
    lower = cholesky.factored(spoilt)
    assert np.isnan(lower[2, 2, 3])
    whole = np.arange(7) != 3
    np.testing.assert_array_equal(lower[..., whole], cholesky.factored(BATCH)[..., whole])
    many = cholesky.factored(np.tile(spoilt, cholesky.FEW))
    assert np.isnan(many[2, 2, 3])
    np.testing.assert_allclose(many[2, 2, 4], lower[2, 2, 4])

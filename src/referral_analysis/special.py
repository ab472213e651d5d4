"""The special functions of scipy that the house uses, by scipy's own names.

A module that imports `scipy.special` pays 0.1 s for it: scipy takes numpy's tests and its Fortran
reader along. One that imports these pays when it first calls one.
"""

from typing import Any, TypeAlias

from numpy.typing import ArrayLike

from referral_analysis.arrays import Floats

Ufuncs: TypeAlias = Any
"""The module `scipy.special`, which ships no types."""


def _scipy() -> Ufuncs:
    from scipy import special  # noqa: PLC0415 - 0.1 s

    return special


def bdtr(count: ArrayLike, trials: ArrayLike, share: ArrayLike) -> Floats:
    """Return the chance of at most count in so many trials, each with this share."""
    values: Floats = _scipy().bdtr(count, trials, share)
    return values


def bdtrc(count: ArrayLike, trials: ArrayLike, share: ArrayLike) -> Floats:
    """Return the chance of more than count in so many trials, each with this share."""
    values: Floats = _scipy().bdtrc(count, trials, share)
    return values


def bdtrik(chance: ArrayLike, trials: ArrayLike, share: ArrayLike) -> Floats:
    """Return the count that as many or fewer come to by this chance; no whole number."""
    values: Floats = _scipy().bdtrik(chance, trials, share)
    return values


def betainc(a: ArrayLike, b: ArrayLike, x: ArrayLike) -> Floats:
    """Return the chance of a value below x by Beta(a, b)."""
    values: Floats = _scipy().betainc(a, b, x)
    return values


def betaincinv(a: ArrayLike, b: ArrayLike, chance: ArrayLike) -> Floats:
    """Return the quantile of Beta(a, b)."""
    values: Floats = _scipy().betaincinv(a, b, chance)
    return values


def chdtrc(df: ArrayLike, x: ArrayLike) -> Floats:
    """Return the chance of a value above x by chi-square."""
    values: Floats = _scipy().chdtrc(df, x)
    return values


def expit(x: ArrayLike) -> Floats:
    """Return the share whose log odds are x."""
    values: Floats = _scipy().expit(x)
    return values


def fdtrc(df: ArrayLike, df_below: ArrayLike, x: ArrayLike) -> Floats:
    """Return the chance of a value above x by F."""
    values: Floats = _scipy().fdtrc(df, df_below, x)
    return values


def gammainc(shape: ArrayLike, x: ArrayLike) -> Floats:
    """Return the chance of a value below x by Gamma(shape, 1)."""
    values: Floats = _scipy().gammainc(shape, x)
    return values


def gammaincinv(shape: ArrayLike, chance: ArrayLike) -> Floats:
    """Return the quantile of Gamma(shape, 1)."""
    values: Floats = _scipy().gammaincinv(shape, chance)
    return values


def gammaln(x: ArrayLike) -> Floats:
    """Return the logarithm of the gamma function."""
    values: Floats = _scipy().gammaln(x)
    return values


def logit(share: ArrayLike) -> Floats:
    """Return the log odds of a share."""
    values: Floats = _scipy().logit(share)
    return values


def ndtr(x: ArrayLike) -> Floats:
    """Return the chance of a value below x by the standard normal."""
    values: Floats = _scipy().ndtr(x)
    return values


def ndtri(chance: ArrayLike) -> Floats:
    """Return the quantile of the standard normal."""
    values: Floats = _scipy().ndtri(chance)
    return values


def pdtr(count: ArrayLike, mean: ArrayLike) -> Floats:
    """Return the chance of at most count by Poisson."""
    values: Floats = _scipy().pdtr(count, mean)
    return values


def stdtr(df: ArrayLike, x: ArrayLike) -> Floats:
    """Return the chance of a value below x by Student's t."""
    values: Floats = _scipy().stdtr(df, x)
    return values


def stdtrit(df: ArrayLike, chance: ArrayLike) -> Floats:
    """Return the quantile of Student's t."""
    values: Floats = _scipy().stdtrit(df, chance)
    return values

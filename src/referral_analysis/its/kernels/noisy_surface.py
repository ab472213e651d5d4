"""What the two ways of computing an AR(1)-plus-noise likelihood share: what they answer.

A place is atanh(rho) and the noise share, a lane a place of one series. Lanes are on the last axis.
"""

from collections.abc import Callable
from dataclasses import dataclass

from referral_analysis.its.kernels.result import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NoisySurface:
    """What the likelihood of S series e on an orthonormal design Q is made of, at any place.

    factor: numbers of series (L,), a place (2, L) of each -> the Cholesky factor of
        [Q, e]'R^-1 [Q, e] (p + 1, p + 1, L), and log|R| (L,).
    scan: places (2, K) -> e'R^-1 e (K, S) of every series once Q is fitted, and
        log|R| + log|Q'R^-1 Q| (K,); good to some 1e-8 of the value, more than a grid asks for.
    """

    factor: Callable[[Integers, Floats], tuple[Floats, Floats]]
    scan: Callable[[Floats], tuple[Floats, Floats]]

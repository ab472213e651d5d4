"""The AR(1) kernel's own estimate at a correlation that is given: what references are stored at."""

import numpy as np
from numpy.typing import ArrayLike

from referral_analysis.its.kernels import ar1
from referral_analysis.its.kernels.profile_search import Found
from referral_analysis.its.kernels.result import KernelFit, all_flagged, none_flagged


def fit_at_rho(
    design: ArrayLike,
    response: ArrayLike,
    rho: ArrayLike,
    *,
    method: ar1.Method = "reml",
    times: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> KernelFit:
    """Fit as `ar1.fit` does, at rho (S,) or (), inside -1 to 1, instead of the most likely one."""
    problem = ar1._problem(
        design, response, method=method, times=times, weights=weights, names=None
    )
    given = np.broadcast_to(np.asarray(rho, dtype=np.float64), len(problem.series)).copy()
    found = Found(
        rho=given,
        is_converged=all_flagged(len(given)),
        is_at_boundary=none_flagged(len(given)),
        is_multimodal=none_flagged(len(given)),
    )
    estimate = ar1._profile(problem, slice(None)).estimate(given)
    return ar1._fit(problem, [found], [estimate])

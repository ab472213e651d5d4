"""How alike two series stray from what was fitted to them."""

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.model.fit import ItsFit


def residual_correlation(fitted: ItsFit, first: str, second: str) -> float:
    """Return the correlation of two segments' residuals, period by period, on the model's scale.

    SpecError where they were not fitted on the same periods and design.

    >>> round(its.residual_correlation(fitted, "East", "West"), 2)
    -0.4
    """
    for batch in fitted.batches:
        if {first, second} <= set(batch.segments):
            rows = [batch.segments.index(segment) for segment in (first, second)]
            one, other = batch.kernel.residuals[rows]
            return float(np.corrcoef(one, other)[1, 0])
    raise SpecError(
        "residual correlation",
        found=f"{first} and {second} without a fit on the same periods",
        needed="two segments of one series that cover the same periods",
        do="Name segments of the fit, cut to the same periods.",
    )

"""The smallest fall that a range like this one would tell, with the noise of what it leaves.

A range that lies as far as this one about its estimate leaves no change above it where the fall is
larger than half its width, by so much more as its estimate may miss. A fall leaves fewer events,
whose logarithm varies more: that is added to the variance of which the width is made.
"""

import math
from statistics import NormalDist

import numpy as np

from referral_analysis.its.tolerance.few import MOST, more_noise

HALF = 0.5
LARGEST = 0.95
"""The largest fall that is looked for: a larger one leaves next to none."""
_BISECTIONS = 40


def smallest_fall_told(
    low: float, high: float, *, events: float, level: float, power: float
) -> float | None:
    """Return the ratio of the smallest fall that is told with this power; None beyond `LARGEST`.

    low, high: the ends, as ratios, of a range of this level. events: expected in the periods after,
    all told, without an effect; children come by families, so that their noise is `MOST` over them.
    """
    quantile = NormalDist().inv_cdf
    sure = quantile((1 + level) / 2)
    own = (math.log(high / low) / 2 / sure) ** 2
    noise = np.array(MOST / (max(events, 0.0) + HALF))

    def is_told(fall: float) -> bool:
        spread = math.sqrt(own + float(more_noise(noise, np.array(-fall))))
        return fall >= (sure + quantile(power)) * spread

    least, most = 0.0, -math.log(1 - LARGEST)
    if not is_told(most):
        return None
    for _ in range(_BISECTIONS):
        middle = (least + most) / 2
        least, most = (least, middle) if is_told(middle) else (middle, most)
    return math.exp(-most)

"""Few events: what a level with fewer of them adds to the ends of a range.

The errors of a linear model are those of its periods as they were. Where an effect leaves a share
exp(psi) of the events, their logarithm is the noisier for it: by the delta method the sum of n
periods of mu events each, without the effect, has the variance phi / (n mu exp(psi)), of which
phi / (n mu) was there before. What is more is added to the square of an end's distance from the
estimate. Nothing is added at no change, so a range excludes no change just where it did.
phi is what a period's error makes of it, s^2 mu, from 1, that of a Poisson count, to 2: children
are referred by families. What is foreseen before an effect reckons with the same noise.
Source: Cox & Snell (1989), Analysis of Binary Data, section 2.1, for logarithms of counts.
"""

from dataclasses import dataclass

import numpy as np

from referral_analysis import special
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.design import is_after, is_before
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.its.model.timeline import Interruption
from referral_analysis.periods import PERIODS_A_YEAR

LEAST, MOST = 1.0, 2.0
BISECTIONS = 40
LARGEST = 50.0
"""Of what is raised to a power of e: a share of exp(-50) is none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Events:
    """Events a period (S,) without the effect, more than 0; the number of periods after."""

    mean: Floats
    after: int

    def noise(self, error: Floats) -> Floats:
        """Return phi / (n mu) (S,), of a period's error (S,)."""
        return noise_of_one(error, self.mean) / self.after


def events_of(batch: Batch, at: Interruption, spec: ItsSpec) -> Events | None:
    """Return the events of a batch in the year before an interruption, a half added.

    The year ends with the last period kept; quarters told as months, two left out after each, are
    four. None where they are not known, or the scale is not that of a logarithm.
    """
    counted = batch.observed if batch.is_count else batch.events
    if counted is None or spec.scale == "identity":
        return None
    year = round(PERIODS_A_YEAR[spec.timeline.frequency])
    before = np.flatnonzero(is_before(batch.design, at))
    numbers = batch.design.numbers[before]
    before = before[numbers > numbers[-1] - year]
    return Events(
        mean=counted[:, before].mean(axis=1) + 0.5, after=int(is_after(batch.design, at).sum())
    )


def noise_of_one(error: Floats, mean: Floats) -> Floats:
    """Return phi / mu: what a period's own noise is of the variance of its logarithm.

    error: its standard deviation; mean: its events, more than 0; of one shape.
    """
    return np.asarray(np.clip(error**2 * mean, LEAST, MOST) / mean)


def more_noise(noise: Floats, psi: Floats) -> Floats:
    """Return by how much more than `noise` a logarithm varies where exp(psi) is left of its events.

    noise: phi / mu, or phi / (n mu) of n periods added up. None is more where events rose.
    """
    return np.asarray(noise * np.expm1(np.clip(-psi, 0.0, LARGEST)))


def widened(estimate: Floats, ends: tuple[Floats, Floats], added: Floats) -> tuple[Floats, Floats]:
    """Return ends with what fewer events add: of t, squared, times `Events.noise`.

    The lower end is moved by the noise there. The upper one, where it is below no change, by the
    noise where it comes to stand, which is short of no change.
    """
    low, high = ends
    lower = estimate - np.sqrt((low - estimate) ** 2 + more_noise(added, low))
    if not (high < 0).any():
        return lower, high
    nearest, farthest = high.copy(), np.maximum(high, 0.0)
    for _ in range(BISECTIONS):
        middle = (nearest + farthest) / 2
        is_out = (middle - estimate) ** 2 >= (high - estimate) ** 2 + more_noise(added, middle)
        nearest, farthest = np.where(is_out, nearest, middle), np.where(is_out, middle, farthest)
    return lower, nearest


def t_quantile(levels: Floats, free: int) -> Floats:
    """Return the two-sided quantile of t for levels (S,)."""
    return np.asarray(special.stdtrit(free, (1 + levels) / 2))

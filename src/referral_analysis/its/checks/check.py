"""One check of a fit: what it looks at, what it returns."""

from dataclasses import dataclass

from referral_analysis.its.checks.autocorrelation import Test
from referral_analysis.its.checks.whitening import Whitened
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.model.fit import Batch
from referral_analysis.its.model.spec import ItsSpec

UNLIKELY = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FitSeen:
    """A batch of segments with its whitened residuals."""

    batch: Batch
    spec: ItsSpec
    seen: Whitened


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Check:
    """One check of S segments.

    statistic, p_value (S,) or None; is_flagged (S,); meaning: of the flag, for a reader.
    """

    name: str
    statistic: Floats | None
    p_value: Floats | None
    is_flagged: Flags
    meaning: str


def tested(name: str, test: Test, meaning: str) -> Check:
    """Return the check that a test makes: flagged below five in a hundred."""
    return Check(
        name=name,
        statistic=test.statistic,
        p_value=test.p_value,
        is_flagged=test.p_value < UNLIKELY,
        meaning=meaning,
    )

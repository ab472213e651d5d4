"""How many cases an audit needs for a wished-for precision."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from referral_analysis.errors import ParametersError
from referral_analysis.intervals import checked_level


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """Cases a period: for each period's share, and for the change between two, to be so precise."""

    one_share: int
    change: int


def cases_needed(
    half_width: float,
    *,
    level: float = 0.95,
    share: float = 0.5,
    design_effect: float = 1.0,
    referrals: int | None = None,
) -> Needed:
    """Count the cases a period whose interval reaches at most half_width to either side.

    half_width and share are from 0 to 1; a share of a half needs most. design_effect: variance
    over that of a simple sample of as many. referrals: of a period, if few enough to matter; no
    more cases than these are asked for. Source: Cochran (1977), Sampling Techniques, ch. 4.
    """
    _require("half_width", half_width, 0 < half_width < 0.5, "a share between 0 and 0.5")
    _require("share", share, 0 < share < 1, "a share between 0 and 1")
    _require("design_effect", design_effect, design_effect > 0, "a value above 0")
    z = NormalDist().inv_cdf((1 + checked_level(level)) / 2)
    alone = design_effect * z**2 * share * (1 - share) / half_width**2
    return Needed(one_share=_of_finite(alone, referrals), change=_of_finite(2 * alone, referrals))


def _of_finite(cases: float, referrals: int | None) -> int:
    """Round up; fewer are needed where they are much of all referrals."""
    if referrals is None:
        return math.ceil(cases)
    _require("referrals", referrals, referrals > 0, "a count above 0")
    return min(math.ceil(cases / (1 + (cases - 1) / referrals)), referrals)


def _require(name: str, value: float, holds: bool, needed: str) -> None:  # noqa: FBT001 - a claim
    if not holds:
        raise ParametersError(name, found=f"{value}", needed=needed, do="Correct it.")

"""Kent's districts, the agencies that refer, and how each behaves: the simulator's assumptions.

Children aged 0-17 in mid-2012 are estimates (2011 Census five-year bands scaled to the published
county total). Every other figure here is an assumption, chosen to give the published volumes and
shares; none is a measurement of a district or an agency.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Season: TypeAlias = Literal["school", "police", "other"]

ESTIMATE_YEARS = tuple(range(2005, 2013))


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A district: its children, their yearly growth, and its rate relative to the county's."""

    name: str
    gss_code: str
    children_2012: int
    growth_per_year: float
    relative_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySource:
    """A referring agency: its share of referrals, its season, and what becomes of them.

    nfa_share and not_in_need_share are of the agency's own referrals before any change.
    """

    code: str
    share: float
    season: Season
    nfa_share: float
    not_in_need_share: float


_DISTRICTS = (
    ("Ashford", 27_786, 0.009, 0.95),
    ("Canterbury", 29_535, 0.002, 0.97),
    ("Dartford", 22_463, 0.009, 0.98),
    ("Dover", 23_225, -0.001, 1.08),
    ("Gravesham", 23_702, 0.004, 1.06),
    ("Maidstone", 33_643, 0.006, 0.90),
    ("Sevenoaks", 25_351, 0.003, 0.68),
    ("Shepway", 22_069, 0.001, 1.16),
    ("Swale", 31_007, 0.005, 1.24),
    ("Thanet", 29_338, 0.003, 1.46),
    ("Tonbridge and Malling", 28_392, 0.004, 0.76),
    ("Tunbridge Wells", 26_510, 0.005, 0.70),
)
KENT = tuple(
    District(
        name=name,
        gss_code=f"E07000{105 + i}",
        children_2012=children,
        growth_per_year=growth,
        relative_rate=relative,
    )
    for i, (name, children, growth, relative) in enumerate(_DISTRICTS)
)

# code, share of referrals, season, NFA share, assessed-not-in-need share
_SOURCES: tuple[tuple[str, float, Season, float, float], ...] = (
    ("1A", 0.085, "other", 0.33, 0.20),
    ("1B", 0.020, "other", 0.38, 0.21),
    ("1C", 0.025, "other", 0.31, 0.19),
    ("1D", 0.030, "other", 0.38, 0.21),
    ("2A", 0.130, "school", 0.25, 0.20),
    ("2B", 0.040, "school", 0.27, 0.21),
    ("3A", 0.025, "other", 0.28, 0.21),
    ("3B", 0.040, "other", 0.23, 0.20),
    ("3C", 0.010, "school", 0.25, 0.20),
    ("3D", 0.020, "other", 0.25, 0.20),
    ("3E", 0.035, "other", 0.30, 0.20),
    ("3F", 0.050, "other", 0.23, 0.18),
    ("4", 0.020, "other", 0.36, 0.20),
    ("5A", 0.060, "other", 0.19, 0.16),
    ("5B", 0.050, "other", 0.22, 0.18),
    ("5C", 0.030, "other", 0.23, 0.17),
    ("6", 0.225, "police", 0.42, 0.18),
    ("7", 0.040, "other", 0.34, 0.18),
    ("8", 0.040, "other", 0.26, 0.20),
    ("9", 0.015, "other", 0.47, 0.20),
    ("10", 0.010, "other", 0.36, 0.20),
)
SOURCES = tuple(
    AgencySource(
        code=code, share=share, season=season, nfa_share=nfa, not_in_need_share=not_in_need
    )
    for code, share, season, nfa, not_in_need in _SOURCES
)

# referrals a working day in each month, January first, relative to the year's mean
SEASONS: dict[Season, tuple[float, ...]] = {
    "school": (1.10, 0.95, 1.20, 0.70, 1.00, 1.20, 0.95, 0.12, 0.95, 1.05, 1.30, 0.85),
    "police": (0.97, 0.97, 0.99, 1.00, 1.02, 1.04, 1.06, 1.04, 1.01, 1.00, 0.98, 0.95),
    "other": (1.02, 1.01, 1.03, 0.99, 1.00, 1.01, 1.00, 0.92, 0.98, 1.02, 1.03, 0.93),
}

"""What a simulated county is told to do: every knob in one frozen value, and the named ones."""

import datetime as dt
from dataclasses import astuple, dataclass, replace
from typing import Literal, TypeAlias

from referral_analysis.errors import ParametersError
from referral_analysis.simulate.faults import FAULT_SHARES, FaultName
from referral_analysis.simulate.kent import KENT, SOURCES, AgencySource, District
from referral_analysis.simulate.workshops import WORKSHOPS_2011, Workshop

Outcome: TypeAlias = Literal["nfa", "not_in_need", "in_need"]
OUTCOMES: tuple[Outcome, ...] = ("nfa", "not_in_need", "in_need")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """What a change multiplies the referrals of each outcome by; 1 leaves them alone."""

    nfa: float = 1.0
    not_in_need: float = 1.0
    in_need: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change that comes at once, in every district, and stays.

    moves_to_contacts: the referrals that it takes away are counted as contacts from then on.
    """

    name: str
    starts: dt.date
    ratios: Ratios
    moves_to_contacts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyShocks:
    """How months stray from their mean on the log scale, each part an AR(1) of the same rho.

    shared_correlation is that of the inappropriate and the appropriate county shocks;
    district_sd is each district's own shock, the same for all outcomes.
    """

    county_sd: float = 0.078
    rho: float = 0.4
    shared_correlation: float = 0.9
    district_sd: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPattern:
    """How children come back: the share of referrals that try to, and the mean gap in days."""

    share: float = 0.36
    mean_gap_days: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Contacts that stay contacts: how many for each referral, from when, and how they stray.

    They share the shocks of inappropriate referrals, and have one of their own (log scale).
    """

    first_month: dt.date = dt.date(2008, 4, 1)
    kept_per_referral: float = 1.2
    own_shock_sd: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Cafs:
    """CAFs started: how many, from when, and what the launch multiplies them by.

    per_10k_year would hold in the county's first month, so that growth is in step with referrals.
    """

    first_month: dt.date = dt.date(2008, 4, 1)
    per_10k_year: float = 50.0
    growth_per_year: float = 0.06
    launch: float = 1.0


INSPECTION = Step(
    name="inspection",
    starts=dt.date(2010, 10, 1),
    ratios=Ratios(nfa=1.095, not_in_need=1.095, in_need=1.095),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A county to simulate; `story` says in one sentence what happened in it at the launch.

    referrals_per_10k_year holds in the first month; launch is the effect of the thresholds where
    all of a district's workshops have been held; dispersion is variance over mean, given the
    shocks; fault_shares are of all rows, each row having one fault at most.
    """

    name: str
    story: str
    launch: Ratios
    first_month: dt.date = dt.date(2006, 4, 1)
    last_month: dt.date = dt.date(2012, 1, 1)
    districts: tuple[District, ...] = KENT
    sources: tuple[AgencySource, ...] = SOURCES
    workshops: tuple[Workshop, ...] = WORKSHOPS_2011
    steps: tuple[Step, ...] = (INSPECTION,)
    referrals_per_10k_year: float = 515.0
    growth_per_year: float = 0.02
    shocks: CountyShocks = CountyShocks()
    dispersion: float = 1.5
    returns: ReturnPattern = ReturnPattern()
    contacts: Contacts = Contacts()
    cafs: Cafs = Cafs()
    fault_shares: tuple[tuple[FaultName, float], ...] = FAULT_SHARES

    def __post_init__(self) -> None:
        """Refuse a county that cannot be drawn: ParametersError names the knob."""
        ratios = (self.launch, *(step.ratios for step in self.steps))
        shocks = (self.shocks.county_sd, self.shocks.district_sd)
        moved = [s for s in self.steps if s.moves_to_contacts]
        self._need(min(map(min, map(astuple, ratios))) > 0, "launch, steps", "ratios above 0")
        self._need(self.first_month <= self.last_month, "last_month", "one after first_month")
        self._need(self.dispersion >= 1, "dispersion", "1 or more")
        self._need(min(shocks) >= 0, "shocks", "standard deviations of 0 or more")
        self._need(abs(self.shocks.rho) < 1, "shocks.rho", "a value between -1 and 1")
        self._need(0 <= self.shocks.shared_correlation <= 1, "shocks.shared_correlation", "0 to 1")
        self._need(0 <= self.returns.share <= 1, "returns.share", "a share from 0 to 1")
        self._need(self.returns.mean_gap_days > 0, "returns.mean_gap_days", "a value above 0")
        self._need(
            all(max(astuple(step.ratios)) <= 1 for step in moved),
            "steps",
            "ratios of at most 1 where referrals become contacts",
        )
        self._need(self.contacts.kept_per_referral >= 0, "contacts", "0 or more for each referral")
        self._need(self.contacts.own_shock_sd >= 0, "contacts", "a standard deviation of 0 or more")
        self._need(min(self.cafs.per_10k_year, self.cafs.launch) > 0, "cafs", "values above 0")
        self._need(
            sum(share for _, share in self.fault_shares) <= 0.5, "fault_shares", "a sum below 0.5"
        )

    def _need(self, holds: bool, knob: str, needed: str) -> None:  # noqa: FBT001 - a claim
        if not holds:
            raise ParametersError(
                f"scenario {self.name}",
                found=f"{knob} is outside what can be simulated",
                needed=needed,
                do="Change it in the scenario.",
            )


_LAUNCH_MONTH = dt.date(2011, 5, 1)

THRESHOLDS_WORKED = Scenario(
    name="thresholds_worked",
    story=(
        "Inappropriate referrals (NFA, and assessed but not in need) fall to 0.78 of what they "
        "would have been, a third of those that no longer come have a CAF instead, and "
        "appropriate ones do not change."
    ),
    launch=Ratios(nfa=0.78, not_in_need=0.78),
    cafs=Cafs(launch=1.3),
)
NOTHING_HAPPENED = replace(
    THRESHOLDS_WORKED,
    name="nothing_happened",
    story="Nothing changes.",
    launch=Ratios(),
    cafs=Cafs(),
)
RECORDING_CHANGED = replace(
    NOTHING_HAPPENED,
    name="recording_changed",
    story=(
        "Only recording changes: a fifth of NFA is from May 2011 recorded as assessed, not in "
        "need; no fewer referrals come."
    ),
    # 0.2 of NFA is 0.31 of the assessed-not-in-need ones: the total stays
    steps=(
        INSPECTION,
        Step(name="recording", starts=_LAUNCH_MONTH, ratios=Ratios(nfa=0.8, not_in_need=1.31)),
    ),
)
CONTACTS_RELABELLED = replace(
    NOTHING_HAPPENED,
    name="contacts_relabelled",
    story=(
        "Only the line between contact and referral moves: from May 2011 some approaches that "
        "would have ended with no further action, or assessed and not in need, are counted as "
        "contacts and no longer as referrals; no fewer approaches come."
    ),
    steps=(
        INSPECTION,
        Step(
            name="contacts",
            starts=_LAUNCH_MONTH,
            ratios=Ratios(nfa=0.78, not_in_need=0.92),
            moves_to_contacts=True,
        ),
    ),
)
APPROPRIATE_TURNED_AWAY = replace(
    NOTHING_HAPPENED,
    name="appropriate_turned_away",
    story=(
        "Inappropriate referrals fall to 0.78 of what they would have been, and appropriate ones "
        "to 0.78 too: agencies no longer bring children who needed help."
    ),
    launch=Ratios(nfa=0.78, not_in_need=0.78, in_need=0.78),
)
SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        THRESHOLDS_WORKED,
        RECORDING_CHANGED,
        CONTACTS_RELABELLED,
        APPROPRIATE_TURNED_AWAY,
        NOTHING_HAPPENED,
    )
}

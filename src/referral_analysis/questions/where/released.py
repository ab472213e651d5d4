"""What of a paper's release this question is told from."""

from collections.abc import Mapping
from typing import Protocol

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Released
from referral_analysis.questions.needs import Have


class ReleasedPlaces(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def agencies(self) -> Released: ...

    @property
    def districts(self) -> Released: ...

    @property
    def gaps(self) -> Released: ...

    @property
    def have(self) -> Have: ...


class ReleasedWhere(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def segments(self) -> Mapping[str, Released]: ...

    @property
    def funnels(self) -> Mapping[str, Released]: ...

    @property
    def doses(self) -> Released: ...

    @property
    def dose_districts(self) -> Released: ...

    @property
    def staff(self) -> Released: ...

    @property
    def staff_reached(self) -> Released: ...

    @property
    def have(self) -> Have: ...

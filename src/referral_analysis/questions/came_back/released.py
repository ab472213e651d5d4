"""What of a paper's release this question is told from."""

from typing import Protocol

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Released
from referral_analysis.questions.needs import Have


class HasCohorts(Protocol):
    """What says which children a paper follows."""

    @property
    def plan(self) -> Plan: ...

    @property
    def have(self) -> Have: ...


class ReleasedCameBack(HasCohorts, Protocol):
    """What of a paper's release this question is told from."""

    @property
    def curves(self) -> Released: ...

    @property
    def differences(self) -> Released: ...

"""What of a paper's release this question is told from."""

from typing import Protocol

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Released
from referral_analysis.questions.needs import Have


class ReleasedCameBack(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def curves(self) -> Released: ...

    @property
    def differences(self) -> Released: ...

    @property
    def have(self) -> Have: ...

"""What of a paper's release this question is told from."""

from typing import Protocol

from referral_analysis.analysis.files_beside import Files
from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Released
from referral_analysis.questions.needs import Have


class ReleasedHeldUp(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def guardrail(self) -> Released: ...

    @property
    def measured(self) -> Released: ...

    @property
    def have(self) -> Have: ...

    @property
    def files(self) -> Files: ...

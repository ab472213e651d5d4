"""What of a paper's release this question is told from."""

from collections.abc import Mapping
from typing import Protocol

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Released
from referral_analysis.questions.needs import Have


class ReleasedMadeOf(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def parts(self) -> Released: ...

    @property
    def mix(self) -> Released: ...

    @property
    def mix_segments(self) -> Mapping[str, Released]: ...

    @property
    def have(self) -> Have: ...

"""What of a paper's release this question is told from."""

from typing import Protocol

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Policy, Released
from referral_analysis.questions.changed.release import ReleasedSince


class ReleasedChanged(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def policy(self) -> Policy: ...

    @property
    def since(self) -> ReleasedSince | None: ...

    @property
    def plan(self) -> Plan: ...

    @property
    def changes(self) -> Released: ...

    @property
    def tips(self) -> Released: ...

"""What of a paper's release this question is told from."""

from typing import Protocol

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Policy, Released
from referral_analysis.questions.needs import Have


class ReleasedRecorded(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def policy(self) -> Policy: ...

    @property
    def changes(self) -> Released: ...

    @property
    def recording(self) -> Released: ...

    @property
    def gaps(self) -> Released: ...

    @property
    def shares(self) -> Released: ...

    @property
    def tips(self) -> Released: ...

    @property
    def have(self) -> Have: ...

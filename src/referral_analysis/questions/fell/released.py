"""What of a paper's release this question is told from."""

from typing import Protocol

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Policy, Released
from referral_analysis.questions.needs import Have


class ReleasedFell(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def policy(self) -> Policy: ...

    @property
    def changes(self) -> Released: ...

    @property
    def monthly(self) -> Released: ...

    @property
    def alternatives(self) -> Released: ...

    @property
    def blanks(self) -> Released: ...

    @property
    def tolerated(self) -> Released: ...

    @property
    def tips(self) -> Released: ...

    @property
    def alarms(self) -> Released: ...

    @property
    def lasting(self) -> Released: ...

    @property
    def have(self) -> Have: ...

"""What of a paper's release every question may be told from."""

from typing import Protocol

from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Policy, Released


class HasChanges(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def policy(self) -> Policy: ...

    @property
    def changes(self) -> Released: ...


class HasHeadline(HasChanges, Protocol):
    """A release that answers whether inappropriate referrals fell."""

    @property
    def tips(self) -> Released: ...

"""What of a paper's release this question is told from."""

from typing import Protocol

from referral_analysis.analysis.files_beside import Files
from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Policy, Released


class ReleasedElsewhere(Protocol):
    """What of a paper's release this question is told from."""

    @property
    def plan(self) -> Plan: ...

    @property
    def policy(self) -> Policy: ...

    @property
    def changes(self) -> Released: ...

    @property
    def elsewhere(self) -> Released: ...

    @property
    def tips(self) -> Released: ...

    @property
    def files(self) -> Files: ...

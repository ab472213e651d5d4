"""One run of a batch, and what became of it; both cross processes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from referral_analysis.runs.making.job import Job

State: TypeAlias = Literal["made", "unchanged", "failed", "not begun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A run to make: its name in the plan, its parts, and the folder that it goes to.

    address: where the folder goes instead, as one zip archive; the target is then for what comes
    home (`homing`). Empty for a folder of this disk.
    resume: leave it as it is where the folder holds it already, made from the same by the same.
    since: leave it also where that was made at this time or later, by a worker that was then lost
    (ISO 8601, UTC); empty for never.
    """

    name: str
    job: Job
    target: Path
    address: str = ""
    resume: bool = False
    since: str = ""

    @property
    def state_if_found(self) -> State:
        """What to call a run that is there already: one of this batch's own was made."""
        return "unchanged" if self.resume else "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutcome:
    """What became of a run: seconds that it took; in one line why it is not there; its warnings."""

    name: str
    state: State
    seconds: float
    message: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        """Claim that the run's folder is whole."""
        return self.state in {"made", "unchanged"}

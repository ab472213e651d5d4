"""One run of a batch, and what became of it; both cross processes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from referral_analysis.runs.job import Job

State: TypeAlias = Literal["made", "unchanged", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A run to make: its name in the plan, its parts, and the folder that it goes to.

    resume: leave it as it is where the folder holds it already, made from the same by the same.
    """

    name: str
    job: Job
    target: Path
    resume: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a run: seconds that it took; the error's one line where it failed."""

    name: str
    state: State
    seconds: float
    message: str = ""

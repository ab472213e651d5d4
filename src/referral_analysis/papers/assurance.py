"""The quality-assurance log: assumptions and caveats, data, checks; read from assurance.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from referral_analysis.series.outcome import NFA, Outcome

SOURCE = Path(__file__).with_suffix(".toml")

Evidence: TypeAlias = Literal["strong", "fair", "weak", "none"]
EffectSize: TypeAlias = Literal["small", "moderate", "large"]
Printed: TypeAlias = Literal["always", "synthetic", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What the figures take for granted: how well it is known, and what it does if it is wrong.

    printed: whether the Board report says it; `synthetic`: where the rows are simulated. otherwise:
    what it says instead where inappropriate is more than no further action, or something else.
    of_contacts: what it says instead where contacts are counted.
    of_population: whether it is about the population file, which a council may lack.
    """

    id: str
    kind: Literal["assumption", "caveat"]
    says: str
    printed: Printed
    evidence: Evidence
    effect: EffectSize
    why: str
    checked: str
    see: str
    otherwise: str = ""
    of_contacts: str = ""
    of_population: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of data: what it holds, its limits, and how it is checked."""

    id: str
    name: str
    source: str
    holds: str
    limits: str
    checked: str
    see: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCheck:
    """A check of the quality-assurance plan: by whom, when, and the evidence of it."""

    id: str
    what: str
    who: str
    when: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """The whole log."""

    assumptions: tuple[Assumption, ...]
    data: tuple[Source, ...]
    checks: tuple[PlannedCheck, ...]


@cache
def assurance() -> Assurance:
    """Read the log that came with the package."""
    held = tomllib.loads(SOURCE.read_text("utf-8"))
    return Assurance(
        assumptions=tuple(Assumption(**entry) for entry in held["assumptions"]),
        data=tuple(Source(**entry) for entry in held["data"]),
        checks=tuple(PlannedCheck(**entry) for entry in held["checks"]),
    )


def printed(
    *, is_synthetic: bool, outcome: Outcome = NFA, has_population: bool = True
) -> list[str]:
    """Return the sentences that the Board report prints, in the log's order."""
    wanted = {"always", "synthetic"} if is_synthetic else {"always"}
    return [
        _said(entry, outcome)
        for entry in assurance().assumptions
        if entry.printed in wanted and (has_population or not entry.of_population)
    ]


def _said(entry: Assumption, outcome: Outcome) -> str:
    if outcome.is_of_contacts and entry.of_contacts:
        return entry.of_contacts
    return entry.says if outcome.is_nfa or not entry.otherwise else entry.otherwise

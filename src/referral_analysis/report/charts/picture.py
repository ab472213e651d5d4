"""A drawn chart and its text alternative."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from referral_analysis.errors import RunError


class Chart(Protocol):
    """Anything that gives its Vega-Lite specification."""

    def to_dict(self) -> dict[str, Any]:
        """Return the specification, with its data inside."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A chart and its text alternative; `narrow` is the same chart drawn for a phone.

    key: what its marks stand for, shown below it; empty where names beside them say it.
    """

    wide: Chart = field(repr=False)
    narrow: Chart | None = field(repr=False, default=None)
    description: str
    key: str = ""

    def __post_init__(self) -> None:
        if not self.description.strip():
            raise RunError(
                "a chart",
                found="no description",
                needed="a text alternative for readers who cannot see it",
                do="Say in a sentence or two what the chart shows.",
            )

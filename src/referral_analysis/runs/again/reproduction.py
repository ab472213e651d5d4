"""The outcome of making a run again: a verdict, every difference, the likely causes."""

from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from referral_analysis.runs.differences import Difference

RunVerdict: TypeAlias = Literal["identical", "differs", "cannot be judged"]

EXIT_CODES: dict[RunVerdict, int] = {"identical": 0, "differs": 1, "cannot be judged": 2}
SHOWN = 10  # differences printed for each file


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """What came of making a run again.

    files: how many were compared; same_bytes: how many of them came out the same to the byte.
    reason: why it cannot be judged; empty when it can.
    """

    verdict: RunVerdict
    run: str
    files: int = 0
    same_bytes: int = 0
    differences: tuple[Difference, ...] = ()
    causes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""

    @property
    def exit_code(self) -> int:
        """The command's exit code: 0 identical, 1 differs, 2 cannot be judged."""
        return EXIT_CODES[self.verdict]


def to_dict(outcome: Reproduction) -> dict[str, object]:
    """Return the outcome as plain values for JSON."""
    return asdict(outcome)


def to_lines(outcome: Reproduction) -> list[str]:
    """Return the outcome as lines for a terminal: the verdict, where, and why.

    Texts of the run folder are anybody's: no line has a line end or a control character in it.
    """
    lines = [
        f"{outcome.run}: {outcome.verdict}{_summary(outcome)}",
        *_places(outcome),
        *(f"  likely cause: {cause}" for cause in outcome.causes),
        *(f"  note: {note}" for note in outcome.notes),
    ]
    return ["".join(c if c.isprintable() else " " for c in line) for line in lines]


def _summary(outcome: Reproduction) -> str:
    if outcome.verdict == "cannot be judged":
        return f". {outcome.reason}"
    if outcome.same_bytes == outcome.files:
        return f" ({outcome.files} files made again, the same to the byte)"
    return f" ({outcome.same_bytes} of {outcome.files} files are the same to the byte)"


def _places(outcome: Reproduction) -> list[str]:
    lines: list[str] = []
    for file in dict.fromkeys(difference.file for difference in outcome.differences):
        held = [difference for difference in outcome.differences if difference.file == file]
        lines += [
            f"  {file}, {one.place}: {one.old} in the run, {one.new} made again"
            for one in held[:SHOWN]
        ]
        if len(held) > SHOWN:
            lines.append(f"  {file}: and {len(held) - SHOWN} more places")
    return lines

"""Whether the report kept to the plan that was written before it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from referral_analysis.analysis.choices import choices_of
from referral_analysis.analysis.rule import Form
from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.periods import month_name
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel

NAMES: Mapping[str, str] = {
    "series_starts": "the first month",
    "launch_month": "when the launch began",
    "phase_in_ends": "when it had come in",
    "events": "what else happened",
    "outcome": "what inappropriate means",
    "fourier_pairs": "the seasons",
    "level": "how sure ranges are to be",
    "guardrail_margin": "the fall in appropriate referrals that would be small",
    "looks": "the planned reports",
    "nfa_ripens_in_days": "when decisions count as settled",
    "closure_ripens_in_days": "when closures count as settled",
}
"""What a choice is called in a sentence."""
_SHOWN = 12  # figures of a hash


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPlan:
    """A plan's file: the day, its choices with their hash, and the form foreseen by the rule."""

    written_on: dt.date
    choices: Mapping[str, Any]
    sha256: str
    form: Form


def kept_to_plan(released: ReleasedBoard, written: WrittenPlan | None) -> Panel | None:
    """Say whether each choice is the written plan's, and which are not; nothing without a plan."""
    if written is None:
        return None
    here = choices_of(released.plan)
    names = dict.fromkeys([*here, *written.choices])
    other = [name for name in names if here.get(name) != written.choices.get(name)]
    return panels.paragraphs(
        f"{_opening(written, released)} {_differences(other)} {_form(written, released)}"
    )


def _opening(written: WrittenPlan, released: ReleasedBoard) -> str:
    day = f"{written.written_on.day} {month_name(written.written_on)}"
    launch = released.plan.launch_month
    when = "before the launch" if written.written_on < launch else "after the launch had begun"
    return f"A plan was written on {day}, {when} (SHA-256 {written.sha256[:_SHOWN]}...)."


def _differences(other: list[str]) -> str:
    if not other:
        return "This report makes every choice as it does."
    named = "; ".join(NAMES.get(name, name) for name in other)
    return f"This report departs from it in: {named}."


def _form(written: WrittenPlan, released: ReleasedBoard) -> str:
    if written.form == released.decision.form:
        return "The rule chose the form of the model that the plan foresaw."
    return (
        "The rule chose another form of the model than the plan foresaw, as there were more months "
        "before the launch to choose by, or other choices."
    )

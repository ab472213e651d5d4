"""What `check` adds to the rows: what could be seen after the launch, or why it does not say so."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.runs.analyst.planning import PlanAhead, plan_ahead
from referral_analysis.runs.inputs.check import CheckResult
from referral_analysis.runs.parameters import BOARD, notebook_for

WHAT = "What could be seen after the launch"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckGiven:
    """The files that are checked, the parameters given with them, and the day."""

    paths: Sequence[Path]
    parameters: Path
    settings: tuple[str, ...]
    today: dt.date


def ahead(asked: CheckGiven) -> PlanAhead:
    """Foresee as `planning.plan_ahead`, of the extract that is checked and not of the one named."""
    extract = json.dumps([f"{path}" for path in asked.paths])
    settings = (*asked.settings, f"extract={extract}")
    return plan_ahead(asked.parameters, settings, today=asked.today)


def said(asked: CheckGiven, result: CheckResult, notebook: str | None) -> str:
    """Say what could be seen after the launch; one line on why, where that cannot be said.

    result: what the check found. notebook: as for `check_extract`; only a Board report's
    parameters, which a release's file holds, say all that is needed.
    """
    if result.as_dict.get("to_fill_in"):
        return f"{WHAT} is said here once nothing is left to fill in."
    if result.would_stop:
        return f"{WHAT} cannot be said while a run would stop."
    if (notebook or notebook_for(asked.parameters)) != BOARD:
        return f"{WHAT} is said here with -p release.yaml, or the Board report's parameters."
    try:
        return ahead(asked).text
    except ReferralAnalysisError as error:
        return f"{WHAT} cannot be said: {error}"

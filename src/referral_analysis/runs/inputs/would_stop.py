"""What `check` says of a run by the same parameters: that it would stop, or count by quarters."""

from collections.abc import Callable

import polars as pl

from referral_analysis import extract
from referral_analysis.analysis.enough import of_plan
from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.inputs import months_or_quarters
from referral_analysis.runs.inputs.months_or_quarters import WOULD_STOP
from referral_analysis.runs.parameters import ExtractReport

__all__ = ["WOULD_STOP", "lines", "stop_of"]


def lines(
    checked: extract.Checked, parameters: ExtractReport, population: extract.Population | None
) -> list[str]:
    """Say where a run would stop because too few are inappropriate as it defines it.

    Or because contacts, where these are counted, cannot say what they led to. Else whether it would
    count by quarters; nothing where it would go on by months.
    """
    plan = parameters.plan()
    if not isinstance(plan, Plan):
        return []
    counted = [checked]

    def reads() -> None:
        counted[:] = [inputs.as_counted(parameters, checked, population)]
        of_plan(counted[0].kept, plan, _contacts(parameters, plan))

    stop = stop_of(reads)
    if stop:
        return [f"{WOULD_STOP}{stop}"]
    return months_or_quarters.lines(parameters, counted[0], population)


def stop_of(reads: Callable[[], object]) -> str | None:
    """Return the line by which a run would stop as it reads; None if it would not."""
    try:
        reads()
    except ReferralAnalysisError as error:
        return f"{error}"
    return None


def _contacts(parameters: ExtractReport, plan: Plan) -> pl.DataFrame | None:
    """Read contacts that would be beside referrals; None where none is named, or none is there."""
    named = parameters.input_files().get("contacts")
    if named is None or plan.outcome.is_of_contacts or not inputs.located(named).is_file():
        return None
    return extract.read_contacts(inputs.located(named))

"""The plan that `referral-analysis plan` wrote, read for a later report."""

import datetime as dt
import json
from pathlib import Path
from typing import get_args

from referral_analysis.analysis.choices import sha256_of
from referral_analysis.analysis.rule import Form
from referral_analysis.errors import FileUnreadableError
from referral_analysis.papers.kept_plan import WrittenPlan
from referral_analysis.runs.inputs.files import located
from referral_analysis.runs.parameters import BoardReport

_MOST_BYTES = 1 << 20


def read(parameters: BoardReport) -> WrittenPlan | None:
    """Read the plan that the parameters name; None where they name none.

    FileUnreadableError for a file that is no plan, or whose choices are not those of its hash.
    """
    return None if parameters.plan_file is None else read_plan(located(parameters.plan_file))


def read_plan(path: Path) -> WrittenPlan:
    """Read a plan's file, as `read` does."""
    try:
        with path.open("rb") as file:
            held = json.loads(file.read(_MOST_BYTES))
        plan = WrittenPlan(
            written_on=dt.date.fromisoformat(held["written_on"]),
            choices=dict(held["choices"]),
            sha256=str(held["sha256"]),
            form=held["form"],
        )
    except OSError as error:
        raise FileUnreadableError(
            f"plan_file {path.name}",
            found=f"a file that cannot be read ({error.strerror})",
            needed="the file that `referral-analysis plan --output` wrote",
            do="Correct the path.",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise _no_plan(path, "a file that is not a plan") from None
    if plan.form not in get_args(Form):
        raise _no_plan(path, "a file that is not a plan")
    if plan.sha256 != sha256_of(plan.choices):
        raise _no_plan(path, "choices that are not those of its hash: it was changed since")
    return plan


def _no_plan(path: Path, found: str) -> FileUnreadableError:
    return FileUnreadableError(
        f"plan_file {path.name}",
        found=found,
        needed="the file that `referral-analysis plan --output` wrote, as it wrote it",
        do="Give the file as it was written, or take plan_file out.",
    )

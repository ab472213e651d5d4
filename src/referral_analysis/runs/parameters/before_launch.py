"""The choices in the cell of notebooks/plan.ipynb, which looks ahead and is no report."""

from pydantic import Field

from referral_analysis.runs.parameters.contract import Parameters
from referral_analysis.runs.parameters.values import Text


class BeforeLaunch(Parameters):
    """What an analyst may change in notebooks/plan.ipynb."""

    parameters_file: Text = Field(
        description="the release's file, or a Board report's: its extract, dates and outcome"
    )
    plan_file: Text | None = Field(
        default=None, description="a new file for the plan, with its hash; null for none"
    )

"""The parameters of notebooks/appropriateness.ipynb."""

from referral_analysis.runs.parameters.planned import PlannedReport


class Appropriateness(PlannedReport):
    """The parameters of notebooks/appropriateness.ipynb: one plan with the Board report's."""

"""The parameters of notebooks/appropriateness.ipynb."""

from referral_analysis.runs.parameters.board_report import BoardReport


class Appropriateness(BoardReport):
    """The parameters of notebooks/appropriateness.ipynb: what the Board report decided.

    The same names, so that one analysis plan stands behind both and their figures agree.
    """

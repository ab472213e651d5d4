"""The typed contract of each notebook's parameters: names, types, bounds and what they mean.

A notebook's parameters cell declares the same names with a default each; a test compares the two.
Whatever is not declared here, or is of another type, is refused before anything runs.
"""

from referral_analysis.runs.parameters.appropriateness import Appropriateness
from referral_analysis.runs.parameters.board_report import BoardReport
from referral_analysis.runs.parameters.checking import (
    BOARD,
    CONTRACTS,
    check,
    checked_by,
    contract_of,
    require_rest_valid,
)
from referral_analysis.runs.parameters.contract import ExtractReport, Parameters, PrivateFile
from referral_analysis.runs.parameters.data_quality import DataQuality
from referral_analysis.runs.parameters.events import FILL_IN
from referral_analysis.runs.parameters.reading import notebook_for, read_parameters, values_of
from referral_analysis.runs.parameters.segment_report import SegmentReport
from referral_analysis.runs.parameters.threshold_audit import ThresholdAudit

__all__ = [
    "BOARD",
    "CONTRACTS",
    "FILL_IN",
    "Appropriateness",
    "BoardReport",
    "DataQuality",
    "ExtractReport",
    "Parameters",
    "PrivateFile",
    "SegmentReport",
    "ThresholdAudit",
    "check",
    "checked_by",
    "contract_of",
    "notebook_for",
    "read_parameters",
    "require_rest_valid",
    "values_of",
]

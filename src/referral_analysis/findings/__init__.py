"""Checked rows and a plan -> findings: the whole calculation, without files, clock or drawing."""

from referral_analysis.findings.board import BoardFindings, board
from referral_analysis.findings.plan import Plan
from referral_analysis.findings.substitution import Beside

__all__ = ["Beside", "BoardFindings", "Plan", "board"]

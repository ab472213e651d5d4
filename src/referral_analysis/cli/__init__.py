"""The command line: one module a command; each joins the group as it is imported."""

from referral_analysis.cli import (
    audit_sample,
    batch,
    check,
    compare,
    fetch,
    fit,
    init,
    listing,
    plan,
    pool,
    reproduce,
    run,
    simulate,
)
from referral_analysis.cli.commands import commands
from referral_analysis.cli.entry import main

__all__ = [
    "audit_sample",
    "batch",
    "check",
    "commands",
    "compare",
    "fetch",
    "fit",
    "init",
    "listing",
    "main",
    "plan",
    "pool",
    "reproduce",
    "run",
    "simulate",
]

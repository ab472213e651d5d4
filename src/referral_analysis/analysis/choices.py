"""What a plan fixes before any month after the launch is seen, as plain values with their hash."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from referral_analysis.analysis.plan import Plan

_NOT_CHOSEN = (
    "last_month",
    "last_asked",
    "extract_drawn_on",
    "is_interim",
    "is_at_once",
    "thin_below",
    "step",
    "as_asked",
)
"""What of a plan is the single report's: how far its extract reaches, and what the rule of months
or quarters made of it. That there was no phase-in is told by its end, the month before the launch.
"""
_LEFT_TO_THE_RULE = {"counted_by": "rule"}
"""What is no choice where it has this value: a rule decides."""


def choices_of(plan: Plan) -> dict[str, Any]:
    """Return what a plan fixes before any month after the launch is seen, as plain values.

    Of a plan cut to quarters, what was asked for.
    """
    held = dataclasses.asdict(plan.as_asked or plan)
    return {
        name: plain(value)
        for name, value in held.items()
        if name not in _NOT_CHOSEN and _LEFT_TO_THE_RULE.get(name) != value
    }


def sha256_of(choices: Mapping[str, Any]) -> str:
    """Return the hash of choices, whatever the order of their names."""
    return hashlib.sha256(json.dumps(choices, sort_keys=True).encode()).hexdigest()


def plain(value: object) -> object:
    """Return a value as JSON has it; months as 2011-05."""
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}"
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value

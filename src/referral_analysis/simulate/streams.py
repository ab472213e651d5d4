"""One seed, one stream of random numbers a part: a part added later moves no other."""

from typing import Literal, TypeAlias

import numpy as np

Part: TypeAlias = Literal[
    "shocks",
    "counts",
    "days",
    "needs",
    "outcomes",
    "recording",
    "children",
    "faults",
    "attendance",
    "contacts",
    "taken_contacts",
    "cafs",
    "truth_of_audit",
    "judgements",
    "plans",
]
# a number, once given to a part, is never given to another
_KEYS: dict[Part, int] = {
    "shocks": 0,
    "counts": 1,
    "days": 2,
    "needs": 3,
    "outcomes": 4,
    "recording": 5,
    "children": 6,
    "faults": 7,
    "attendance": 8,
    "contacts": 9,
    "taken_contacts": 10,
    "cafs": 11,
    "truth_of_audit": 12,
    "judgements": 13,
    "plans": 14,
}


def stream(seed: int, part: Part) -> np.random.Generator:
    """Return the generator of one part of the county that this seed (0 or more) makes."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_KEYS[part],)))

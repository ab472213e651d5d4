"""Alarms have the limits whose false alarms were counted, one in twenty or fewer."""

import json
from pathlib import Path
from typing import Any

import pytest

from referral_analysis.its.tolerance.alarms import OUTLYING, SHAPE, SPREAD, TIMING, limit_of

ROOT = Path(__file__).resolve().parents[4]
STUDY = json.loads((ROOT / "benchmarks/results/tolerance_alarms.json").read_text("utf-8"))
KINDS = {kind.name: kind for kind in (OUTLYING, SHAPE, SPREAD, TIMING)}


@pytest.mark.parametrize("row", STUDY["rows"], ids=lambda row: f"{row['design']} {row['alarm']}")
def test_a_limit_is_the_one_that_was_judged(row: dict[str, Any]) -> None:
    before, after = map(int, row["design"].split("/"))
    assert limit_of(KINDS[row["alarm"]], before, after) == pytest.approx(row["limit"], abs=6e-4)


def test_each_alarm_was_raised_in_about_one_of_twenty_or_fewer_where_nothing_was_amiss() -> None:
    highest = 5 + 1.5
    assert {row["alarm"] for row in STUDY["rows"]} == set(KINDS)
    assert max(row["raised_percent"] for row in STUDY["rows"]) <= highest

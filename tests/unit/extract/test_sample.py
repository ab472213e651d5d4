"""The sample extract, whose faults were planted and counted: the checks find them all."""

import datetime as dt
import json
from pathlib import Path

import pytest

from referral_analysis.extract import (
    Checked,
    check,
    read_events,
    read_population,
    read_referrals,
    read_workshops,
)

SAMPLES = Path(__file__).resolve().parents[3] / "data_samples"
DRAWN = "2012-01-13"
# a planted fault may break a second rule: a missing date cannot come before a closure, a missing
# NFA flag excuses no missing need, and one spoilt case may overlap several others
ALSO_BROKEN_BY_OTHERS = {"8610", "8630", "1103", "1105", "8820"}


@pytest.fixture(scope="module")
def checked() -> Checked:
    """Check the later of the two sample extracts."""
    rows = read_referrals(SAMPLES / f"synthetic_referrals_{DRAWN}.csv.gz")
    areas = read_population(SAMPLES / "population.csv").areas
    return check(rows, extract_date=dt.date.fromisoformat(DRAWN), areas=areas)


def test_planted_faults_are_found(checked: Checked) -> None:
    truth = json.loads((SAMPLES / "truth.json").read_text())["extracts"][DRAWN]
    planted: dict[str, int] = {}
    for fault in truth["faulty_rows"].values():
        planted[fault["rule"]] = planted.get(fault["rule"], 0) + fault["rows"]
    for rule in checked.rules:
        if rule.number in planted:
            assert rule.failed is not None
            assert rule.failed >= planted[rule.number], rule.number
            if rule.number not in ALSO_BROKEN_BY_OTHERS:
                assert rule.failed == planted[rule.number], rule.number


def test_rows_without_a_date_and_copies_leave_and_nothing_else(checked: Checked) -> None:
    by_number = {rule.number: rule.failed for rule in checked.rules}
    assert checked.n_excluded == (by_number["8600"] or 0) + (by_number["exact duplicate"] or 0)
    assert checked.n_read == checked.n_kept + checked.n_excluded


def test_the_companions_fit_the_extract(checked: Checked) -> None:
    areas = read_population(SAMPLES / "population.csv").areas
    districts = checked.kept.select("district").unique().collect()["district"].to_list()
    assert sorted(districts) == sorted(areas)
    assert read_workshops(SAMPLES / "workshops.csv", areas).height > 30
    assert read_events(SAMPLES / "events.csv").height > 0

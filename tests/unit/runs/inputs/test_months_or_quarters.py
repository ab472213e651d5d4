"""Whether a council counts by quarters is said of its extract before anything is run."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from referral_analysis import extract
from referral_analysis.periods import month_range
from referral_analysis.runs.inputs.months_or_quarters import lines
from referral_analysis.runs.parameters import BoardReport, DataQuality, checked_by, parameter_file

ROOT = Path(__file__).resolve().parents[4]
CHANGED: Mapping[str, object] = {
    "series_starts": "2008-04",
    "last_month": "2011-10",
    "launch_month": "2010-12",
    "phase_in_ends": "2011-01",
    "workshops": None,
    "events": [],
}


def parameters(**changes: object) -> BoardReport:
    values = parameter_file.load(ROOT / "notebooks/parameters/board_february_2012.yaml")
    return checked_by(BoardReport, {**values, **CHANGED, **changes})


def checked(a_month: int) -> extract.Checked:
    """Make an extract of that many referrals a month with no further action, and 20 without."""
    rows = [
        {
            "referral_id": f"R{month:%y%m}{number:03}",
            "child_id": f"C{month:%y%m}{number:03}",
            "referred_on": month + dt.timedelta(days=number % 28),
            "is_nfa": number < a_month,
        }
        for month in month_range(dt.date(2008, 4, 1), dt.date(2011, 12, 1))
        for number in range(a_month + 20)
    ]
    return extract.check(pl.LazyFrame(rows), extract_date=dt.date(2012, 1, 13), areas=None)


def test_thin_months_are_said_to_make_quarters() -> None:
    (line,) = lines(parameters(), checked(11), None)
    assert "fewer than 12 inappropriate or other referrals" in line
    assert "count by quarters" in line


def test_nothing_is_said_of_months_that_hold_enough() -> None:
    assert lines(parameters(), checked(12), None) == []


@pytest.mark.parametrize("by", ["months", "quarters"])
def test_nothing_is_said_where_it_is_as_asked(by: str) -> None:
    assert lines(parameters(counted_by=by), checked(11), None) == []


def test_a_run_that_would_stop_is_foreseen() -> None:
    (line,) = lines(parameters(last_month="2011-06"), checked(11), None)
    assert "a run would stop" in line
    assert "up to July 2011" in line


def test_the_data_report_has_no_say_in_it() -> None:
    values = parameter_file.load(ROOT / "notebooks/parameters/data_quality_february_2012.yaml")
    assert lines(checked_by(DataQuality, values), checked(11), None) == []

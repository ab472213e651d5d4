"""Rows that lack something are counted since the launch and in the year before, and no others."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from referral_analysis.extract import check
from referral_analysis.questions.recorded.gaps import gaps
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

ROOT = Path(__file__).resolve().parents[4]
PLAN = checked_by(
    BoardReport, parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")
).plan()
DAY = dt.timedelta(days=1)
# the month before the year; its first and last day; the phase-in's last; since; and the last
DAYS = (
    dt.date(2010, 4, 30),
    dt.date(2010, 5, 1),
    dt.date(2011, 4, 30),
    dt.date(2011, 7, 31),
    dt.date(2011, 8, 1),
    dt.date(2011, 12, 31),
)


def _rows(**changed: Sequence[object]) -> pl.LazyFrame:
    rows = pl.DataFrame(
        {
            "referral_id": [f"R{n}" for n in range(len(DAYS))],
            "referred_on": list(DAYS),
            "is_nfa": [True] * len(DAYS),
            "referral_source": ["6"] * len(DAYS),
            "closed_on": list(DAYS),
            "closure_reason": ["RC7"] * len(DAYS),
        }
    )
    return rows.with_columns(pl.Series(name, values) for name, values in changed.items()).lazy()


def _counted(rows: pl.LazyFrame) -> dict[str, list[int]]:
    checked = check(rows, extract_date=PLAN.extract_drawn_on)
    return {str(gap): counts for gap, *counts in gaps(checked, PLAN).rows()}


def test_each_side_has_its_months_and_no_others() -> None:
    assert _counted(_rows(referral_source=["off the list"] * len(DAYS))) == {
        "left out": [0, 2, 0, 2],
        "no agency": [2, 2, 2, 2],
        "no reason": [0, 2, 0, 2],
        "no date": [0, 6, 0, 0],
    }


def test_closures_count_in_the_month_of_the_closure() -> None:
    later = [day + 31 * DAY for day in DAYS[:3]] + [dt.date(2011, 8, 15)] * 3
    reasons = ["RC7", None, None, None, "RC7", "RC7"]
    rows = _rows(closed_on=later, closure_reason=reasons).filter(pl.col("referred_on") < DAYS[5])
    # of the year before: those referred in April and May 2010, closed a month on; one in May 2011
    assert _counted(rows)["no reason"] == [1, 2, 1, 2]


def test_rows_left_out_and_rows_without_a_date_are_counted() -> None:
    days = [None, *DAYS[1:]]
    closed = [DAYS[0], DAYS[1] - DAY, *DAYS[2:4], DAYS[4] - DAY, DAYS[5]]
    found = _counted(_rows(referred_on=days, closed_on=closed))
    assert found["no date"] == [1, 6, 0, 0]
    assert found["left out"][1::2] == [2, 2]


def test_what_an_extract_lacks_is_not_counted() -> None:
    rows = _rows().drop("referral_source", "closure_reason")
    assert set(_counted(rows)) == {"left out", "no date"}


def test_referrals_taken_on_and_never_assessed_are_counted_in_settled_months() -> None:
    flags = [False, True, False, False, False, False]
    assessed = [None, None, None, None, None, None]
    rows = _rows(is_nfa=flags).with_columns(pl.Series("section_47_on", assessed, dtype=pl.Date))
    # December's closures have not settled; in May 2010 the flag says that nothing was done
    assert _counted(rows)["no outcome"] == [1, 1, 1, 2]
    enquired = rows.with_columns(section_47_on=pl.col("referred_on"))
    assert _counted(enquired)["no outcome"] == [0, 1, 0, 2]

"""Who came to the workshops: what is read, and each fault as one line."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.errors import ColumnMissingError, ValueUnreadableError
from referral_analysis.extract import read_attendance
from referral_analysis.extract.attendance import WITH_STAFF
from referral_analysis.simulate.companions import attendance, workshops

Write = Callable[..., Path]
HEADER = "date,agency,staff_attended,staff\n"
GOOD = f"{HEADER}14/06/2011,Police,4,20\n10/05/2011,education,12,90\n10/05/2011,police,0,20\n"


def test_rows_are_read_by_date_and_agency(write: Write) -> None:
    rows = read_attendance(write(GOOD.encode(), "attendance.csv"))
    assert rows.rows() == [
        (dt.date(2011, 5, 10), "education", 12, 90),
        (dt.date(2011, 5, 10), "police", 0, 20),
        (dt.date(2011, 6, 14), "police", 4, 20),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "10/05/2011,Scouts,4,20",
            r"attendance\.csv, agency: scouts, which is no group .*education",
        ),
        (
            "10/05/2011,anonymous,4,20",
            r"agency: anonymous, which is no group of agencies with staff",
        ),
        (
            "10/05/2011,police,17,20",
            r"staff_attended: more staff of police than it has; need at mo",
        ),
        (
            "10/05/2011,police,1,25",
            r"staff: different numbers for police; need one number of staff",
        ),
        (
            "10/05/2011,health,-1,25",
            r"numbers below what they can be \(1 rows\); need staff_attend",
        ),
        ("10/05/2011,health,0,0", r"numbers below what they can be \(1 rows\)"),
        ("10/05/2011,health,,25", r"staff_attended: values empty or unreadable \(1 of 4\)"),
        ("10/05/2011,health,some,25", r"staff_attended: values empty or unreadable \(1 of 4\)"),
    ],
)
def test_each_fault_is_one_line(write: Write, row: str, message: str) -> None:
    with pytest.raises(ValueUnreadableError, match=message):
        read_attendance(write(f"{GOOD}{row}\n".encode(), "attendance.csv"))


def test_a_file_without_the_staff_is_refused(write: Write) -> None:
    with pytest.raises(ColumnMissingError, match="need a column staff"):
        read_attendance(write(b"date,agency,staff_attended\n2011-05-10,police,4\n"))


def test_the_samples_file_is_of_the_same_people_as_its_workshops(write: Write) -> None:
    held = workshops(3, simulate.THRESHOLDS_WORKED)
    rows = read_attendance(write(attendance(held).write_csv().encode()))
    assert rows["agency"].unique().sort().to_list() == sorted(WITH_STAFF)
    came = pl.sum_horizontal(pl.col("^attendees_.*$"))
    by_day = held.group_by("date").agg(came.sum().alias("staff_attended")).sort("date")
    assert rows.group_by("date").agg(pl.col("staff_attended").sum()).sort("date").equals(by_day)

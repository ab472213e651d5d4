"""Whatever the dates: written in one trusted form they come back, month-first they never pass."""

import datetime as dt

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from referral_analysis.extract.dates import DAY_FIRST, ISO, MONTH_FIRST, read_dates

DATES = st.lists(st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)), max_size=20)
FORMS = st.sampled_from(
    [
        ("%Y-%m-%d", ISO),
        ("%Y-%m-%dT%H:%M:%S", ISO),
        ("%d/%m/%Y", DAY_FIRST),
        ("%d.%m.%Y %H:%M", DAY_FIRST),
    ]
)


def read(dates: list[dt.date | None], written: str) -> pl.DataFrame:
    """Write dates as text, and read them back: columns on (Date) and form."""
    text = [None if date is None else date.strftime(written) for date in dates]
    rows = pl.LazyFrame({"on": text}, schema={"on": pl.String})
    return rows.select(read_dates("on", "form")).unnest("on").collect()


@given(dates=DATES, form=FORMS)
def test_dates_come_back(dates: list[dt.date | None], form: tuple[str, int]) -> None:
    written, kind = form
    got = read(dates, written)
    assert got["on"].to_list() == dates
    assert set(got["form"].drop_nulls()) <= {0, kind}


@given(dates=DATES)
def test_month_first_dates_never_all_pass(dates: list[dt.date | None]) -> None:
    assume(any(date is not None and date.day > 12 for date in dates))
    assert MONTH_FIRST in read(dates, "%m/%d/%Y")["form"].to_list()

"""Which months a file beside the extract can speak for: those that lack rows are named."""

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from referral_analysis.periods import add_months, month_range
from referral_analysis.series import FileMonths, file_months

FIRST, LAST = dt.date(2014, 1, 1), dt.date(2016, 12, 1)
DRAWN_ON = dt.date(2017, 1, 20)
MAY = dt.date(2016, 5, 1)
Keep = Callable[[pl.Expr], pl.Expr]


def a_file(
    a_day: int, *, first: dt.date = FIRST, last: dt.date = dt.date(2017, 1, 20)
) -> pl.DataFrame:
    """Lay out so many rows on every day but Saturday and Sunday."""
    days = pl.select(pl.date_range(first, last)).to_series().alias("day")
    worked = days.filter(days.dt.weekday() < 6)
    return pl.DataFrame({"day": worked.to_list() * a_day}, {"day": pl.Date})


def held(rows: pl.DataFrame) -> FileMonths:
    return file_months(rows, "day", FIRST, LAST, DRAWN_ON)


def month_of_rows() -> pl.Expr:
    return pl.col("day").dt.month_start()


@pytest.mark.parametrize("a_day", [1, 5])
def test_a_whole_file_has_every_month(a_day: int) -> None:
    assert held(a_file(a_day)) == FileMonths(begins=FIRST, ends=LAST)


@pytest.mark.parametrize("month", [dt.date(2014, 2, 1), MAY, dt.date(2016, 11, 1)])
def test_a_month_without_rows_is_missing(month: dt.date) -> None:
    found = held(a_file(3).filter(month_of_rows() != month))
    assert found == FileMonths(begins=FIRST, ends=LAST, missing=(month,))


@pytest.mark.parametrize(("left", "missing"), [(6, (MAY,)), (7, ())])
def test_a_month_of_a_tenth_is_missing_and_one_of_more_is_counted(
    left: int, missing: tuple[dt.date, ...]
) -> None:
    # 3 rows a working day make 63 to 69 a month, 66 in the middle; the rows left are of every
    # third working day, so that no stretch of days is empty
    rows = a_file(3)
    is_may = month_of_rows() == MAY
    days = rows.filter(is_may)["day"].unique().sort().gather_every(3)[:left]
    kept = pl.concat([rows.filter(~is_may), pl.DataFrame({"day": days})])
    assert held(kept).missing == missing


def test_a_file_of_few_rows_may_have_a_month_of_none() -> None:
    # two a month: a month of none comes by chance once in seven
    days = [month.replace(day=day) for month in month_range(FIRST, LAST) for day in (9, 24)]
    rows = pl.DataFrame({"day": [day for day in days if day.replace(day=1) != MAY]})
    assert held(rows) == FileMonths(begins=add_months(FIRST, 1), ends=LAST, empty=(MAY,))


@pytest.mark.parametrize(("days", "missing"), [(12, ()), (23, (MAY,))])
def test_a_month_of_which_days_are_missing_is_not_whole(
    days: int, missing: tuple[dt.date, ...]
) -> None:
    gap = (dt.date(2016, 5, 2), dt.date(2016, 5, 1) + dt.timedelta(days=days))
    rows = a_file(20).filter(~pl.col("day").is_between(*gap))
    assert held(rows).missing == missing


@pytest.mark.parametrize(("last", "missing"), [(18, ()), (19, (MAY,))])
def test_a_gap_is_one_that_neither_closed_offices_nor_chance_explains(
    last: int, missing: tuple[dt.date, ...]
) -> None:
    # eleven days of closed offices and twice a week-end are 15 of it; a further day would hold 14.7
    # of the month's 440 rows, two 29.3: exp(-15) is no chance
    gap = (dt.date(2016, 5, 3), dt.date(2016, 5, last))
    assert held(a_file(20).filter(~pl.col("day").is_between(*gap))).missing == missing


def test_offices_closed_at_christmas_leave_the_month_whole() -> None:
    shut = pl.col("day").is_between(dt.date(2015, 12, 24), dt.date(2016, 1, 3))
    assert held(a_file(40).filter(~shut)).missing == ()


def test_rows_all_of_a_months_first_day_are_no_gap() -> None:
    days = [month for month in month_range(FIRST, LAST) for _ in range(200)]
    assert held(pl.DataFrame({"day": days})) == FileMonths(begins=FIRST, ends=LAST)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (dt.date(2016, 9, 30), dt.date(2016, 9, 1)),
        (dt.date(2016, 9, 26), dt.date(2016, 9, 1)),
        (dt.date(2016, 9, 23), dt.date(2016, 8, 1)),
        (dt.date(2016, 12, 22), LAST),
        (dt.date(2016, 12, 21), dt.date(2016, 11, 1)),
    ],
)
def test_a_file_ends_with_its_last_whole_month(day: dt.date, ends: dt.date) -> None:
    assert held(a_file(4, last=day)) == FileMonths(begins=FIRST, ends=ends)


@pytest.mark.parametrize(
    ("day", "begins"),
    [(dt.date(2015, 6, 5), dt.date(2015, 6, 1)), (dt.date(2015, 6, 8), dt.date(2015, 7, 1))],
)
def test_a_file_begins_with_its_first_whole_month(day: dt.date, begins: dt.date) -> None:
    assert held(a_file(4, first=day)).begins == begins


def test_rows_after_the_extract_was_drawn_do_not_make_a_file_longer() -> None:
    short = a_file(4, last=dt.date(2016, 8, 31))
    stray = pl.DataFrame({"day": [dt.date(2018, 3, 1)] * 50})
    assert held(pl.concat([short, stray])) == held(short)


def test_a_stray_row_years_before_makes_the_months_between_missing() -> None:
    stray = pl.DataFrame({"day": [dt.date(1990, 1, 1)]})
    found = held(pl.concat([stray, a_file(4, first=dt.date(2015, 1, 1))]))
    assert found.begins == FIRST
    assert found.missing == tuple(month_range(FIRST, dt.date(2014, 12, 1)))


def test_a_file_outside_the_analysis_has_no_month() -> None:
    early = a_file(4, first=dt.date(2010, 1, 1), last=dt.date(2012, 1, 1))
    nothing = pl.DataFrame({"day": []}, {"day": pl.Date})
    assert held(early) == held(nothing) == FileMonths(begins=None, ends=None)


def test_one_districts_months_are_missing_by_name() -> None:
    rows = pl.concat(
        [a_file(6).with_columns(district=pl.lit(name)) for name in ("Hove", "Lewes", "Rye")]
    )
    late = (pl.col("district") == "Rye") & (month_of_rows() >= dt.date(2016, 10, 1))
    found = held(rows.filter(~late))
    assert found.missing == ()
    assert found.parts == (("Rye", tuple(month_range(dt.date(2016, 10, 1), LAST))),)

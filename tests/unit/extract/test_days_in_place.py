"""Days and months that changed place are seen and refused; days that stand right are not."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract import ExtractMapping, check, read_referrals
from referral_analysis.extract.check_report import to_lines
from referral_analysis.extract.drawn_on import drawn_on, latest_day

Csv = Callable[..., bytes]
Write = Callable[..., Path]


def uk(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def swapped(day: dt.date) -> str:
    return f"{day:%m/%d/%Y}" if day.day <= 12 else uk(day)


def referrals(
    written: Callable[[dt.date], str], *, is_sorted: bool = True, closes: bool = True
) -> list[dict[str, str]]:
    """Return 300 referrals of a year, closed up to 90 days later."""
    rng = np.random.default_rng(77)
    days = rng.integers(0, 365, 300)
    first = dt.date(2010, 4, 1)
    rows = []
    for day in np.sort(days) if is_sorted else days:
        referred = first + dt.timedelta(days=int(day))
        closed = written(referred + dt.timedelta(days=int(rng.integers(0, 90)))) if closes else ""
        rows.append({"referred_on": written(referred), "closed_on": closed,
                     "initial_assessed_on": ""})  # fmt: skip
    return rows


@pytest.mark.parametrize("closes", [True, False])
@pytest.mark.parametrize("is_sorted", [True, False])
def test_days_in_place_are_read(
    is_sorted: bool,  # noqa: FBT001 - a grid
    closes: bool,  # noqa: FBT001
    csv: Csv,
    write: Write,
) -> None:
    rows = referrals(uk, is_sorted=is_sorted, closes=closes)
    assert read_referrals(write(csv(*rows))).collect().height == 300


def test_closures_before_referrals_show_swapped_days(csv: Csv, write: Write) -> None:
    path = write(csv(*referrals(swapped, is_sorted=False)))
    message = r"closed_on: closed_on before referred_on in \d+ of 300 rows \(0% of those whose days"
    with pytest.raises(ValueUnreadableError, match=message):
        read_referrals(path)


def test_the_order_of_rows_shows_swapped_days_without_closures(csv: Csv, write: Write) -> None:
    path = write(csv(*referrals(swapped, closes=False)))
    with pytest.raises(ValueUnreadableError, match=r"referred_on: rows in order of the day, but"):
        read_referrals(path)


def test_an_eighth_of_closures_before_referrals_is_refused_whatever_the_day(
    csv: Csv, write: Write
) -> None:
    late = {"referred_on": "2011-05-20", "initial_assessed_on": ""}
    wrong = [{**late, "closed_on": "2011-04-20"}] * 25
    right = [{**late, "closed_on": "2011-06-20"}] * 175
    assert read_referrals(write(csv(*wrong[1:], *right))).collect().height == 199
    with pytest.raises(ValueUnreadableError, match=r"before referred_on in 25 of 200 rows;"):
        read_referrals(write(csv(*wrong, *right)))


def test_dates_written_alike_without_a_day_after_the_12th_are_refused(
    csv: Csv, write: Write
) -> None:
    days = [dt.date(2010, 4, 1) + dt.timedelta(days=n) for n in range(0, 365, 2)]
    rows = [
        {"referred_on": f"{day.month}/{day.day}/{day.year}" if day.day <= 12 else uk(day),
         "closed_on": "", "initial_assessed_on": ""}
        for day in np.random.default_rng(5).permutation(np.array(days, dtype=object)).tolist()
    ]  # fmt: skip
    with pytest.raises(ValueUnreadableError, match=r"referred_on: no day after the 12th in \d+"):
        read_referrals(write(csv(*rows)))


def test_years_in_front_of_two_digits_are_refused(csv: Csv, write: Write) -> None:
    days = [dt.date(2010, 4, 1) + dt.timedelta(days=5 * n) for n in range(80)]
    rows = [{"referred_on": f"{day:%y/%m/%d}", "closed_on": "", "initial_assessed_on": ""}
            for day in days]  # fmt: skip
    with pytest.raises(ValueUnreadableError, match="the year that stands in front"):
        read_referrals(write(csv(*rows)))


def test_the_day_0_of_serial_days_can_be_said(csv: Csv, write: Write) -> None:
    path = write(csv({"referred_on": "40667", "closed_on": ""}, {"closed_on": ""}, {}))
    with pytest.raises(ValueUnreadableError, match=r"both ISO dates \(2\) and serials \(1\)"):
        read_referrals(path)
    serials = write(csv({"referred_on": "40667"}))
    assert read_referrals(serials).collect()["referred_on"].to_list() == [dt.date(2011, 5, 4)]
    since_1904 = ExtractMapping(codes={"referred_on": {"0": "1904-01-01"}})
    later = read_referrals(serials, since_1904).collect()["referred_on"].to_list()
    assert later == [dt.date(2015, 5, 5)]
    with pytest.raises(ValueUnreadableError, match="0 mapped to something that is no date"):
        read_referrals(serials, ExtractMapping(codes={"referred_on": {"0": "then"}}))


def test_a_word_for_no_day_can_be_said(csv: Csv, write: Write) -> None:
    path = write(csv({"closed_on": "With the team"}, {}, {}))
    mapping = ExtractMapping(codes={"closed_on": {"with the team": ""}})
    got = read_referrals(path, mapping).collect()
    assert got["closed_on"].null_count() == 1
    assert not got["has_unreadable_date"].any()


def test_what_cannot_be_read_is_shown_by_its_shape_and_row(csv: Csv, write: Write) -> None:
    path = write(csv({}, {"closed_on": "12 Foo 11"}, {}, {"closed_on": "34 Bar 10"}))
    got = check(read_referrals(path), extract_date=dt.date(2012, 1, 13))
    lines = "\n".join(to_lines(got))
    assert "closed_on: not a date, 99 Aaa 99 (2), first in row 2 under the header" in lines
    assert "Foo" not in lines
    assert [(one.rows, one.row) for one in got.unread_dates] == [(2, 2)]


def test_a_day_that_stands_for_none_is_empty_and_counted(csv: Csv, write: Write) -> None:
    rows = [{"closed_on": "9999-12-31", "closure_reason": ""}, {"closed_on": "1900-01-01"}, {}]
    got = check(read_referrals(write(csv(*rows))), extract_date=dt.date(2012, 1, 13))
    counted = {rule.number: rule.failed for rule in got.rules}
    assert counted["stand-in date"] == 2
    assert counted["unreadable date"] == counted["8630"] == 0


def test_times_with_a_zone_are_days_of_london(tmp_path: Path, csv: Csv, write: Write) -> None:
    typed = read_referrals(write(csv({}, {}))).collect().drop("has_unreadable_date")
    at = pl.Series("referred_on", ["2011-06-30 23:30", "2011-01-31 23:30"]).str.to_datetime()
    zoned = typed.with_columns(at.dt.replace_time_zone("UTC"))
    zoned.write_parquet(tmp_path / "zoned.parquet")
    got = read_referrals(tmp_path / "zoned.parquet").collect()["referred_on"].to_list()
    assert got == [dt.date(2011, 7, 1), dt.date(2011, 1, 31)]
    typed.with_columns(at).write_parquet(tmp_path / "plain.parquet")
    got = read_referrals(tmp_path / "plain.parquet").collect()["referred_on"].to_list()
    assert got == [dt.date(2011, 6, 30), dt.date(2011, 1, 31)]


def test_the_extract_says_when_it_was_drawn() -> None:
    days = [dt.date(2011, 5, 1)] * 10 + [dt.date(2013, 1, 1)]  # one slip
    rows = pl.DataFrame({"referred_on": days})
    assert latest_day(rows, by=dt.date(2020, 1, 1)) == dt.date(2011, 5, 1)
    few = pl.DataFrame({"referred_on": [*days, dt.date(2011, 6, 2)]})  # the month goes on
    assert latest_day(few, by=dt.date(2020, 1, 1)) == dt.date(2011, 6, 2)
    assert latest_day(rows.tail(3), by=dt.date(2020, 1, 1)) == dt.date(2013, 1, 1)
    assert latest_day(rows.tail(1), by=dt.date(2012, 1, 1)) is None
    latest = dt.date(2011, 5, 1)
    assert drawn_on(["a 2011-05-02.csv"], latest)[0] == dt.date(2011, 5, 2)
    assert drawn_on(["a 2011-04-30.csv"], latest)[0] == latest


def test_of_several_files_the_latest_day_in_a_name_counts() -> None:
    latest = dt.date(2011, 5, 1)
    names = ["2010-04-02.csv", "2011-06-30.csv", "2011-05-02.csv", "no day.csv"]
    for order in (names, names[::-1]):
        assert drawn_on(order, latest) == (dt.date(2011, 6, 30), "the day in the file's name")

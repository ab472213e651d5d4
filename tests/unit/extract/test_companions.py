"""The files beside the extract: population, workshops and events, and their errors."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, FileUnreadableError, ValueUnreadableError
from referral_analysis.extract import (
    Population,
    children_by_month,
    read_events,
    read_population,
    read_workshops,
)
from referral_analysis.extract.population import Beyond, require_areas

Write = Callable[..., Path]
HEADER = b"area,gss_code,year,children_0_17\n"
TWO_YEARS = (
    HEADER + b"Dover,E1,2010,1000\nDover,E1,2011,1365\nAshford,E2,2010,50\nAshford,,2011,50\n"
)


def children(population: Population, *months: dt.date) -> list[float]:
    """Return Dover's children in the middle of each month."""
    rows = children_by_month(population, months)
    return rows.filter(pl.col("area") == "Dover")["children"].to_list()


def test_children_lie_on_the_line_between_estimates(write: Write) -> None:
    population = read_population(write(TWO_YEARS))
    # 15 July 2010 is 15 days after the estimate, and each day adds one child
    assert children(population, dt.date(2010, 7, 1), dt.date(2011, 6, 1)) == [1015, 1350]
    assert population.areas == ("Ashford", "Dover")


def test_before_the_first_estimate_its_value_holds(write: Write) -> None:
    assert children(read_population(write(TWO_YEARS)), dt.date(2009, 1, 1)) == [1000]


@pytest.mark.parametrize(("beyond", "expected"), [("last_change", 1380), ("hold", 1365)])
def test_after_the_last_estimate(write: Write, beyond: Beyond, expected: float) -> None:
    population = read_population(write(TWO_YEARS), beyond)
    assert children(population, dt.date(2011, 7, 1)) == [expected]


def test_one_estimate_holds_for_ever(write: Write) -> None:
    population = read_population(write(HEADER + b"Dover,E1,2010,1000\n"))
    assert children(population, dt.date(2005, 1, 1), dt.date(2020, 1, 1)) == [1000, 1000]


def test_a_falling_line_stops_at_zero(write: Write) -> None:
    population = read_population(write(HEADER + b"Dover,,2010,900\nDover,,2011,100\n"))
    assert children(population, dt.date(2014, 1, 1)) == [0]


POPULATION_FAULTS = [
    (
        b"Dover,,2010,\n",
        r"f\.csv, children_0_17: values empty or unreadable \(1 of 1\); need a value",
    ),
    (b"Dover,,2010,a lot\n", r"children_0_17: values empty or unreadable \(1 of 1\)"),
    (b"Dover,,2010,0\n", r"f\.csv: children of zero or less; need whole numbers above zero"),
    (b"Dover,,2010,5\nDover,,2010,6\n", r"an area with one year twice; need one estimate an area"),
    (b"Dover,,2010,5\nAshford,,2011,6\n", r"an area without a year that another has; need the"),
    (b"A,,2010,5\nB,,2010,6\nKent,,2010,11\n", r"f\.csv: Kent, the sum of the others; need areas"),
]


@pytest.mark.parametrize(("rows", "message"), POPULATION_FAULTS)
def test_a_population_that_cannot_be_right_is_refused(
    write: Write, rows: bytes, message: str
) -> None:
    with pytest.raises(ValueUnreadableError, match=message):
        read_population(write(HEADER + rows, "f.csv"))


def test_a_population_without_a_column_is_refused(write: Write) -> None:
    message = r"f\.csv: the columns area, year; need a column children_0_17\. Give the file this"
    with pytest.raises(ColumnMissingError, match=message):
        read_population(write(b"area,year\nDover,2010\n", "f.csv"))


def test_a_district_without_an_estimate_is_named(write: Write) -> None:
    population = read_population(write(TWO_YEARS))
    require_areas(population, ["Dover"])
    message = r"district: Calais and 1 more, which the population file does not have; need one of A"
    with pytest.raises(ValueUnreadableError, match=message):
        require_areas(population, ["Thanet", "Dover", "Calais"])


def test_workshops_come_in_order_of_day(write: Write) -> None:
    path = write(b"date,district,attendees\n10/06/2011,Dover,9\n09/06/2011,Thanet,8\n")
    assert read_workshops(path).rows() == [
        (dt.date(2011, 6, 9), "Thanet"),
        (dt.date(2011, 6, 10), "Dover"),
    ]


def test_a_workshop_in_a_strange_district_is_named(write: Write) -> None:
    path = write(b"date,district\n2011-06-10,Calais\n", "w.csv")
    message = r"w\.csv, district: Calais, which is not an area .*; need one of Dover\. Spell it"
    with pytest.raises(ValueUnreadableError, match=message):
        read_workshops(path, ["Dover"])


def test_events_keep_their_optional_columns(write: Write) -> None:
    path = write(b"date,ends_on,event\n2011-05-01,,Launch\n2010-10-11,2010-10-22,Inspection\n")
    assert read_events(path).to_dicts() == [
        {
            "date": dt.date(2010, 10, 11),
            "event": "Inspection",
            "ends_on": dt.date(2010, 10, 22),
        },
        {"date": dt.date(2011, 5, 1), "event": "Launch", "ends_on": None},
    ]


def test_events_need_a_date_each(write: Write) -> None:
    path = write(b"date,event\n2011-05-01,Launch\n,Inspection\n", "e.csv")
    with pytest.raises(
        ValueUnreadableError, match=r"e\.csv, date: values empty or unreadable \(1 of 2\)"
    ):
        read_events(path)


def test_events_with_dates_in_two_forms_are_refused(write: Write) -> None:
    path = write(b"date,event\n2011-05-01,Launch\n01/05/2011,Inspection\n", "e.csv")
    with pytest.raises(
        ValueUnreadableError, match=r"e\.csv, date: both ISO dates \(1\) and day-first"
    ):
        read_events(path)


def test_a_broken_companion_says_so(write: Write) -> None:
    with pytest.raises(FileUnreadableError, match=r"e\.csv: rows that cannot be split into the"):
        read_events(write(b"date,event\n2011-05-01,Launch,3\n", "e.csv"))

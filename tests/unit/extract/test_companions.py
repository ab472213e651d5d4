"""The files beside the extract: population, workshops and events, and their errors."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, FileUnreadableError, ValueUnreadableError
from referral_analysis.extract import (
    Population,
    YearsHeld,
    children_by_month,
    read_attendance,
    read_cafs,
    read_contacts,
    read_events,
    read_population,
    read_workshops,
    require_referrals_from_each,
    years_held,
)
from referral_analysis.extract.population import Beyond, require_areas, unknown_population
from referral_analysis.periods import add_months

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


@pytest.mark.parametrize(
    ("written", "children"),
    [("27786", 27786), ('"27,786"', 27786), ("27786.0", 27786), ('"1,027,786"', 1027786)],
)
def test_a_number_may_have_commas_between_its_thousands(
    written: str, children: int, write: Write
) -> None:
    rows = f"Dover,E1,2010,{written}\nAshford,E2,2010,30000\n"
    estimates = read_population(write(HEADER + rows.encode())).estimates
    assert estimates.filter(pl.col("area") == "Dover")["children_0_17"].item() == children


@pytest.mark.parametrize("written", ['"27,78"', "27.7", '"2,77,860"', '",277"', "27 786"])
def test_what_is_no_whole_number_is_refused(written: str, write: Write) -> None:
    with pytest.raises(ValueUnreadableError, match=r"children_0_17: values empty or unreadable"):
        read_population(write(HEADER + f"Dover,E1,2010,{written}\n".encode()))


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
    population = read_population(
        write(HEADER + b"Dover,,2010,900\nDover,,2011,600\n"), "last_change"
    )
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
    (
        b"A,,2010,5210\nB,,2010,6130\nWhole,,2010,11000\n",
        r"f\.csv: Whole, the sum of the others; need areas",
    ),
    (
        b"A,,2010,52104\nB,,2010,61309\nWhole,,2010,113900\n",
        r"f\.csv: Whole, the sum of the others; need areas",
    ),
    (b"A,,2010,52\nB,,2010,61\nSussex total,,2010,90\n", r"Sussex total, the sum of the others"),
    (b"A,,2010,52\nAll areas,,2010,61\n", r"All areas, the sum of the others"),
    (b"A,,2010,1000\nA,,2011,1500\n", r"f\.csv: A moves by half or more from 2010 to 2011; need"),
    (b"A,,2009,1000\nA,,2010,990\nA,,2011,495\n", r"A moves by half or more from 2010 to 2011"),
]


@pytest.mark.parametrize(
    "rows",
    [
        b"A,,2010,1000\nA,,2011,1499\nA,,2012,750\n",
        b"A,,2010,5210\nB,,2010,6130\nTotnes,,2010,11500\n",
        b"A,,2010,5210\nB,,2010,6130\nC,,2010,11278\n",
        b"A,,2010,5000\nB,,2010,5000\n",
        # the sum of the others in one year, as areas grow past each other
        b"A,,2010,500\nB,,2010,600\nC,,2010,1100\nA,,2011,500\nB,,2011,600\nC,,2011,1150\n",
    ],
)
def test_areas_that_only_look_like_totals_or_slips_are_read(write: Write, rows: bytes) -> None:
    assert read_population(write(HEADER + rows)).areas[0] == "A"


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


def test_months_beyond_the_years_are_counted(write: Write) -> None:
    population = read_population(write(TWO_YEARS))
    assert years_held(population, dt.date(2010, 1, 1), dt.date(2011, 12, 1)) is None
    assert years_held(population, dt.date(2009, 12, 1), dt.date(2011, 12, 1)) == YearsHeld(
        first_year=2010, last_year=2011, months_before=1, months_after=0
    )
    assert years_held(population, dt.date(2010, 6, 1), dt.date(2012, 3, 1)) == YearsHeld(
        first_year=2010, last_year=2011, months_before=0, months_after=3
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [(dt.date(2004, 12, 1), dt.date(2011, 1, 1)), (dt.date(2010, 1, 1), dt.date(2017, 1, 1))],
)
def test_years_too_far_from_the_analysis_are_one_line(
    write: Write, first: dt.date, last: dt.date
) -> None:
    population = read_population(write(TWO_YEARS))
    inside = years_held(population, add_months(first, 1), add_months(last, -1))
    assert inside is None or max(inside.months_before, inside.months_after) == 60
    message = r"estimates of 2010 to 2011 only; need those of \d{4} to \d{4}, or of 5 years from"
    with pytest.raises(ValueUnreadableError, match=message):
        years_held(population, first, last)


@pytest.mark.parametrize(("children", "is_refused"), [(2_900, False), (3_100, True)])
def test_an_area_that_no_referral_is_from_is_named(
    write: Write, children: int, *, is_refused: bool
) -> None:
    # 100 referrals of 10,000 children: one that has none would have 30 of 3,000
    text = f"Hove,,2010,10000\nNarnia,,2010,{children}\n".encode()
    population = read_population(write(HEADER + text))
    rows = pl.LazyFrame({"district": ["Hove"] * 100 + [None]})
    if not is_refused:
        require_referrals_from_each(population, rows)
        return
    with pytest.raises(ValueUnreadableError, match="Narnia: 1 of 2 areas that no referral is from"):
        require_referrals_from_each(population, rows)


def test_an_extract_without_districts_names_no_area(write: Write) -> None:
    rows = pl.LazyFrame({"district": [None, None]}, {"district": pl.String})
    require_referrals_from_each(read_population(write(TWO_YEARS)), rows)


def test_a_workshop_that_is_there_twice_is_refused(write: Write) -> None:
    header = b"date,district,workshop_id\n"
    once = b"2011-06-10,Dover,W1\n2011-06-10,Dover,W2\n2011-06-11,Dover,\n2011-06-12,Dover,\n"
    assert read_workshops(write(header + once)).height == 4
    message = r"w\.csv, workshop_id: a workshop that is there more than once .1 rows too many."
    with pytest.raises(ValueUnreadableError, match=message):
        read_workshops(write(header + once + b"2011-07-01,Dover,W2\n", "w.csv"))


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


SPAN = (dt.date(2010, 4, 1), dt.date(2011, 12, 1))
EVENTS = b"date,ends_on,precision,event\n"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b"2011-05-10,2011-05-09,day,Back", r"e\.csv, ends_on: values that cannot stand .1 of 1."),
        (b"2009-03-31,,day,Old", r"e\.csv, date: .* need days from April 2009 to December 2012"),
        (b"2013-01-01,,day,New", r"e\.csv, date: .* a year around the analysis"),
        (b"2011-05-10,,week,Soon", r"e\.csv, precision: .* need one of day, month, or nothing"),
        (b"2011-05-10,,day," + b"y" * 121, r"e\.csv, event: .* need a text of at most 120 char"),
    ],
)
def test_an_event_that_cannot_stand_is_one_line(write: Write, row: bytes, message: str) -> None:
    with pytest.raises(ValueUnreadableError, match=message):
        read_events(write(EVENTS + row + b"\n", "e.csv"), SPAN)


@pytest.mark.parametrize(
    "row",
    [
        b"2011-05-10,2011-05-10,day,One day",
        b"2009-04-01,,,First",
        b"2012-12-31,,month,Last",
        b"2011-05-10,,day," + b"y" * 120,
    ],
)
def test_an_event_at_the_edge_stands(write: Write, row: bytes) -> None:
    assert read_events(write(EVENTS + row + b"\n"), SPAN).height == 1


@pytest.mark.parametrize(("events", "is_refused"), [(20, False), (21, True)])
def test_too_many_events_are_one_line(write: Write, events: int, *, is_refused: bool) -> None:
    file = write(b"date,event\n" + b"2011-05-10,Same\n" * events, "e.csv")
    if not is_refused:
        assert read_events(file, SPAN).height == events
        return
    with pytest.raises(ValueUnreadableError, match=r"e\.csv: 21 events; need at most 20\. Leave"):
        read_events(file, SPAN)


def cafs(rows: int, times: int = 1, *, first: int = 1) -> bytes:
    """Write CAFs of days in a row from a day of May 2011 on, each so many times."""
    day = dt.date(2011, 5, 1)
    lines = [f"{day + dt.timedelta(days=first + i - 1)},Dover\n" for i in range(rows)]
    return "".join(line * times for line in lines).encode()


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (cafs(20, 2), "May 2011: 40 rows"),
        (cafs(31, 4), "May 2011: 124 rows"),
        (cafs(31) + cafs(30, 2, first=32), "June 2011: 60 rows"),
        (cafs(61, 2), "2 months, May 2011 to June 2011: 122 rows"),
    ],
)
def test_a_month_whose_rows_all_stand_twice_is_refused(
    write: Write, text: bytes, when: str
) -> None:
    message = rf"c\.csv: rows that stand there twice \({when}\); need each once"
    with pytest.raises(ValueUnreadableError, match=message):
        read_cafs(write(b"opened_on,district\n" + text, "c.csv"))


@pytest.mark.parametrize("text", [cafs(19, 2), cafs(31, 3), cafs(30, 2) + cafs(1, first=31)])
def test_rows_that_stand_twice_by_chance_are_read(write: Write, text: bytes) -> None:
    assert read_cafs(write(b"opened_on,district\n" + text)).height == text.count(b"\n")


def contacts(children: int, copies: int) -> bytes:
    lines = [f"2011-05-{1 + i % 31:02},K{i}\n" for i in range(children)]
    return b"contacted_on,child_id\n" + "".join(lines + lines[:copies]).encode()


@pytest.mark.parametrize(("copies", "is_refused"), [(25, False), (26, True)])
def test_a_fifth_of_a_months_rows_with_ids_may_be_copies(
    write: Write, copies: int, *, is_refused: bool
) -> None:
    file = write(contacts(100, copies), "c.csv")
    if not is_refused:  # 25 of 125 rows
        assert read_contacts(file).height == 100 + copies
        return
    with pytest.raises(ValueUnreadableError, match=r"c\.csv: rows that stand there twice \(May 20"):
        read_contacts(file)


@pytest.mark.parametrize("word", ["", "Unknown", "N/A", "- ", "none", "0", "NOT KNOWN"])
def test_a_word_for_no_child_is_none(write: Write, word: str) -> None:
    text = f"contacted_on,child_id\n2011-05-01,{word}\n2011-05-02,K2\n".encode()
    assert read_contacts(write(text))["child_id"].to_list() == [None, "K2"]


@pytest.mark.parametrize(("contacts_of_one", "named"), [(200, 200), (201, 0)])
def test_an_id_of_more_contacts_than_a_child_has_is_none(
    write: Write, contacts_of_one: int, named: int
) -> None:
    day = dt.date(2011, 1, 1)
    days = [f"{day + dt.timedelta(days=i)},K\n" for i in range(contacts_of_one)]
    rows = read_contacts(write(("contacted_on,child_id\n" + "".join(days)).encode()))
    assert rows["child_id"].count() == named


def test_attendance_that_all_stands_twice_is_refused(write: Write) -> None:
    header = b"date,agency,staff_attended,staff\n"
    rows = [f"2011-05-{day:02},police,1,90\n".encode() for day in range(10, 18)]
    assert read_attendance(write(header + b"".join(rows) + rows[0])).height == 9
    with pytest.raises(
        ValueUnreadableError, match=r"a\.csv: rows that stand there twice .all of 16"
    ):
        read_attendance(write(header + b"".join(rows) * 2, "a.csv"))


def test_a_population_that_nobody_counted_has_no_years_and_no_areas_to_hold() -> None:
    nobody = unknown_population(["Dover", "Swale"])
    assert years_held(nobody, dt.date(2030, 1, 1), dt.date(2040, 1, 1)) is None
    rows = pl.LazyFrame({"district": ["Dover"] * 90})
    require_referrals_from_each(nobody, rows)
    counted = Population(estimates=nobody.estimates)
    with pytest.raises(ValueUnreadableError, match="Swale"):
        require_referrals_from_each(counted, rows)
    require_referrals_from_each(counted, pl.LazyFrame({"referral_id": ["a"] * 90}))

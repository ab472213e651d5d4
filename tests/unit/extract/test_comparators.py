"""What councils have published: the national table as it stands, plain headers, faults."""

from pathlib import Path

import pytest

from referral_analysis.errors import ColumnMissingError, ValueUnreadableError
from referral_analysis.extract.comparators import read_comparators

PUBLISHED = (
    "time_period,new_la_code,la_name,referral_count,rereferral_percent,"
    "no_further_action_count,no_further_action_percent,not_in_need_count,not_in_need_percent\n"
)
PLAIN = "council,year,referrals,nfa,not_in_need\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "councils.csv"
    path.write_text(text, "utf-8")
    return path


def test_the_national_table_is_read_as_it_is_published(tmp_path: Path) -> None:
    rows = read_comparators(
        written(
            tmp_path,
            PUBLISHED
            + "2014,E06000001,Northmere,1246.0,15.9,21.0,1.7,129.0,10.4\n"
            + "2013,E06000001,Northmere,1278.0,21.3,c,c,107.0,8.4\n"
            + "201415,E06000002,Ashby,2000,20.0,:,:,z,z\n",
        )
    )
    assert rows.rows() == [
        ("Ashby", 2015, 2000, None, None),
        ("Northmere", 2013, 1278, None, 107),
        ("Northmere", 2014, 1246, 21, 129),
    ]


@pytest.mark.parametrize("year", ["2013", "2012/13", "201213", "2012-13", "2012/2013", "2013.0"])
def test_a_year_is_the_one_that_ends_on_its_31_march(tmp_path: Path, year: str) -> None:
    rows = read_comparators(written(tmp_path, f'{PLAIN}Ashby,{year},"1,200",100,\n'))
    assert rows.rows() == [("Ashby", 2013, 1200, 100, None)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{PLAIN}Ashby,13,100,1,1\n", r"year: years that cannot be read \(1 rows\)"),
        (f"{PLAIN}Ashby,2013,100,14.5%,1\n", r"nfa: values that are no whole number \(1 rows\)"),
        (f"{PLAIN}Ashby,2013,100,-3,1\n", r"nfa: values that are no whole number \(1 rows\)"),
        (f"{PLAIN}Ashby,2013,100,101,1\n", r"more than all referrals of the year \(1 rows\)"),
        (f"{PLAIN}Ashby,2013,100,1,1\nAshby,2013,90,1,1\n", r"a council with the same year twice"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueUnreadableError, match=message):
        read_comparators(written(tmp_path, text))


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ColumnMissingError, match="need a column nfa or no_further_action_count"):
        read_comparators(written(tmp_path, "council,year,referrals\nAshby,2013,100\n"))

"""National layouts beyond the figures: where they stand, what they lack, what is refused."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from referral_analysis.errors import ColumnMissingError, FileUnreadableError, ValueUnreadableError
from referral_analysis.extract import (
    ExtractMapping,
    ReadOptions,
    check,
    columns,
    read_contacts,
    read_population,
    read_referrals,
    suggest_mapping,
)
from referral_analysis.extract.child_areas import read_child_areas, with_areas
from referral_analysis.series import monthly_counts

Write = Callable[..., Path]
SAMPLES = Path(__file__).resolve().parents[3] / "data_samples"
LIST_3 = (
    "Child Unique ID,Age,Date of Referral,Referral Source,Referral NFA\n"
    "Qa,6,04/05/2016,e) 2A: Schools,b) No\n"
    "Qa,6,09/05/2016,q) 6: Police,a) Yes\n"
    "Qa,7,02/03/2017,2A) Schools,b) No\n"
    "Qb,3,10/05/2016,u) 10: Unknown,b) No\n"
)
LIST_4 = (
    "Child Unique ID,Continuous Assessment Start Date,Continuous Assessment Date of Authorisation,"
    "Was the child assessed as requiring LA childrens social care support?\n"
    "Qa,10/05/2016,20/06/2016,b) No\n"
    "Qa,01/02/2017,,\n"
    "Qa,03/03/2017,30/03/2017,b) No\n"
    "Qa,05/04/2017,20/05/2017,a) Yes\n"
    "Qz,03/03/2017,30/03/2017,a) Yes\n"
)


@pytest.fixture
def lists(write: Write) -> list[Path]:
    return [write(LIST_3.encode(), "l3.csv"), write(LIST_4.encode(), "l4.csv")]


def test_an_assessment_is_of_the_latest_referral_that_led_to_one(lists: list[Path]) -> None:
    """The NFA referral between is passed over; one Yes among several outweighs a No."""
    rows = read_referrals(lists).sort("child_id", "referred_on").collect()
    day = dt.date
    assert rows.select("referred_on", "single_assessed_on", "closure_reason").rows() == [
        (day(2016, 5, 4), day(2016, 6, 20), "RC8"),
        (day(2016, 5, 9), None, None),
        (day(2017, 3, 2), day(2017, 3, 30), None),
        (day(2016, 5, 10), None, None),
    ]
    assert rows["referral_source"].cast(pl.String).to_list() == ["2A", "6", "2A", "10"]
    assert rows["initial_assessed_on"].equals(rows["single_assessed_on"].alias("x"))
    assert rows["core_assessed_on"].null_count() == 4


def test_the_order_of_the_lists_does_not_matter(lists: list[Path]) -> None:
    assert read_referrals(lists[::-1]).collect().equals(read_referrals(lists).collect())


def test_list_4_without_its_finding_says_nothing_of_need(write: Write) -> None:
    plain = "\n".join(line.rpartition(",")[0] for line in LIST_4.splitlines())
    rows = read_referrals([write(LIST_3.encode(), "l3.csv"), write(plain.encode(), "l4.csv")])
    held = rows.collect_schema().names()
    assert "single_assessed_on" in held
    assert "closure_reason" not in held


def test_the_first_sheets_of_a_workbook_may_be_of_anything(tmp_path: Path) -> None:
    path = tmp_path / "annex a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("About").write(4, 4, "Child Unique ID")
        sheet = book.add_worksheet("Refs")
        for row, line in enumerate(LIST_3.splitlines(), start=7):
            for column, cell in enumerate(line.split(","), start=3):
                sheet.write(row, column, cell)
    assert read_referrals(path).collect().height == 4
    assert read_referrals(path, options=ReadOptions(sheet="Refs")).collect().height == 4
    with pytest.raises(
        FileUnreadableError, match=r"tables of contacts: 0; need one|no sheet named"
    ):
        read_contacts(path)


def test_a_list_beside_referrals_needs_them(write: Write) -> None:
    with pytest.raises(
        FileUnreadableError, match=r"l4\.csv: list 4 of Annex A \(assessments\), without referrals"
    ):
        read_referrals(write(LIST_4.encode(), "l4.csv"))


def test_a_column_of_a_list_that_stands_twice_is_refused(write: Write) -> None:
    twice = "\n".join(f"{line},{line.split(',')[2]}" for line in LIST_3.splitlines())
    with pytest.raises(
        ColumnMissingError, match=r"more than one column Date of Referral; need one"
    ):
        read_referrals(write(twice.encode()))


SSD = (
    "cine_referral_id,cine_person_id,cine_referral_date,cine_referral_source_code,"
    "cine_referral_nfa,cine_close_date,cine_close_reason,cine_referral_team\n"
    "W1,Qa,2016-05-04 00:00:00.000,2A,N,2016-08-01 00:00:00.000,RC8,North team\n"
    "W2,Qb,2016-05-09 00:00:00.000,6,Y,,,South team\n"
)


def test_a_mapping_of_the_datasets_own_names_reads_the_same_rows(write: Write) -> None:
    path = write(SSD.encode(), "ssd_cin_episodes.csv")
    proposed = suggest_mapping(path)
    assert proposed.columns["is_nfa"] == "cine_referral_nfa"
    assert len(proposed.columns) == 7
    mapped = read_referrals(path, ExtractMapping(headers=proposed.columns)).collect()
    assert mapped.equals(read_referrals(path).collect())


def test_a_team_is_a_district_where_the_mapping_says_so(write: Write) -> None:
    path = write(SSD.encode(), "ssd_cin_episodes.csv")
    mapping = ExtractMapping(headers={"district": "cine_referral_team"})
    rows = read_referrals(path, mapping).collect()
    assert rows["district"].cast(pl.String).to_list() == ["North team", "South team"]
    assert "district" not in read_referrals(path).collect_schema()


def test_contacts_of_the_dataset(write: Write) -> None:
    path = write(b"cont_person_id,cont_contact_date,cont_contact_source_code\nQa,2016-05-04,2A\n")
    assert read_contacts(path).to_dicts() == [
        {"contacted_on": dt.date(2016, 5, 4), "contact_source": "2A", "child_id": "Qa"}
    ]


CHILD = {
    "la_child_id": "Qa",
    "child_details": {"date_of_birth": "2010-01-02", "first_name": "Zz"},
    "social_care_episodes": [
        {
            "social_care_episode_id": "W1",
            "referral_date": "2016-05-04",
            "referral_source": "2A",
            "referral_no_further_action_flag": False,
            "closure_date": None,
            "closure_reason": None,
            "child_and_family_assessments": [
                {"authorisation_date": "2016-07-01", "purge": True},
                {"authorisation_date": "2016-09-01"},
                {"authorisation_date": "2016-08-01"},
            ],
        },
        {"social_care_episode_id": "W2", "referral_date": "2016-06-01", "purge": True},
    ],
}


def test_what_was_taken_back_is_not_read(write: Write) -> None:
    rows = read_referrals(write(json.dumps([CHILD]).encode(), "children.json")).collect()
    assert rows.select(
        "referral_id", "single_assessed_on", "age_at_referral", "section_47_on"
    ).rows() == [("W1", dt.date(2016, 8, 1), 6, None)]
    assert "Zz" not in str(rows.rows())


def test_a_child_by_itself_is_read(write: Write) -> None:
    assert read_referrals(write(json.dumps(CHILD).encode(), "one.json")).collect().height == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"la_child_id": "Zz", ', r"JSON that breaks off or is not well formed; need a list of"),
        ('[{"name": "Zz"}]', r"JSON without la_child_id and social_care_episodes; need the child"),
        ('{"a": 1}\n{"a": 2}\n', r"JSON without la_child_id and social_care_episodes"),
    ],
)
def test_other_json_is_refused_in_one_line(write: Write, content: str, message: str) -> None:
    with pytest.raises(FileUnreadableError, match=message) as caught:
        read_referrals(write(content.encode(), "children.json"))
    assert "Zz" not in str(caught.value)


def test_columns_that_a_layout_lacks_are_not_there(lists: list[Path]) -> None:
    checked = check(read_referrals(lists), extract_date=dt.date(2018, 1, 1))
    held = checked.kept.collect()
    assert held.height == 4
    assert {column.name for column in columns.REFERRALS} - set(held.columns) == {
        "district", "primary_need", "section_47_on", "child_protection_plan_on", "closed_on",
    }  # fmt: skip
    unjudged = {rule.number for rule in checked.rules if rule.failed is None}
    assert "8630" in unjudged


def test_rows_without_districts_have_the_children_of_all_areas(lists: list[Path]) -> None:
    population = read_population(SAMPLES / "population.csv")
    rows = check(read_referrals(lists), extract_date=dt.date(2018, 1, 1)).kept
    month = dt.date(2011, 6, 1)
    counts = monthly_counts(rows, population=population, first=month, last=month)
    estimates = population.estimates.group_by("year").agg(pl.col("children_0_17").sum())
    low, high = (estimates["children_0_17"].min(), estimates["children_0_17"].max())
    assert counts["children"].is_between(pl.lit(low), pl.lit(high)).all()


def test_a_lookup_gives_each_child_its_district(lists: list[Path], write: Write) -> None:
    path = write(b"child_id,district\nQb,South\nQa,North\nQa,North\n", "areas.csv")
    rows = with_areas(read_referrals(lists).collect(), read_child_areas(path))
    assert rows.select("child_id", "district").unique().sort("child_id").rows() == [
        ("Qa", "North"),
        ("Qb", "South"),
    ]
    own = pl.DataFrame({"child_id": ["Qa", "Qb", "Qc"], "district": ["East", None, None]})
    found = with_areas(own, read_child_areas(path))
    assert found["district"].to_list() == ["East", "South", None]


def test_a_child_of_two_districts_is_counted_and_not_named(write: Write) -> None:
    path = write(b"child_id,district\nQa,North\nQa,South\nQb,South\n", "areas.csv")
    with pytest.raises(ValueUnreadableError, match=r"more than one district \(2 rows\)") as caught:
        read_child_areas(path)
    assert "Qa" not in str(caught.value)

"""Ofsted's Annex A lists: recognised by their headers, names of workers never read."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, ValueUnreadableError
from referral_analysis.extract import ReadOptions, check, read_cafs, read_contacts, read_referrals

Write = Callable[..., Path]
CHILD = "Child Unique ID,Gender,Ethnicity,Date of Birth,Age of Child (Years)"
LIST_3 = (
    f"{CHILD},Date of referral,Referral Source,Referral NFA?,"
    "Number of Referrals in Last 12 Months,Allocated Team,Allocated Worker\n"
    "C1,b) Female,a) WBRI,05/05/2004,6,04/05/2011,2A) Schools,a) Yes,0,Team,Someone\n"
    "C2,a) Male,a) WBRI,05/05/2004,6,05/05/2011,10: Unknown,b) No,1,Team,Someone\n"
    "C1,b) Female,a) WBRI,05/05/2004,7,06/06/2011,6,c) Unknown,1,Team,Someone\n"
)
LIST_1 = (
    f"{CHILD},Date of Contact,Contact Source\n"
    "C2,a) Male,a) WBRI,05/05/2004,6,05/05/2011,6) Police\n"
    "C1,b) Female,a) WBRI,05/05/2004,6,04/05/2011,1D) Other individual\n"
)


def workbook(csv: str, path: Path, sheet: str) -> Path:
    """Write a list as Ofsted's workbook has it, under a title."""
    rows = pl.read_csv(csv.encode(), infer_schema=False)
    rows.write_excel(path, worksheet=sheet, position="A2", autofilter=False)
    return path


@pytest.mark.parametrize("is_workbook", [False, True])
def test_list_3_comes_in_typed(write: Write, tmp_path: Path, *, is_workbook: bool) -> None:
    options = ReadOptions(sheet="List 3", header_row=2) if is_workbook else ReadOptions()
    path = (
        workbook(LIST_3, tmp_path / "annex_a.xlsx", "List 3")
        if is_workbook
        else write(LIST_3.encode())
    )
    rows = read_referrals(path, options=options).collect()
    assert rows.rows() == [
        ("C1 2011-05-04", "C1", dt.date(2011, 5, 4), "2A", True, 6, False),
        ("C2 2011-05-05", "C2", dt.date(2011, 5, 5), "10", False, 6, False),
        ("C1 2011-06-06", "C1", dt.date(2011, 6, 6), "6", None, 7, False),
    ]


def test_list_3_is_checked_as_far_as_it_goes(write: Write) -> None:
    checked = check(read_referrals(write(LIST_3.encode())), extract_date=dt.date(2012, 1, 13))
    assert checked.n_kept == 3
    unjudged = {rule.number for rule in checked.rules if rule.failed is None}
    assert unjudged == {
        "8610", "8630", "8640", "8650", "8805", "8810", "8825", "8831", "1103", "8815", "8820",
        "future date", "1105", "no section 47", "year of closure_reason",
    }  # fmt: skip


def test_a_list_that_lacks_a_column_is_no_list(write: Write) -> None:
    with pytest.raises(ColumnMissingError, match=r"need columns referral_id"):
        read_referrals(write(LIST_3.replace("Referral NFA?", "NFA").encode()))


@pytest.mark.parametrize("is_workbook", [False, True])
def test_list_1_gives_contacts(write: Write, tmp_path: Path, *, is_workbook: bool) -> None:
    options = ReadOptions(sheet="List 1", header_row=2) if is_workbook else ReadOptions()
    path = (
        workbook(LIST_1, tmp_path / "annex_a.xlsx", "List 1")
        if is_workbook
        else write(LIST_1.encode())
    )
    assert read_contacts(path, options).to_dicts() == [
        {"contacted_on": dt.date(2011, 5, 4), "contact_source": "1D", "child_id": "C1"},
        {"contacted_on": dt.date(2011, 5, 5), "contact_source": "6", "child_id": "C2"},
    ]


def test_contacts_of_our_own(write: Write) -> None:
    rows = read_contacts(write(b"contacted_on,district,notes\n2011-05-04,Dover,x\n"))
    assert rows.to_dicts() == [{"contacted_on": dt.date(2011, 5, 4), "district": "Dover"}]
    with pytest.raises(ValueUnreadableError, match=r"c\.csv, contacted_on: values empty or unread"):
        read_contacts(write(b"contacted_on,district\n2011-05-04,Dover\n,Dover\n", "c.csv"))


def test_cafs(write: Write) -> None:
    path = write(b"opened_on,district,lead_agency\n05/05/2011,Dover,\n04/05/2011,Dover,School\n")
    assert read_cafs(path, ["Dover"]).rows() == [
        (dt.date(2011, 5, 4), "Dover", "School"),
        (dt.date(2011, 5, 5), "Dover", None),
    ]
    with pytest.raises(ValueUnreadableError, match=r"district: Dover, which is not an area of the"):
        read_cafs(path, ["Thanet"])

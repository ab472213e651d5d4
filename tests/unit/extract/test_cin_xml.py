"""The CIN census return: what is read, what is dropped, what is refused."""

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import Population, check, read_population, read_referrals
from referral_analysis.extract.rules_of_dates import not_long_before_birth
from referral_analysis.series import monthly_counts

Write = Callable[..., Path]
MakeReturn = Callable[[pl.DataFrame], bytes]
SAMPLES = Path(__file__).resolve().parents[3] / "data_samples"
DRAWN = dt.date(2012, 1, 13)
CHILD = """
<Message><Header><Collection><Year>2012</Year></Collection></Header><Children><Child>
<ChildIdentifiers><LAchildID>C1</LAchildID><UPN>A123456789012</UPN>{births}</ChildIdentifiers>
<CINdetails><CINreferralDate>2011-05-04</CINreferralDate>{details}</CINdetails>
</Child></Children></Message>
"""


def read(write: Write, *, births: str = "", details: str = "") -> dict[str, object]:
    content = CHILD.format(births=births, details=details).strip().encode()
    return read_referrals(write(content, "cin.xml")).collect().row(0, named=True)


def test_every_element_has_its_column(write: Write) -> None:
    row = read(
        write,
        births="<PersonBirthDate>2004-05-05</PersonBirthDate>",
        details="""<ReferralSource>2A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode>
            <CINclosureDate>2011-09-01</CINclosureDate><ReasonForClosure>RC8</ReasonForClosure>
            <DateOfInitialCPC>2011-06-01</DateOfInitialCPC>
            <Assessments><AssessmentActualStartDate>2011-05-05</AssessmentActualStartDate>
            <AssessmentAuthorisationDate>2011-06-10</AssessmentAuthorisationDate></Assessments>
            <Assessments><AssessmentAuthorisationDate>2011-06-09</AssessmentAuthorisationDate>
            </Assessments><Section47><S47ActualStartDate>2011-05-06</S47ActualStartDate>
            </Section47><ReferralNFA>FALSE</ReferralNFA>
            <ChildProtectionPlans><CPPstartDate>2011-06-01</CPPstartDate></ChildProtectionPlans>""",
    )
    assert row == {
        "referral_id": "C1 2011-05-04",
        "child_id": "C1",
        "referred_on": dt.date(2011, 5, 4),
        "referral_source": "2A",
        "primary_need": "N1",
        "is_nfa": False,
        "initial_assessed_on": dt.date(2011, 6, 9),
        "core_assessed_on": None,
        "single_assessed_on": dt.date(2011, 6, 9),
        "section_47_on": dt.date(2011, 5, 6),
        "child_protection_plan_on": dt.date(2011, 6, 1),
        "closed_on": dt.date(2011, 9, 1),
        "closure_reason": "RC8",
        "age_at_referral": 6,
        "has_unreadable_date": False,
    }


def test_the_assessments_of_returns_before_2013(write: Write) -> None:
    details = """<InitialAssessmentEndDate>2011-05-12</InitialAssessmentEndDate>
        <CoreAssessmentEndDate>2011-06-20</CoreAssessmentEndDate>"""
    row = read(write, details=details)
    assert (row["initial_assessed_on"], row["core_assessed_on"]) == (
        dt.date(2011, 5, 12),
        dt.date(2011, 6, 20),
    )


@pytest.mark.parametrize(
    ("began", "counted"),
    [
        (("2011-07-01", "2011-06-01"), "2011-06-01"),
        # a plan that was there before is not what the referral led to
        (("2009-03-02", "2011-05-04"), "2011-05-04"),
        (("2011-06-01", "2009-03-02"), "2011-06-01"),
        # where there is no other it is read, for rule 1105 to flag
        (("2009-03-02", "2010-03-02"), "2009-03-02"),
    ],
)
def test_the_plan_is_the_first_that_began_after_the_referral(
    write: Write, began: tuple[str, str], counted: str
) -> None:
    details = "".join(
        f"<ChildProtectionPlans><CPPstartDate>{day}</CPPstartDate></ChildProtectionPlans>"
        for day in began
    )
    row = read(write, details=details)
    assert row["child_protection_plan_on"] == dt.date.fromisoformat(counted)


@pytest.mark.parametrize(
    ("tag", "born", "age"),
    [
        ("PersonBirthDate", "2004-05-04", 7),
        ("PersonBirthDate", "2004-05-05", 6),
        ("PersonBirthDate", "2004-01-31", 7),
        ("PersonBirthDate", "2004-06-01", 6),
        ("PersonBirthDate", "2004-12-31", 6),
        ("ExpectedPersonBirthDate", "2011-05-05", -1),
        ("ExpectedPersonBirthDate", "2012-02-08", -1),  # 280 days
        ("ExpectedPersonBirthDate", "2012-02-09", -2),
        ("PersonBirthDate", "not known", None),
    ],
)
def test_age_and_rule_8606_are_worked_out(
    write: Write, tag: str, born: str, age: int | None
) -> None:
    row = read(write, births=f"<{tag}>{born}</{tag}>")
    assert row["age_at_referral"] == age
    passes = pl.DataFrame({"age_at_referral": [age]}, schema={"age_at_referral": pl.Int64}).select(
        not_long_before_birth().passes
    )
    assert passes.item() is (age != -2)


def test_upn_and_birth_date_are_dropped(write: Write) -> None:
    row = read(write, births="<PersonBirthDate>2004-05-05</PersonBirthDate>")
    assert "A123456789012" not in row.values()
    assert dt.date(2004, 5, 5) not in row.values()


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_return_and_a_csv_of_the_same_rows_give_the_same_series(
    cin_return: MakeReturn, tmp_path: Path, *, is_packed: bool
) -> None:
    extract = pl.read_csv(
        SAMPLES / "synthetic_referrals_2012-01-13.csv.gz", infer_schema=False
    ).filter(pl.col("referred_on").str.starts_with("2011").fill_null(value=True))
    content = cin_return(extract)
    xml = tmp_path / ("cin.xml.gz" if is_packed else "cin.xml")
    xml.write_bytes(gzip.compress(content) if is_packed else content)
    extract.write_csv(tmp_path / "cin.csv")
    population = read_population(SAMPLES / "population.csv")
    of_csv, of_xml = (series(path, population) for path in (tmp_path / "cin.csv", xml))
    assert of_csv["count"].sum() > 10_000
    assert_frame_equal(of_csv, of_xml)


def series(path: Path, population: Population) -> pl.DataFrame:
    """Count every measure by agency and month of 2011."""
    checked = check(read_referrals(path), extract_date=DRAWN)
    return monthly_counts(
        checked.kept, population=population, first=dt.date(2011, 1, 1), last=dt.date(2011, 12, 1),
        by="agency", measures=(
            "referrals", "nfa", "not_in_need", "guardrail", "section_47", "child_protection_plan",
        ),
    )  # fmt: skip


LAUGHS = """<?xml version="1.0"?><!DOCTYPE Message [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><Message><Children>&c;</Children></Message>"""
FETCHES = """<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/evil.dtd"><Message/>"""
OPENS = """<!DOCTYPE Message [<!ENTITY f SYSTEM "file:///etc/hostname">]><Message>&f;</Message>"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (LAUGHS, r"cin\.xml: a document type declaration, which can hold entities; need XML with"),
        (FETCHES, r"a document type declaration"),
        (OPENS, r"a document type declaration"),
        ("<Message>&a;</Message>", r"XML that breaks off or is not well formed, at line 1"),
        ("<Message>\n<Children>", r"XML that breaks off or is not well formed, at line 2; need a"),
        ("<Census/>", r"XML whose outermost element is Census; need a CIN census return, whose"),
        ("<Message><Children/></Message>", r"a return without referrals; need a CINdetails"),
        (f"<Message><{'e' * 50}></Message>", r"not well formed"),
    ],
)
def test_what_is_no_return_is_refused(write: Write, content: str, message: str) -> None:
    with pytest.raises(FileUnreadableError, match=message):
        read_referrals(write(content.encode(), "cin.xml"))


def test_a_date_that_is_none_marks_its_row(write: Write) -> None:
    child = CHILD.format(births="", details="").strip()
    good = child[child.index("<Child>") : child.index("</Children>")]
    bad = good.replace("2011-05-04", "2011-02-30")
    rows = read_referrals(
        write(f"<Message><Children>{good}{good}{bad}</Children></Message>".encode(), "cin.xml")
    ).collect()
    assert rows["has_unreadable_date"].to_list() == [False, False, True]


def test_copies_of_an_episode_have_its_id(cin_return: MakeReturn, write: Write) -> None:
    names = [
        "child_id", "referred_on", "referral_source", "primary_need", "closed_on",
        "closure_reason", "initial_assessed_on", "core_assessed_on", "section_47_on", "is_nfa",
        "child_protection_plan_on",
    ]  # fmt: skip
    rows = pl.DataFrame(
        [dict.fromkeys(names) | {"child_id": "C1", "referred_on": f"2011-05-0{day}"}
         for day in (4, 4, 5)],
        schema=dict.fromkeys(names, pl.String),
    )  # fmt: skip
    got = read_referrals(write(cin_return(rows), "cin.xml"))
    assert got.collect()["referral_id"].to_list() == [
        "C1 2011-05-04", "C1 2011-05-04", "C1 2011-05-05",
    ]  # fmt: skip
    assert check(got, extract_date=DRAWN).n_excluded == 1

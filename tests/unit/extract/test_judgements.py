"""The audit's key and judgements as files, and each of their errors."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, ValueUnreadableError
from referral_analysis.extract import key_digest, read_audit_key, read_cases, read_judgements

Write = Callable[..., Path]
KEY_HEADER = "referral_id,period,stratum,is_nfa,in_stratum,drawn,auditors\n"
KEY = KEY_HEADER + ("R2,before,1,false,40,2,A;B\nR1,before,1,False,40,2,A\nR3,after,2,true,9,1,B\n")
HEADER = "referral_id,auditor,judgement\n"
WHOLE = HEADER + "R3,B,Cannot tell\nR2,A,inappropriate\nR2,B,appropriate \nR1,A,appropriate\n"


@pytest.fixture
def key(write: Write) -> pl.DataFrame:
    return read_audit_key(write(KEY.encode(), "key.csv"))


def test_the_key_is_read(key: pl.DataFrame) -> None:
    assert key.to_dicts()[1] == {
        "referral_id": "R2",
        "period": "before",
        "stratum": 1,
        "is_nfa": False,
        "in_stratum": 40,
        "drawn": 2,
        "auditors": ["A", "B"],
    }
    assert key["referral_id"].to_list() == ["R1", "R2", "R3"]


def test_judgements_are_read_whatever_their_capitals(write: Write, key: pl.DataFrame) -> None:
    found = read_judgements(write(WHOLE.encode()), key)
    assert found.rows() == [
        ("R1", "A", "appropriate"),
        ("R2", "A", "inappropriate"),
        ("R2", "B", "appropriate"),
        ("R3", "B", "cannot tell"),
    ]


def test_a_judgement_still_missing_is_no_error(write: Write, key: pl.DataFrame) -> None:
    assert read_judgements(write(f"{HEADER}R2,A,appropriate\n".encode()), key).height == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("R9,A,appropriate\n", "referral that the sample's key does not have .1 rows.; need those"),
        ("R1,Z,appropriate\n", "an auditor that the sample's key does not have .1 rows."),
        ("R1,B,appropriate\n", "judgements by an auditor whose case it was not .1."),
        ("R1,A,appropriate\nR1,A,inappropriate\n", "a judgement that is there twice .2 rows."),
        ("R1,A,fine\n", "not on its list .1 of 1.; need one of appropriate, inappropriate, cannot"),
        ("R1,A,\n", "values empty or unreadable .1 of 1.; need a value in every row"),
    ],
)
def test_a_fault_in_the_judgements_is_one_line_without_an_id(
    write: Write, key: pl.DataFrame, rows: str, message: str
) -> None:
    with pytest.raises(ValueUnreadableError, match=message) as caught:
        read_judgements(write((HEADER + rows).encode()), key)
    assert not {"R1", "R9"} & set(str(caught.value).split())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("R1,before,1,true,9,1,A\nR1,after,2,true,9,1,A\n", "a referral that is there twice"),
        ("R1,later,1,true,9,1,A\n", "period: values that are not on its list"),
        ("R1,after,1,yes,9,1,A\n", "is_nfa: values that are not on its list"),
        ("R1,after,1,true,9,2,A\nR2,after,1,true,8,2,A\n", "a stratum with two sizes or periods"),
        ("R1,after,1,true,9,2,A\nR2,before,1,true,9,2,A\n", "a stratum with two sizes or periods"),
        ("R1,after,1,true,1,2,A\nR2,after,1,true,1,2,A\n", "with more cases than referrals"),
        ("R1,after,1,true,9,2,A\n", r"drawn: strata whose cases are not .* .1 of 1.; need the key"),
        ("R1,after,1,true,9,1,A\nR2,after,1,true,9,1,A\n", r"not those that were drawn .1 of 1."),
        ("R1,after,2,true,9,1,A\n", r"strata whose cases are not those that were drawn .1 of 2."),
        ("R1,after,one,true,1,1,A\n", "values empty or unreadable"),
    ],
)
def test_a_fault_in_the_key_is_one_line(write: Write, rows: str, message: str) -> None:
    with pytest.raises(ValueUnreadableError, match=message):
        read_audit_key(write((KEY_HEADER + rows).encode()))


def test_a_key_without_weights_names_the_column(write: Write) -> None:
    with pytest.raises(ColumnMissingError, match="in_stratum"):
        read_audit_key(write(b"referral_id,period,stratum,is_nfa,auditors\nR1,after,1,true,A\n"))


GROUPED = (
    "referral_id,period,stratum,agency_group,district_group,is_nfa,in_stratum,drawn,auditors\n"
)
BY_NFA = GROUPED + (
    "Q1,after,1,police,all,false,80,2,A\nQ2,after,1,police,all,false,80,2,A\n"
    "Q3,after,2,police,all,true,30,2,A\nQ4,after,2,police,all,true,30,2,A\n"
)


def test_a_flag_turned_in_a_sample_drawn_by_nfa_is_refused(write: Write) -> None:
    assert read_audit_key(write(BY_NFA.encode()))["is_nfa"].to_list() == [False, False, True, True]
    turned = BY_NFA.replace("Q4,after,2,police,all,true", "Q4,after,2,police,all,false")
    with pytest.raises(ValueUnreadableError, match="both NFA statuses in a sample drawn by NFA"):
        read_audit_key(write(turned.encode()))


def test_a_stratum_may_hold_both_statuses_where_nfa_did_not_part_them(write: Write) -> None:
    mixed = GROUPED + (
        "Q1,after,1,police,all,false,80,2,A\nQ2,after,1,police,all,true,80,2,A\n"
        "Q3,after,2,other,all,true,30,1,A\n"
    )
    assert read_audit_key(write(mixed.encode())).height == 3


def test_a_key_says_the_same_however_it_is_saved(write: Write) -> None:
    digest = key_digest(read_audit_key(write(BY_NFA.encode())))
    header, *rows = BY_NFA.splitlines()
    resaved = "\r\n".join([header, *reversed(rows)])
    assert key_digest(read_audit_key(write(resaved.encode("utf-8-sig")))) == digest
    heavier = BY_NFA.replace("true,30", "true,31")
    assert key_digest(read_audit_key(write(heavier.encode()))) != digest


CASES = b"case,referral_id\nC1,R3\nC2,R1\nC3,R2\n"


def test_judgements_of_cases_are_those_of_their_referrals(write: Write, key: pl.DataFrame) -> None:
    cases = read_cases(write(CASES, "cases.csv"), key)
    sheet = b"case,auditor,judgement\nC1,B,inappropriate\nC2,A,appropriate\n"
    assert read_judgements(write(sheet), key, cases=cases).rows() == [
        ("R1", "A", "appropriate"),
        ("R3", "B", "inappropriate"),
    ]
    assert read_judgements(write(WHOLE.encode()), key, cases=cases).height == 4


def test_a_case_of_another_sample_is_refused(write: Write, key: pl.DataFrame) -> None:
    cases = read_cases(write(CASES, "cases.csv"), key)
    sheet = b"case,auditor,judgement\nC9,B,inappropriate\n"
    with pytest.raises(ValueUnreadableError, match=r"case: a case that the sample's key does not"):
        read_judgements(write(sheet), key, cases=cases)
    strange = b"case,referral_id\nC1,R3\nC1,R1\n"
    with pytest.raises(ValueUnreadableError, match=r"case: a case that is there twice .2 rows."):
        read_cases(write(strange, "cases.csv"), key)

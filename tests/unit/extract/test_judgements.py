"""The audit's key and judgements as files, and each of their errors."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, ValueUnreadableError
from referral_analysis.extract import read_audit_key, read_judgements

Write = Callable[..., Path]
KEY_HEADER = "referral_id,period,stratum,is_nfa,in_stratum,auditors\n"
KEY = KEY_HEADER + "R2,before,1,false,40,A;B\nR1,before,1,False,40,A\nR3,after,2,true,9,B\n"
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
        ("R1,before,1,true,9,A\nR1,after,2,true,9,A\n", "a referral that is there twice"),
        ("R1,later,1,true,9,A\n", "period: values that are not on its list"),
        ("R1,after,1,yes,9,A\n", "is_nfa: values that are not on its list"),
        ("R1,after,1,true,9,A\nR2,after,1,true,8,A\n", "a stratum with two sizes or periods"),
        ("R1,after,1,true,9,A\nR2,before,1,true,9,A\n", "a stratum with two sizes or periods"),
        ("R1,after,1,true,1,A\nR2,after,1,true,1,A\n", "with more cases than referrals"),
        ("R1,after,one,true,1,A\n", "values empty or unreadable"),
    ],
)
def test_a_fault_in_the_key_is_one_line(write: Write, rows: str, message: str) -> None:
    with pytest.raises(ValueUnreadableError, match=message):
        read_audit_key(write((KEY_HEADER + rows).encode()))


def test_a_key_without_weights_names_the_column(write: Write) -> None:
    with pytest.raises(ColumnMissingError, match="in_stratum"):
        read_audit_key(write(b"referral_id,period,stratum,is_nfa,auditors\nR1,after,1,true,A\n"))

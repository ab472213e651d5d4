"""An extract that lacks columns is read and checked as far as it goes."""

import datetime as dt

import pytest
from tests.unit.extract.conftest import Csv, Write

from referral_analysis.errors import ColumnMissingError
from referral_analysis.extract import columns
from referral_analysis.extract.check import Checked, check
from referral_analysis.extract.check_report import to_dict, to_lines
from referral_analysis.extract.read import read_referrals

DRAWN = dt.date(2012, 1, 13)
NEEDED = ("referral_id", "referred_on", "is_nfa")
ON_CHILDREN = {"8815", "8820", "same day"}


def checked_without(csv: Csv, write: Write, *gone: str) -> Checked:
    """Check a clean row, another of the same child and day, and a copy of it."""
    again = {"referral_id": "R2", "child_id": "C1"}
    return check(read_referrals(write(csv({}, again, again))).drop(gone), extract_date=DRAWN)


def failed(checked: Checked) -> dict[str, int | None]:
    return {rule.number: rule.failed for rule in checked.rules}


def test_only_what_no_report_can_do_without_is_required() -> None:
    required = tuple(column.name for column in columns.REFERRALS if column.required)
    assert required == NEEDED


@pytest.mark.parametrize("name", [one.name for one in columns.REFERRALS])
def test_a_column_is_read_where_it_is_and_left_out_where_it_is_not(
    name: str, csv: Csv, write: Write
) -> None:
    path = write(csv().replace(name.encode(), b"something else", 1))
    if name in NEEDED:
        with pytest.raises(ColumnMissingError, match=rf"need a column {name}"):
            read_referrals(path)
    else:
        held = read_referrals(path).collect_schema().names()
        assert name not in held
        check(read_referrals(path), extract_date=DRAWN)


def test_without_ids_of_children_copies_are_found_by_referral(csv: Csv, write: Write) -> None:
    whole, bare = checked_without(csv, write), checked_without(csv, write, "child_id")
    assert failed(whole)["same day"] == 1
    assert failed(bare)["exact duplicate"] == failed(whole)["exact duplicate"] == 1
    assert bare.n_kept == whole.n_kept == 2
    assert {number for number in ON_CHILDREN if failed(bare)[number] is None} == ON_CHILDREN
    assert columns.PREVIOUS_REFERRED_ON not in bare.kept.collect_schema()


def test_without_ids_of_children_none_is_shared(csv: Csv, write: Write) -> None:
    """A referral whose own id is a word for nobody's is no child's."""
    rows = read_referrals(write(csv({"referral_id": "0"}, {}))).drop("child_id")
    checked = check(rows, extract_date=DRAWN)
    assert checked.n_kept == 2
    assert "shared child id" not in failed(checked)


def test_without_ids_of_children_a_row_must_say_which_referral_it_is(
    csv: Csv, write: Write
) -> None:
    rows = read_referrals(write(csv({"referral_id": ""}, {}))).drop("child_id")
    found = check(rows, extract_date=DRAWN)
    assert failed(found)["missing id"] == 1
    assert found.n_kept == 1
    with pytest.raises(ColumnMissingError, match="need a column referral_id"):
        check(rows.drop("referral_id"), extract_date=DRAWN)


def test_ids_of_children_that_are_empty_in_all_rows_are_none(csv: Csv, write: Write) -> None:
    """Else every row would be left out for lack of an id."""
    rows = read_referrals(write(csv({"child_id": ""}, {"child_id": "", "referral_id": "R2"})))
    found = check(rows, extract_date=DRAWN)
    assert found.n_kept == 2
    assert columns.CHILD_ID not in found.kept.collect_schema()


def test_a_check_names_the_columns_that_are_not_there(csv: Csv, write: Write) -> None:
    whole, bare = (checked_without(csv, write, *gone) for gone in ((), ("district", "closed_on")))
    line = "columns that the extract lacks, and what rests on them: "
    assert f"{line}district, child_protection_plan_on, closed_on" in to_lines(bare)
    assert f"{line}child_protection_plan_on" in to_lines(whole)
    assert to_dict(bare)["lacks"] == ["district", "child_protection_plan_on", "closed_on"]

"""A referral is one row: rows that agree are joined by a stated rule, and others stop the run."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import RowsFailedError, ValueUnreadableError
from referral_analysis.extract import Checked, check, read_referrals
from referral_analysis.extract.check_report import to_lines

Csv = Callable[..., bytes]
Write = Callable[..., Path]
DRAWN = dt.date(2012, 1, 13)
SAME = {"referral_id": "R7", "child_id": "C7"}


def failed(checked: Checked) -> dict[str, int]:
    return {rule.number: rule.failed for rule in checked.rules if rule.failed}


def checked(path: Path, **severities: str) -> Checked:
    given = {name.replace("_", " "): severity for name, severity in severities.items()}
    return check(read_referrals(path), extract_date=DRAWN, severities=given)  # type: ignore[arg-type]


def test_rows_of_one_referral_become_one(csv: Csv, write: Write) -> None:
    path = write(
        csv(
            {**SAME, "initial_assessed_on": "2011-05-20", "closed_on": "", "closure_reason": ""},
            {},
            {**SAME, "initial_assessed_on": "2011-05-12", "closed_on": "2011-08-01",
             "closure_reason": "RC7"},
            {**SAME, "initial_assessed_on": "2011-05-30", "closed_on": "2011-09-09",
             "closure_reason": "RC8", "section_47_on": "2011-05-06"},
        )
    )  # fmt: skip
    got = checked(path)
    kept = got.kept.collect()
    assert (got.n_read, got.n_kept, got.n_excluded) == (4, 2, 2)
    assert failed(got)["joined"] == 2
    one = kept.filter(pl.col("referral_id") == "R7").row(0, named=True)
    assert one["initial_assessed_on"] == dt.date(2011, 5, 12)  # the earliest
    assert one["closed_on"] == dt.date(2011, 9, 9)  # the latest
    assert one["closure_reason"] == "RC8"  # of the latest closure
    assert one["section_47_on"] == dt.date(2011, 5, 6)
    assert got.excluded.collect()["failed_rules"].to_list() == ["joined", "joined"]
    assert any("joined with it" in line and "2  excluded" in line for line in to_lines(got))


def test_the_order_of_the_file_counts_for_nothing(csv: Csv, write: Write) -> None:
    rows = [
        {**SAME, "is_nfa": "true", "closed_on": "2011-05-06", "initial_assessed_on": ""},
        {**SAME, "is_nfa": "false", "closed_on": "2011-09-01"},
    ]
    for order in (rows, rows[::-1]):
        (kept,) = checked(write(csv(*order))).kept.collect().to_dicts()
        assert (kept["is_nfa"], kept["closed_on"]) == (False, dt.date(2011, 9, 1))


def test_yearly_files_that_overlap_hold_each_case_once(csv: Csv, write: Write) -> None:
    still_open = {**SAME, "closed_on": "", "closure_reason": ""}
    got = checked(write(csv(still_open, SAME)))
    assert got.kept.collect()["closed_on"].to_list() == [dt.date(2011, 9, 1)]


def test_copies_are_copies_and_not_joined(csv: Csv, write: Write) -> None:
    found = failed(checked(write(csv(SAME, SAME, SAME))))
    assert found["exact duplicate"] == 2
    assert "joined" not in found


def test_two_referrals_of_a_child_on_one_day_stay_two(csv: Csv, write: Write) -> None:
    twice = [{"child_id": "C7"}, {"child_id": "C7"}]  # each with an id of its own
    got = checked(write(csv(*twice)))
    assert got.n_kept == 2
    assert failed(got)["same day"] == 1


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"child_id": "C8"}, r"rule id of children: rows that fail it \(2\): .* another child's"),
        ({"referred_on": "2011-05-05"}, r"rule id of days: rows that fail it \(2\): .*another day"),
    ],
)
def test_an_id_of_several_children_or_days_stops(
    other: dict[str, str], message: str, csv: Csv, write: Write
) -> None:
    path = write(csv({}, SAME, {**SAME, **other}))
    with pytest.raises(RowsFailedError, match=message):
        checked(path)
    assert checked(path, id_of_children="flag", id_of_days="flag").n_kept == 3
    left = checked(path, id_of_children="exclude", id_of_days="exclude")
    assert (left.n_kept, left.n_excluded) == (1, 2)


def test_both_faults_are_said_at_once(csv: Csv, write: Write) -> None:
    path = write(csv(SAME, {**SAME, "child_id": "C8"}, {**SAME, "referred_on": "2011-05-05"}))
    with pytest.raises(RowsFailedError, match=r"rule id of children.*; rule id of days"):
        checked(path)


def test_joining_can_be_left_or_stopped(csv: Csv, write: Write) -> None:
    path = write(csv(SAME, {**SAME, "closed_on": "", "closure_reason": ""}))
    assert checked(path, joined="flag").n_kept == 2
    with pytest.raises(RowsFailedError, match=r"rule joined: rows that fail it \(1\)"):
        checked(path, joined="stop")


def test_rows_without_a_child_or_a_day_disagree_with_none(csv: Csv, write: Write) -> None:
    got = checked(write(csv(SAME, {**SAME, "child_id": ""}, {**SAME, "referred_on": ""})))
    assert got.n_kept == 1


def test_one_referral_id_in_every_row_is_refused(csv: Csv, write: Write) -> None:
    rows = [{"referral_id": "1"}] * 10
    with pytest.raises(ValueUnreadableError, match=r"referral_id: one id in every row \(10\)"):
        read_referrals(write(csv(*rows)))


@pytest.mark.parametrize("name", ["referral_id", "child_id"])
def test_ids_in_powers_of_ten_are_refused(name: str, csv: Csv, write: Write) -> None:
    rows = [{name: "1.23457E+11"}, {}, {}]
    message = rf"{name}: ids written as powers of ten, such as 9.99E\+99 \(1 of 3"
    with pytest.raises(ValueUnreadableError, match=message) as error:
        read_referrals(write(csv(*rows)))
    assert "1.23457" not in str(error.value)


def test_a_word_for_nobody_is_followed_no_further(csv: Csv, write: Write) -> None:
    again = [{"child_id": "Unknown", "referred_on": f"2011-05-{day:02}"} for day in (4, 5, 6)]
    got = checked(write(csv(*again, {"child_id": "C9"}, {"child_id": "0"})))
    assert got.n_kept == 5
    assert failed(got)["shared child id"] == 4
    assert "8820" not in failed(got)
    kept = got.kept.collect()
    assert kept["child_id"].to_list() == [None, None, None, "C9", None]
    assert kept["previous_referred_on"].null_count() == 5
    (said,) = (line for line in to_lines(got) if "shared child id" in line)
    assert "a word for nobody (0, unknown)" in said


@pytest.mark.parametrize(("rows", "is_shared"), [(40, False), (41, True)])
def test_an_id_in_more_rows_than_a_child_can_have(
    rows: int,
    is_shared: bool,  # noqa: FBT001 - the edge
    csv: Csv,
    write: Write,
) -> None:
    path = write(csv(*[{"child_id": "Zz1"}] * rows, {}))
    got = checked(path)
    assert failed(got).get("shared child id") == (rows if is_shared else None)
    assert "Zz1" not in "\n".join(to_lines(got))


def test_blank_ids_are_no_id_that_many_rows_share(csv: Csv, write: Write) -> None:
    path = write(csv(*[{"child_id": ""}] * 45, {"child_id": "C1"}, {"child_id": "C2"}))
    assert "shared child id" not in {rule.number for rule in checked(path).rules}


def with_new_ids(csv: Csv, write: Write, before: str, after: str) -> Checked:
    """Read referrals of two years, the child ids of the second written another way."""
    days = [dt.date(2010, 1, 4) + dt.timedelta(days=5 * n) for n in range(140)]
    rows = [
        {"child_id": (before if day < dt.date(2011, 2, 1) else after).format(n % 90),
         "referred_on": f"{day}", "initial_assessed_on": "", "closed_on": ""}
        for n, day in enumerate(days)
    ]  # fmt: skip
    return checked(write(csv(*rows)))


def test_the_day_of_new_ids_is_said(csv: Csv, write: Write) -> None:
    got = with_new_ids(csv, write, "C{:04}", "MOS{:04}")
    assert got.new_ids_on is not None
    assert dt.date(2011, 1, 27) < got.new_ids_on <= dt.date(2011, 2, 5)
    (signal,) = (one for one in got.signals if one.name == "new child ids")
    assert signal.month == dt.date(2011, 2, 1)


@pytest.mark.parametrize(("before", "after"), [("C{:04}", "C{:04}"), ("{}", "{}")])
def test_ids_that_grow_or_stay_are_no_new_ids(
    before: str, after: str, csv: Csv, write: Write
) -> None:
    assert with_new_ids(csv, write, before, after).new_ids_on is None

"""Checking: what is kept, excluded, counted and said; never a row lost, never a record shown."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, ParametersError, RowsFailedError
from referral_analysis.extract import Checked, check, read_referrals
from referral_analysis.extract.check_report import to_dict, to_lines
from referral_analysis.extract.episodes import _has_strangers

Csv = Callable[..., bytes]
Write = Callable[..., Path]
DRAWN = dt.date(2012, 1, 13)


@pytest.fixture
def checked(csv: Csv, write: Write) -> Checked:
    """Check four rows: clean, without a closure reason, without a date and an id, off the list."""
    rows = read_referrals(
        write(
            csv(
                {},
                {"closure_reason": ""},
                {"referred_on": "", "child_id": ""},
                {"referral_source": "2C", "primary_need": "Something"},
            )
        )
    )
    return check(rows, extract_date=DRAWN, areas=["Dover"])


def test_kept_and_excluded_are_what_was_read(checked: Checked) -> None:
    assert (checked.n_read, checked.n_kept, checked.n_excluded, checked.n_failed) == (4, 3, 1, 3)
    assert checked.kept.collect()["referral_id"].to_list() == ["R1", "R2", "R4"]
    assert checked.excluded.collect()["referral_id"].to_list() == ["R3"]


def test_excluded_rows_keep_their_columns_and_say_which_rules_failed(checked: Checked) -> None:
    excluded = checked.excluded.collect()
    assert excluded["failed_rules"].to_list() == ["missing id; 8600; 8630; 1103"]
    assert excluded["closed_on"].to_list() == [dt.date(2011, 9, 1)]


def test_kept_rows_carry_a_flag_a_rule(checked: Checked) -> None:
    kept = checked.kept.collect()
    assert kept["fails_8810"].to_list() == [False, True, False]
    assert kept["fails_same_day"].to_list() == [False, False, False]
    assert "fails_8600" not in kept.columns
    assert kept.schema["district"] == pl.String


def test_a_missing_closure_reason_costs_no_row_its_place(csv: Csv, write: Write) -> None:
    rows = read_referrals(
        write(csv({"closure_reason": ""}, {"closure_reason": "", "closed_on": ""}))
    )
    assert check(rows, extract_date=DRAWN).n_kept == 2


def test_severities_can_be_changed(csv: Csv, write: Write) -> None:
    rows = read_referrals(write(csv({}, {"closure_reason": ""}, {"referred_on": ""})))
    checked = check(rows, extract_date=DRAWN, severities={"8810": "exclude", "8600": "flag"})
    assert checked.kept.collect()["referral_id"].to_list() == ["R1", "R3"]
    assert checked.kept.collect()["fails_8600"].to_list() == [False, True]


def test_a_rule_on_episodes_can_exclude(csv: Csv, write: Write) -> None:
    child = {"child_id": "C"}
    rows = read_referrals(write(csv(child, {**child, "referred_on": "2011-05-10"})))
    checked = check(rows, extract_date=DRAWN, severities={"8820": "exclude"})
    assert checked.excluded.collect()["failed_rules"].to_list() == ["8820"]


def test_a_rule_that_stops_says_how_many_rows_failed(csv: Csv, write: Write) -> None:
    rows = read_referrals(write(csv({}, {"closure_reason": ""})))
    message = (
        r"rule 8810: rows that fail it \(1\): There is a closure date without a closure reason; "
        r"need none, since its severity is `stop`\. Correct them at the source"
    )
    with pytest.raises(RowsFailedError, match=message):
        check(rows, extract_date=DRAWN, severities={"8810": "stop"})
    check(rows, extract_date=DRAWN, severities={"8805": "stop"})


def test_an_unknown_rule_is_refused(csv: Csv, write: Write) -> None:
    rows = read_referrals(write(csv()))
    with pytest.raises(ParametersError, match=r"rule_severities: the unknown rule 8811; need one"):
        check(rows, extract_date=DRAWN, severities={"8811": "flag"})


def test_a_frame_without_a_required_column_is_refused(csv: Csv, write: Write) -> None:
    rows = read_referrals(write(csv())).drop("referred_on")
    with pytest.raises(ColumnMissingError, match=r"rows to check: .*; need a column referred_on"):
        check(rows, extract_date=DRAWN)


def test_a_rule_without_its_column_is_not_judged(csv: Csv, write: Write) -> None:
    rows = read_referrals(write(csv())).drop("primary_need", "core_assessed_on")
    checked = check(rows, extract_date=DRAWN)
    unjudged = {rule.number for rule in checked.rules if rule.failed is None}
    on_plans = {"1105", "no section 47"}
    assert unjudged == {"8610", "8650", "8825", "8831", "1103", "future date"} | on_plans
    assert any("not judged  8610" in line for line in to_lines(checked))


def test_the_lines_say_what_happened(checked: Checked) -> None:
    lines = to_lines(checked)
    assert lines[:4] == [
        "         4  rows read",
        "         3  kept",
        "         1  excluded",
        "         3  failed at least one rule",
    ]
    assert any(line.split()[:3] == ["1", "excluded", "8600"] for line in lines)
    assert "referral_source: not on its list, with rows: 2C (1)" in lines
    assert "primary_need: not on its list, with rows: other values (1)" in lines


def test_values_too_long_to_be_codes_are_not_shown(checked: Checked) -> None:
    assert not any("SOMETHING" in line for line in to_lines(checked))


def test_the_same_as_plain_values(checked: Checked) -> None:
    values = json.loads(json.dumps(to_dict(checked)))
    assert (values["read"], values["kept"], values["excluded"], values["failed"]) == (4, 3, 1, 3)
    by_number = {rule["number"]: rule for rule in values["rules"]}
    assert by_number["8810"] == {
        "number": "8810",
        "severity": "flag",
        "sentence": "There is a closure date without a closure reason.",
        "failed": 1,
    }


def test_no_record_in_a_traceback(checked: Checked) -> None:
    assert "LazyFrame" not in repr(checked)
    assert "Dover" not in repr(checked)


def test_referrals_far_apart_in_time_are_judged_alike(csv: Csv, write: Write) -> None:
    child = {"child_id": "C"}
    later = [child, {**child, "referred_on": "2011-05-10"}, {"child_id": "D"}]
    old = {"child_id": "E", "referred_on": "1931-05-04", "closed_on": ""}
    for rows in (later, [*later, old]):
        checked = check(read_referrals(write(csv(*rows))), extract_date=DRAWN)
        assert checked.kept.collect()["fails_8820"].sum() == 1


def test_two_children_brought_together_by_their_hashes_are_seen() -> None:
    one, other = 5 << 14, 6 << 14
    assert not _has_strangers(np.array([one, one, other], dtype=np.uint64))
    assert _has_strangers(np.array([one, one + 3, other], dtype=np.uint64))


def test_the_child_s_referral_before_comes_with_each_row(csv: Csv, write: Write) -> None:
    days = ["2011-05-04", "2010-05-04", "2010-05-03", "2011-05-04", ""]
    children = ["C", "C", "D", "D", "C"]
    changes = [
        {"referral_id": f"R{place}", "child_id": child, "referred_on": day}
        for place, (child, day) in enumerate(zip(children, days, strict=True))
    ]
    kept = check(read_referrals(write(csv(*changes))), extract_date=DRAWN).kept
    assert kept.select("previous_referred_on").collect()["previous_referred_on"].to_list() == [
        dt.date(2010, 5, 4),
        None,
        None,
        dt.date(2010, 5, 3),
    ]


def test_values_that_come_often_in_a_short_list_are_shown_with_their_rows(
    csv: Csv, write: Write
) -> None:
    sources = [{"referral_source": "6"}] * 30
    often, seldom = [{"referral_source": "Kent Police"}] * 10, [{"referral_source": "Aunt Mary"}]
    checked = check(read_referrals(write(csv(*sources, *often, *seldom))), extract_date=DRAWN)
    (found, *_) = checked.unmapped
    assert (found.shown, found.other_rows) == ((("KENT POLICE", 10),), 1)
    line = "referral_source: not on its list, with rows: KENT POLICE (10), other values (1)"
    assert line in to_lines(checked)


def test_a_column_of_names_is_no_list(csv: Csv, write: Write) -> None:
    sources = [{"referral_source": "6"}] * 700
    names = [{"referral_source": f"Name {number}"} for number in range(61)] * 10
    checked = check(read_referrals(write(csv(*sources, *names))), extract_date=DRAWN)
    assert (checked.unmapped[0].shown, checked.unmapped[0].other_rows) == ((), 610)

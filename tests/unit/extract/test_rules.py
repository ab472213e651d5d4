"""Each rule as a table of cases: the fields changed in a clean row, and whether it fails."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.extract import columns
from referral_analysis.extract.check import check, fails

DRAWN = dt.date(2012, 1, 13)
AREAS = ("Ashford", "Dover")
DAY = dt.date(2011, 5, 4)
CLEAN: dict[str, object] = {
    "referral_id": "R1",
    "child_id": "C1",
    "referred_on": DAY,
    "district": "Dover",
    "referral_source": "2A",
    "primary_need": "N1",
    "is_nfa": False,
    "initial_assessed_on": dt.date(2011, 5, 10),
    "core_assessed_on": None,
    "section_47_on": None,
    "closed_on": dt.date(2011, 9, 1),
    "closure_reason": "RC7",
    "age_at_referral": 7,
    "has_unreadable_date": False,
}
SCHEMA = {
    **{column.name: column.dtype for column in columns.REFERRALS},
    columns.HAS_UNREADABLE_DATE: pl.Boolean,
}

CASES: list[tuple[str, dict[str, object], bool]] = [
    ("missing id", {"referral_id": None}, True),
    ("missing id", {"child_id": None}, True),
    ("8600", {"referred_on": None}, True),
    ("8600", {"referred_on": DRAWN}, False),
    ("8600", {"referred_on": DRAWN + dt.timedelta(1)}, True),
    ("long ago", {"referred_on": dt.date(1992, 1, 19)}, False),
    ("long ago", {"referred_on": dt.date(1992, 1, 12)}, True),
    ("long ago", {"referred_on": None}, False),
    ("unreadable date", {"has_unreadable_date": True}, True),
    ("future date", {"closed_on": DRAWN}, False),
    ("future date", {"closed_on": DRAWN + dt.timedelta(1)}, True),
    ("future date", {"section_47_on": DRAWN + dt.timedelta(1)}, True),
    ("8568", {"is_nfa": None}, True),
    ("8568", {"is_nfa": True}, False),
    ("8606", {"age_at_referral": None}, False),
    ("8606", {"age_at_referral": -1}, False),
    ("8606", {"age_at_referral": -2}, True),
    ("8610", {"primary_need": None}, True),
    ("8610", {"primary_need": None, "is_nfa": None}, True),
    ("8610", {"primary_need": None, "is_nfa": True}, False),
    ("8630", {"closed_on": DAY}, False),
    ("8630", {"closed_on": DAY - dt.timedelta(1)}, True),
    ("8630", {"closed_on": None}, False),
    ("8640", {"closure_reason": "RC0"}, True),
    ("8640", {"closure_reason": "RC9"}, False),
    ("year of closure_reason", {"closure_reason": "RC9"}, True),
    ("year of closure_reason", {"closure_reason": "RC9", "closed_on": None}, False),
    ("year of closure_reason", {"closure_reason": "RC8"}, False),
    ("year of closure_reason", {"closure_reason": "RC0"}, False),
    ("year of referral_source", {"referral_source": "5D"}, True),
    ("year of referral_source", {"referral_source": "5C"}, False),
    ("year of referral_source", {"referral_source": None}, False),
    ("8640", {"closure_reason": None}, False),
    ("8650", {"primary_need": "N11"}, True),
    ("8650", {"primary_need": "N0"}, False),
    ("8650", {"primary_need": None}, False),
    ("8805", {"closed_on": None}, True),
    ("8805", {"closed_on": None, "closure_reason": None}, False),
    ("8810", {"closure_reason": None}, True),
    ("8810", {"closed_on": None, "closure_reason": None}, False),
    ("8825", {"closure_reason": "RC8"}, False),
    ("8825", {"closure_reason": "RC8", "initial_assessed_on": None}, True),
    (
        "8825",
        {"closure_reason": "RC9", "initial_assessed_on": None, "core_assessed_on": DAY},
        False,
    ),
    ("8825", {"closure_reason": None, "initial_assessed_on": None}, False),
    ("8831", {"is_nfa": True}, True),
    ("8831", {"is_nfa": True, "initial_assessed_on": None}, False),
    ("8831", {"is_nfa": True, "initial_assessed_on": None, "section_47_on": DAY}, True),
    ("8831", {"is_nfa": None}, False),
    (
        "8831",
        {"is_nfa": True, "initial_assessed_on": None, "child_protection_plan_on": DAY},
        True,
    ),
    ("future date", {"child_protection_plan_on": DRAWN + dt.timedelta(1)}, True),
    ("1105", {"child_protection_plan_on": None}, False),
    ("1105", {"child_protection_plan_on": DAY}, False),
    ("1105", {"child_protection_plan_on": DAY - dt.timedelta(1)}, True),
    ("no section 47", {"child_protection_plan_on": None}, False),
    ("no section 47", {"child_protection_plan_on": DAY}, True),
    ("no section 47", {"child_protection_plan_on": DAY, "section_47_on": DAY}, False),
    ("8866", {"referral_source": None}, True),
    ("8866", {"referral_source": "2C"}, True),
    ("8866", {"referral_source": "10"}, False),
    ("1103", {"initial_assessed_on": DAY}, False),
    ("1103", {"initial_assessed_on": DAY - dt.timedelta(1)}, True),
    ("1103", {"core_assessed_on": DAY - dt.timedelta(1)}, True),
    ("unknown district", {"district": None}, True),
    ("unknown district", {"district": "Calais"}, True),
    ("unknown district", {"district": "Ashford"}, False),
]


def frame(*changes: dict[str, object]) -> pl.LazyFrame:
    """Return the clean row once a change, each with its change made."""
    return pl.LazyFrame([{**CLEAN, **change} for change in changes], schema=SCHEMA)


def failed(rows: pl.LazyFrame) -> dict[str, int | None]:
    checked = check(rows, extract_date=DRAWN, areas=AREAS)
    return {rule.number: rule.failed for rule in checked.rules}


@pytest.mark.parametrize(("number", "change", "does_fail"), CASES)
def test_one_rule_on_one_row(
    number: str,
    change: dict[str, object],
    does_fail: bool,  # noqa: FBT001
) -> None:
    assert failed(frame(change))[number] == int(does_fail)


def test_a_clean_row_fails_nothing() -> None:
    assert set(failed(frame({})).values()) == {0}


def test_the_cases_try_every_rule_that_judges_a_row_alone() -> None:
    together = {"exact duplicate", "8815", "8820", "same day"}
    assert {number for number, _, _ in CASES} == set(failed(frame({}))) - together


def test_an_extract_without_plans_is_judged_as_ever() -> None:
    rows = frame({"is_nfa": True}, {"referral_id": "R2", "closed_on": DRAWN + dt.timedelta(1)})
    found = failed(rows.drop("child_protection_plan_on"))
    assert (found["8831"], found["future date"]) == (1, 1)
    assert (found["1105"], found["no section 47"]) == (None, None)


def test_codes_are_judged_alike_as_text_and_as_categories() -> None:
    rows = frame(*({"referral_id": f"R{n}", **one} for n, (_, one, _) in enumerate(CASES)))
    coded = rows.with_columns(
        pl.col("district", "referral_source", "primary_need", "closure_reason").cast(pl.Categorical)
    )
    assert failed(coded) == failed(rows)


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(number)


# referrals of one child as (day, day closed or None), and how many fail 8815 and 8820
EPISODES: list[tuple[list[tuple[int, int | None]], int, int]] = [
    ([(0, 10)], 0, 0),
    ([(0, 10), (20, 30)], 0, 0),
    ([(0, 10), (10, 30)], 0, 0),  # referred on the day of closure
    ([(0, 10), (9, 30)], 0, 1),
    ([(0, None), (20, 30)], 0, 1),
    ([(0, None), (20, None)], 1, 1),
    ([(0, None), (20, None), (30, None)], 2, 2),
    ([(0, None), (20, 30), (40, None)], 1, 2),  # the open one is not the neighbour
    ([(0, 100), (10, 20), (50, 60)], 0, 2),  # nor is the long one
    ([(0, 10), (20, None)], 0, 0),
]


@pytest.mark.parametrize(("episodes", "open_twice", "overlapping"), EPISODES)
def test_the_episodes_of_one_child(
    episodes: list[tuple[int, int | None]], open_twice: int, overlapping: int
) -> None:
    rows: list[dict[str, object]] = [
        {
            "referral_id": f"R{start}",
            "referred_on": day(start),
            "closed_on": None if end is None else day(end),
        }
        for start, end in episodes
    ]
    stranger: dict[str, object] = {"child_id": "C0", "referral_id": "R", "closed_on": None}
    found = failed(frame(*reversed(rows), stranger))
    assert (found["8815"], found["8820"]) == (open_twice, overlapping)


def test_a_referral_without_further_action_and_closure_is_over_at_once() -> None:
    nfa: dict[str, object] = {"is_nfa": True, "closed_on": None, "closure_reason": None}
    later: dict[str, object] = {"referral_id": "R2", "referred_on": day(5), "closed_on": None}
    found = failed(frame(nfa, later))
    assert (found["8815"], found["8820"]) == (0, 0)


def test_the_later_referral_is_the_one_that_fails() -> None:
    rows = frame({"referral_id": "late", "referred_on": day(5)}, {"referral_id": "early"})
    kept = check(rows, extract_date=DRAWN).kept
    assert kept.filter(fails("8820")).collect()["referral_id"].to_list() == ["late"]


def test_one_agency_twice_on_a_day() -> None:
    again: dict[str, object] = {"referral_id": "R2", "closed_on": day(1)}
    assert failed(frame({}, again))["same day"] == 1
    assert failed(frame({}, {**again, "referral_source": "6"}))["same day"] == 0
    assert failed(frame({}, {**again, "referred_on": day(1)}))["same day"] == 0
    assert failed(frame({}, {**again, "child_id": "C2"}))["same day"] == 0


def test_copies_leave_one_and_fail_nothing_else() -> None:
    found = failed(frame({}, {"referral_id": "R2", "child_id": "C2"}, {}, {}))
    assert found["exact duplicate"] == 2
    assert found["8820"] == found["same day"] == 0


def test_a_row_that_differs_in_any_column_is_no_copy() -> None:
    full: dict[str, object] = {"core_assessed_on": DAY, "section_47_on": DAY}
    for column in CLEAN:
        assert failed(frame(full, {**full, column: None}))["exact duplicate"] == 0, column


def test_copies_without_an_id_or_a_date_are_copies() -> None:
    nothing = dict.fromkeys(CLEAN)
    assert failed(frame(nothing, nothing))["exact duplicate"] == 1

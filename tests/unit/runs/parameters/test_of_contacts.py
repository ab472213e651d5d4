"""What may stand beside an outcome of contacts, and what is refused, in one line each."""

from pathlib import Path
from typing import Any

import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.runs.parameters import (
    CONTRACTS,
    BoardReport,
    SegmentReport,
    check,
    parameter_file,
)
from referral_analysis.runs.parameters.release import choices_of, of_notebook
from referral_analysis.runs.parameters.words import NAMES, vocabulary_of
from referral_analysis.series.measures import TAKEN_WITHIN_DAYS

FOLDER = Path(__file__).resolve().parents[4] / "notebooks" / "parameters"
OF_CONTACTS = {"inappropriate": "contact_without_referral"}
OF_REFERRALS = dict.fromkeys(("earlier_extract", "audit_key", "audit_judgements", "comparators"))


def board(**changes: object) -> dict[str, Any]:
    return parameter_file.load(FOLDER / "board_february_2012.yaml") | OF_CONTACTS | changes


def test_a_plan_waits_ten_days_for_what_contacts_led_to() -> None:
    parameters = check("board_report", board(**OF_REFERRALS))
    assert isinstance(parameters, BoardReport)
    plan = parameters.plan()
    assert plan.outcome.is_of_contacts
    assert plan.outcome_ripens_in_days == TAKEN_WITHIN_DAYS
    assert plan.closure_ripens_in_days == TAKEN_WITHIN_DAYS
    assert plan.last_settled_month == plan.last_month


def test_months_whose_contacts_may_yet_lead_to_one_are_left_out() -> None:
    changes = {**OF_REFERRALS, "extract_drawn_on": "2012-01-09", "made_on": "2012-01-20"}
    parameters = check("board_report", board(**changes))
    assert isinstance(parameters, BoardReport)
    plan = parameters.plan()
    assert f"{plan.last_month:%Y-%m}" == "2011-11"
    assert plan.last_asked is not None
    assert f"{plan.last_asked:%Y-%m}" == "2011-12"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"contacts": None}, r"contacts: null, beside inappropriate: contact_without_referral; .*"
         r"Name it, or take another choice\."),
        ({"earlier_extract": "x.csv"}, r"earlier_extract: an earlier extract, .* Set it to null\."),
        ({"audit_key": "key.csv"}, r"audit_key: an audit, .* auditors judged referrals"),
        ({"comparators": "table.csv"}, r"comparators: a table of what councils published"),
    ],
)  # fmt: skip
def test_what_is_of_referrals_is_refused_beside_contacts(
    changes: dict[str, object], line: str
) -> None:
    with pytest.raises(ParametersError, match=line):
        check("board_report", board(**(OF_REFERRALS | changes)))


@pytest.mark.parametrize("notebook", ["data_quality", "appropriateness", "threshold_audit"])
def test_reports_that_are_of_referrals_are_refused(notebook: str) -> None:
    name = {"threshold_audit": "audit"}.get(notebook, notebook)
    values = parameter_file.load(FOLDER / f"{name}_february_2012.yaml") | OF_CONTACTS
    with pytest.raises(
        ParametersError, match="for a report that is of referrals; need a report of"
    ):
        check(notebook, values)
    assert not CONTRACTS[notebook].may_count_contacts


def test_one_places_report_reads_contacts_only_where_they_are_counted() -> None:
    values = parameter_file.load(FOLDER / "segments_february_2012.yaml")
    named = values | {"contacts": "contacts.csv"}
    parameters = check("segment_report", named | OF_CONTACTS)
    assert isinstance(parameters, SegmentReport)
    assert parameters.input_files()["contacts"] == "contacts.csv"
    with pytest.raises(ParametersError, match="contacts: a file that this report would not read"):
        check("segment_report", named)
    with pytest.raises(ParametersError, match="contacts: null, beside"):
        check("segment_report", values | OF_CONTACTS)


def release(**changes: object) -> dict[str, Any]:
    return parameter_file.load(FOLDER / "february_2012.yaml") | OF_CONTACTS | changes


def test_a_release_names_every_report_that_cannot_be_made() -> None:
    line = (
        r"reports: data_quality, appropriateness, threshold_audit, beside .*; need reports that "
        r"can be made of contacts: board_report, districts, agencies\. Take the others out"
    )
    with pytest.raises(ParametersError, match=line):
        choices_of(release(), where="release")


def test_a_release_asks_of_contacts() -> None:
    values = release(reports=["board_report", "districts"])
    made = [
        of_notebook(values, name, folder=Path("reports/x"), where="release")
        for name in ("board_report", "segment_report")
    ]
    assert [one["question"] for one in made] == [
        "Did inappropriate contacts fall after the new thresholds?",
        "Did inappropriate contacts fall?",
    ]
    assert made[1]["contacts"] == values["contacts"]
    titled = values | {"titles": {"board_report": "Our own title about referrals"}}
    own = of_notebook(titled, "board_report", folder=Path("reports/x"), where="release")
    assert own["question"] == "Our own title about referrals"


def test_a_release_of_referrals_gives_one_place_no_contacts() -> None:
    values = release(inappropriate="nfa")
    made = of_notebook(values, "segment_report", folder=Path("reports/x"), where="release")
    assert made["contacts"] is None


def test_what_is_counted_is_the_outcomes_to_say_and_not_the_words() -> None:
    assert "counted" not in NAMES
    assert vocabulary_of(OF_CONTACTS).counted == "contact"
    assert vocabulary_of({"inappropriate": "nfa"}).counted == "referral"
    assert vocabulary_of({"inappropriate": {"of_codes": ["RC8"]}}).counted == "referral"
    with pytest.raises(ParametersError, match="words"):
        check("board_report", board(**OF_REFERRALS, words={"counted": "contact"}))

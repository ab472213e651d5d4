"""A working folder for an outcome of contacts: the reports that can be made, and what is left."""

import datetime as dt
from pathlib import Path

import pytest

from referral_analysis.runs.council.working_folder import begin
from referral_analysis.runs.parameters import FILL_IN, parameter_file

TODAY = dt.date(2024, 3, 1)


@pytest.mark.parametrize("contacts", [None, "contacts.csv"])
def test_its_release_lists_the_reports_of_contacts(tmp_path: Path, contacts: str | None) -> None:
    named = () if contacts is None else (f"contacts={contacts}",)
    settings = ("inappropriate=contact_without_referral", *named)
    begun = begin(tmp_path / "council", (), settings, today=TODAY)
    values = parameter_file.load(begun.folder / "release.yaml")
    assert values["reports"] == ["board_report"]
    assert values["inappropriate"] == "contact_without_referral"
    assert values["contacts"] == (contacts or FILL_IN)
    assert ("contacts" in begun.of_release) == (contacts is None)


def test_reports_of_referrals_keep_an_outcome_of_theirs(tmp_path: Path) -> None:
    settings = ("inappropriate=contact_without_referral", "contacts=contacts.csv")
    begun = begin(tmp_path / "council", (), settings, today=TODAY)
    chosen = {
        name: parameter_file.load(begun.folder / f"{name}.yaml")["inappropriate"]
        for name in ("board_report", "segment_report", "data_quality", "appropriateness")
    }
    assert chosen == {
        "board_report": "contact_without_referral",
        "segment_report": "contact_without_referral",
        "data_quality": "nfa",
        "appropriateness": "nfa",
    }


def test_contacts_beside_referrals_are_no_file_of_one_places_report(tmp_path: Path) -> None:
    begun = begin(tmp_path / "council", (), ("contacts=contacts.csv",), today=TODAY)
    contacts = {
        name: parameter_file.load(begun.folder / f"{name}.yaml")["contacts"]
        for name in ("board_report", "segment_report", "release")
    }
    assert contacts == {
        "board_report": "contacts.csv",
        "segment_report": None,
        "release": "contacts.csv",
    }

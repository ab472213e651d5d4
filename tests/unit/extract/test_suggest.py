"""Proposing a mapping: from the headers of four systems, and from the names of agencies."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from referral_analysis.extract import ExtractMapping, read_referrals
from referral_analysis.extract.codes import codes_of
from referral_analysis.extract.lexicon import PHRASES
from referral_analysis.extract.suggest import suggest_mapping, suggestion_lines
from referral_analysis.extract.synonyms import HEADERS
from referral_analysis.extract.wording import header_matches

Csv = Callable[..., bytes]
Write = Callable[..., Path]

SYSTEMS = [
    ("LAchildID,CINreferralDate,ReferralSource,PrimaryNeedCode,CINclosureDate,ReasonForClosure,"
     "ReferralNFA,S47ActualStartDate,AssessmentAuthorisationDate,CPPstartDate",
     "child_id,referred_on,referral_source,primary_need,closed_on,closure_reason,is_nfa,"
     "section_47_on,initial_assessed_on,child_protection_plan_on"),
    ("Child Unique ID,Gender,Date of referral,Referral Source,Referral NFA?,Allocated Worker",
     "child_id,,referred_on,referral_source,is_nfa,"),
    ("Referral Number,Person ID,Date Received,District Name,Referred By,NFA,Date Closed,"
     "Reason Closed,Age,Notes",
     "referral_id,child_id,referred_on,district,referral_source,is_nfa,closed_on,closure_reason,"
     "age_at_referral,"),
    ("REFERRAL_ID,CLIENT_ID,REFERRAL_DATE,AREA,AGENCY,CIN_CODE,NFA_FLAG,IA_COMPLETED,CA_COMPLETED,"
     "S47_DATE,CP_PLAN_DATE,CLOSURE_DATE,CLOSURE_REASON",
     "referral_id,child_id,referred_on,district,referral_source,primary_need,is_nfa,"
     "initial_assessed_on,core_assessed_on,section_47_on,child_protection_plan_on,closed_on,"
     "closure_reason"),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "ours"), SYSTEMS)
def test_the_headers_of_four_systems(headers: str, ours: str) -> None:
    expected = {
        name: header
        for name, header in zip(ours.split(","), headers.split(","), strict=True)
        if name
    }
    matched = header_matches(headers.split(","), HEADERS)
    assert {name: header for name, (header, _) in matched.items()} == expected


def test_every_column_and_code_has_names() -> None:
    from referral_analysis.extract import columns  # noqa: PLC0415 - only here

    assert set(HEADERS) == {column.name for column in columns.REFERRALS}
    for column in ("referral_source", "primary_need", "closure_reason"):
        assert set(PHRASES[column]) - {""} == set(codes_of(column))


def test_no_name_means_two_columns() -> None:
    names = [name for listed in HEADERS.values() for name in listed]
    assert len(names) == len(set(names))
    for phrases in PHRASES.values():
        listed = [phrase for of_code in phrases.values() for phrase in of_code]
        assert len(listed) == len(set(listed))


def test_what_is_proposed_reads_the_extract(csv: Csv, write: Write) -> None:
    agencies = [{"referral_source": name} for name in ("Schools", "Kent Police", "Healt Visitor")]
    rows = [row for row in agencies for _ in range(10)]
    content = csv(*rows, {"referral_source": "6"}, {"referral_source": "Zebra"})
    path = write(
        content.replace(b"referred_on", b"Date of referral").replace(b"district", b"Home District")
    )
    suggestion = suggest_mapping(path)
    assert suggestion.columns == {"referred_on": "Date of referral", "district": "Home District"}
    assert suggestion.why_columns["district"] == "the words home district"
    assert suggestion.why_codes["referral_source"]["Kent Police"] == "the words police; 50% sure"
    assert suggestion.codes == {
        "referral_source": {"Healt Visitor": "3B", "Kent Police": "6", "Schools": "2A"}
    }
    assert (suggestion.missing, suggestion.unused) == ((), ())
    written = yaml.safe_load("\n".join(suggestion_lines(suggestion)))
    mapping = ExtractMapping(headers=written["columns"], codes=written["codes"])
    sources = read_referrals(path, mapping).collect()["referral_source"].cast(str)
    assert sources.unique().sort().to_list() == ["2A", "3B", "6", "ZEBRA"]


def test_what_is_not_found_is_said(write: Write) -> None:
    suggestion = suggest_mapping(write(b"child_id,Wibble\nC1,x\n"))
    assert suggestion.unused == ("Wibble",)
    assert "referred_on" in suggestion.missing
    lines = suggestion_lines(suggestion)
    assert lines[:2] == ["columns: {}", "codes: {}"]
    assert "# no header found for referred_on, which is needed" in lines
    assert "# no header found for district: reports would not say what rests on it" in lines
    assert not any("for child_id" in line for line in lines)

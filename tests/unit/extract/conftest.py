"""Small synthetic extracts: one clean row, changed field by field."""

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest

CLEAN = {
    "referral_id": "R1",
    "child_id": "C1",
    "referred_on": "2011-05-04",
    "district": "Dover",
    "referral_source": "2A",
    "primary_need": "N1",
    "is_nfa": "false",
    "initial_assessed_on": "2011-05-10",
    "core_assessed_on": "",
    "section_47_on": "",
    "closed_on": "2011-09-01",
    "closure_reason": "RC7",
    "age_at_referral": "7",
}

Rows = list[dict[str, str]]
Csv = Callable[..., bytes]
Write = Callable[..., Path]


@pytest.fixture
def csv() -> Csv:
    """Write rows as CSV bytes: each row the clean one with its fields changed."""

    def to_csv(*changes: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
        rows: Rows = [
            {**CLEAN, "referral_id": f"R{i}", "child_id": f"C{i}", **change}
            for i, change in enumerate(changes or ({},), start=1)
        ]
        lines = [list(CLEAN), *([row[name] for name in CLEAN] for row in rows)]
        return "".join(delimiter.join(line) + "\r\n" for line in lines).encode(encoding)

    return to_csv


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write bytes to a file and return its path."""

    def to_file(content: bytes, name: str = "extract.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return to_file


# the order of the schema: each tag, and the column it is made from
CIN_DETAILS = (
    ("CINreferralDate", "referred_on"),
    ("ReferralSource", "referral_source"),
    ("PrimaryNeedCode", "primary_need"),
    ("CINclosureDate", "closed_on"),
    ("ReasonForClosure", "closure_reason"),
    ("Assessments/AssessmentAuthorisationDate", "initial_assessed_on"),
    ("CoreAssessments/CoreAssessmentAuthorisationDate", "core_assessed_on"),
    ("Section47/S47ActualStartDate", "section_47_on"),
    ("ReferralNFA", "is_nfa"),
    ("ChildProtectionPlans/CPPstartDate", "child_protection_plan_on"),
)
MakeReturn = Callable[[pl.DataFrame], bytes]


@pytest.fixture(scope="session")
def cin_return() -> MakeReturn:
    """Write rows of an extract as a CIN census return."""

    def element(path: str, value: str | None) -> str:
        if value is None:
            return ""
        outer, _, inner = path.rpartition("/")
        text = f"<{inner}>{escape(value)}</{inner}>"
        return f"<{outer}>{text}</{outer}>" if outer else text

    def child(child_id: str | None, episodes: list[dict[str, str | None]]) -> str:
        identifiers = element("LAchildID", child_id) + "<UPN>A123456789012</UPN>"
        written = ("".join(element(t, row[name]) for t, name in CIN_DETAILS) for row in episodes)
        details = "".join(f"<CINdetails>{fields}</CINdetails>" for fields in written)
        return (
            f"<Child><ChildIdentifiers>{identifiers}<PersonBirthDate>2001-02-03</PersonBirthDate>"
            f"</ChildIdentifiers><ChildCharacteristics/>{details}</Child>"
        )

    def to_return(rows: pl.DataFrame) -> bytes:
        children: dict[object, list[dict[str, str | None]]] = {}
        for place, row in enumerate(rows.to_dicts()):
            children.setdefault(row["child_id"] or place, []).append(row)
        body = "\n".join(child(held[0]["child_id"], held) for held in children.values())
        header = "<Header><Source><LEA>886</LEA></Source></Header>"
        return f"<Message>{header}<Children>\n{body}\n</Children></Message>".encode()

    return to_return

"""Small synthetic extracts: one clean row, changed field by field."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest

from referral_analysis.extract import columns

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
MakeReturn = Callable[..., bytes]
MakeReturns = Callable[[pl.DataFrame], Mapping[int, bytes]]
DAYS = tuple(name for name in columns.dates() if name != columns.REFERRED_ON)


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

    def to_return(rows: pl.DataFrame, as_of: dt.date | None = None) -> bytes:
        children: dict[object, list[dict[str, str | None]]] = {}
        for place, row in enumerate(rows.to_dicts()):
            children.setdefault(row["child_id"] or place, []).append(row)
        body = "\n".join(child(held[0]["child_id"], held) for held in children.values())
        day = f"<ReferenceDate>{as_of}</ReferenceDate>" if as_of else ""
        header = f"<Header>{day}<Source><LEA>886</LEA></Source></Header>"
        return f"<Message>{header}<Children>\n{body}\n</Children></Message>".encode()

    return to_return


@pytest.fixture(scope="session")
def yearly_returns(cin_return: MakeReturn) -> MakeReturns:
    """Write rows (text, as in an extract) as the returns of their census years, by year.

    A return is of 31 March: it holds the referrals of its year and the cases open on its first day,
    and nothing that happened later; a referral closed with no further action is in one alone.
    """

    def to_returns(rows: pl.DataFrame) -> dict[int, bytes]:
        referred = pl.col(columns.REFERRED_ON)
        years = sorted(set(rows[columns.REFERRED_ON].str.slice(0, 4).cast(pl.Int64)))
        made = {}
        for year in range(years[0], years[-1] + 2):
            first, last = f"{year - 1}-04-01", f"{year}-03-31"
            if first > str(rows[columns.REFERRED_ON].max()):
                break
            closed = pl.col(columns.CLOSED_ON)
            is_open = (
                (referred < pl.lit(first))
                & (pl.col(columns.IS_NFA) != "true")
                & (closed.is_null() | (closed >= pl.lit(first)))
            )
            held = rows.filter(referred.is_between(pl.lit(first), pl.lit(last)) | is_open)
            known = [
                pl.when(pl.col(name) <= pl.lit(last)).then(name).alias(name)
                for name in DAYS
                if name in rows.columns
            ]
            shown = held.with_columns(known).with_columns(
                pl.when(closed.is_not_null()).then(columns.CLOSURE_REASON).alias("closure_reason")
            )
            if shown.height:
                made[year] = cin_return(shown, dt.date(year, 3, 31))
        return made

    return to_returns

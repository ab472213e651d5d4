"""Exports as case systems, report servers and hands write them: read rightly, or one clear line."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xlsxwriter

from referral_analysis import extract
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.runs.council.guessing import Guess, guess

TODAY, DRAWN = dt.date(2026, 3, 2), dt.date(2024, 9, 30)
AGENCY = {"6": "Police", "2A": "School", "3A": "GP", "1A": "Parent / Carer", "3E": "A&E"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One referral of a made-up council."""

    number: int
    child: int
    day: dt.date
    area: str
    source: str
    is_nfa: bool
    closed: dt.date
    reason: str


def cases() -> list[Case]:
    """Make 600 referrals over two and a half years, from a seed."""
    rng = np.random.default_rng(240_930)
    days = np.sort(rng.integers(0, 900, 600))
    made = []
    for number, day in enumerate(days):
        is_nfa = bool(rng.random() < 0.3)
        referred = dt.date(2021, 10, 4) + dt.timedelta(days=int(day))
        made.append(
            Case(
                number=88_000 + number,
                child=30_500 + int(rng.integers(0, 450)),
                day=referred,
                area=str(rng.choice(["North", "South & Coast", "Mid"])),
                source=str(rng.choice(list(AGENCY))),
                is_nfa=is_nfa,
                closed=referred + dt.timedelta(days=int(rng.integers(1, 120))),
                reason="RC8" if is_nfa else "RC7",
            )
        )
    return made


CASES = cases()
Rows = Iterable[Sequence[object]]


def text(rows: Rows, delimiter: str = ",", before: str = "", after: str = "") -> bytes:
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return f"{before}{held.getvalue()}{after}".encode()


def book(**sheets: Rows) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as workbook:
        as_day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name.replace("_", " "))
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(place, column, value, as_day)
                    elif value is not None:
                        sheet.write(place, column, value)
    return held.getvalue()


def day(written: dt.date) -> str:
    return f"{written:%d/%m/%Y}"


def plain(one: Case) -> list[object]:
    flag = "Y" if one.is_nfa else "N"
    return [one.number, one.child, one.day, one.area, one.source, flag, one.closed, one.reason]


PLAIN = ["Referral ID", "Child ID", "Referral Date", "District", "Referral Source", "NFA",
         "Closure Date", "Closure Reason"]  # fmt: skip
POWER_BI = ["ReferralID", "ChildID", "ReferralDate", "District", "Source", "IsNFA", "ClosedDate",
            "ClosureReason"]  # fmt: skip


def years() -> dict[str, list[list[object]]]:
    found: dict[str, list[list[object]]] = {}
    for one in CASES:
        year = one.day.year - (one.day.month < 4)
        found.setdefault(f"Referrals_{year}-{year % 100 + 1}", [list(PLAIN)]).append(plain(one))
    return found


READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "liquidlogic": ("a.csv", lambda: text([
        ["Referral Id", "LCS ID", "Referral Received Date", "Referral Source", "Referral Outcome",
         "Case End Date", "Reason for Closure", "Locality Team"],
        *([c.number, c.child, day(c.day), f"{c.source} - {AGENCY[c.source]}",
           "NFA" if c.is_nfa else "C&F Assessment", day(c.closed), c.reason, c.area]
          for c in CASES)])),
    "frameworki": ("a.csv", lambda: text([
        ["EPISODE_ID", "FWI_PERSON_ID", "REFERRAL_DATE", "DISTRICT", "REFERRER_AGENCY", "NFA_YN",
         "CLOSURE_DATE", "CLOSURE_REASON"],
        *([c.number, c.child, f"{c.day:%d-%b-%Y}".upper(), c.area.upper(), c.source,
           "Y" if c.is_nfa else "N", f"{c.closed:%d-%b-%Y}".upper(), c.reason] for c in CASES)],
        delimiter="|")),
    "mosaic": ("a.csv", lambda: text([
        ["WORKFLOW_STEP_ID", "MOSAIC_ID", "DATE_STARTED", "REFERRAL_SOURCE_DESCRIPTION",
         "STEP_OUTCOME", "LOCALITY", "CASE_CLOSED_ON", "CLOSURE_REASON_CODE"],
        *([c.number, c.child, f"{c.day:%d/%m/%Y} 09:30", AGENCY[c.source],
           "No Further Action" if c.is_nfa else "Progress to C&F Assessment", c.area,
           day(c.closed), c.reason] for c in CASES)])),
    "power bi": ("a.csv", lambda: b"\xef\xbb\xbf" + text([
        ["Referral[ReferralID]", "Child[ChildID]", "Referral[ReferralDate]", "Area[District]",
         "Source[SourceCode]", "Referral[IsNFA]", "Referral[ClosedDate]",
         "Referral[ClosureReason]"],
        *([c.number, c.child, f"{c.day:%d %B %Y}", c.area, c.source, c.is_nfa,
           f"{c.closed:%d %B %Y}", c.reason] for c in CASES)])),
    "power bi's filters below": ("a.xlsx", lambda: book(Export=[
        POWER_BI, *([*plain(c)[:5], c.is_nfa, c.closed, c.reason] for c in CASES), [None],
        ["Applied filters:\nTeam is not (Blank)\nReferralDate is on or after 1 October 2021"]])),
    "by hand": ("a.xlsx", lambda: book(Sheet1=[
        ["Ref no.", "Child's ID number", "Date of referral to CSC", "Which district?",
         "Who referred?", "NFA'd? (Y/N)", "Date closed", "Why closed (code)", "Comments"],
        *([*plain(c)[:4], AGENCY[c.source], "y" if c.is_nfa else "n", c.closed, c.reason,
           "rang\nback" if c.number % 40 == 0 else None] for c in CASES)])),
    "a sheet a year": ("a.xlsx", lambda: book(**years())),
    "a sheet, and empty ones": ("a.xlsx", lambda: book(
        Sheet1=[PLAIN, *map(plain, CASES)], Sheet2=[], Sheet3=[])),
    "blank rows between": ("a.xlsx", lambda: book(Data=[
        PLAIN, *(row for c in CASES for row in ([plain(c)] + [[None]] * (c.number % 90 == 0)))])),
    "days as text": ("a.xlsx", lambda: book(Data=[
        PLAIN, *([*plain(c)[:2], day(c.day), *plain(c)[3:6], day(c.closed), c.reason]
                 for c in CASES)])),
    "sql server": ("a.csv", lambda: text([
        ["referral_id", "person_id", "referral_date", "district_name", "referral_source_code",
         "is_nfa", "closure_date", "closure_reason_code"],
        *([c.number, c.child, f"{c.day} 00:00:00.0000000", c.area, c.source, int(c.is_nfa),
           f"{c.closed} 00:00:00.0000000", c.reason] for c in CASES)])),
    "semicolons and dots": ("a.csv", lambda: text([
        [name.replace(" ", "_") for name in PLAIN],
        *([c.number, c.child, f"{c.day:%d.%m.%Y}", c.area, c.source, int(c.is_nfa),
           f"{c.closed:%d.%m.%Y}", c.reason] for c in CASES)], delimiter=";")),
    "two-digit years": ("a.csv", lambda: text([
        PLAIN, *([*plain(c)[:2], f"{c.day:%d/%m/%y}", *plain(c)[3:6], f"{c.closed:%d/%m/%y}",
                  c.reason] for c in CASES)])),
    "tabs in utf-16": ("a.txt", lambda: text([
        ["Referral No", "Person No", "Referral Start", "Borough", "Referred From", "NFA Indicator",
         "Referral End", "End Reason"],
        *([*plain(c)[:2], day(c.day), *plain(c)[3:6], day(c.closed), c.reason] for c in CASES)],
        delimiter="\t").decode().encode("utf-16")),
}  # fmt: skip

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "report server": ("a.csv", lambda: text(
        [PLAIN, *([*plain(c)[:2], day(c.day), *plain(c)[3:6], day(c.closed), c.reason]
                  for c in CASES)],
        before="textbox12,textbox4\r\nReferrals 2021 to 2024,Run by: jb\r\n\r\n"),
        "give `header_row: 4`, which looks like it"),
    "two rows of headers": ("a.csv", lambda: text(
        [["Referral", "", "", "", "", "", "Closure", ""], PLAIN,
         *([*plain(c)[:2], day(c.day), *plain(c)[3:6], day(c.closed), c.reason] for c in CASES)]),
        "give `header_row: 2`"),
    "american days": ("a.csv", lambda: text(
        [PLAIN, *([*plain(c)[:2], f"{c.day:%m/%d/%Y}", *plain(c)[3:6], f"{c.closed:%m/%d/%Y}",
                   c.reason] for c in CASES)]), "dates that can only be month-first"),
    "a crm's technical names": ("a.csv", lambda: text(
        [["caseid", "regardingid", "startdatetime", "decisionidname"],
         *([c.number, c.child, f"{c.day}T00:00:00", "NFA" if c.is_nfa else "x"] for c in CASES)]),
        "need columns referral_id, referred_on, is_nfa"),
    "a row a child": ("a.csv", lambda: text(
        [["Child ID", "Referral Date 1", "NFA 1", "Referral Date 2", "NFA 2"],
         *([c.child, day(c.day), "Y", "", ""] for c in CASES)]), "need columns referral_id"),
    "contacts": ("a.csv", lambda: text(
        [["Contact ID", "Child ID", "Contact Date", "Contact Type", "NFA"],
         *([c.number, c.child, day(c.day), "Contact only", ""] for c in CASES)]),
        "need columns referral_id, referred_on"),
    "a pivot of months": ("a.csv", lambda: text(
        [["District", "2021-10", "2021-11", "Grand Total"], ["North", 10, 12, 22]]),
        "need columns referral_id"),
    "a web page": ("a.xls", lambda: b"<html><table><tr><th>Referral ID</th></tr></table></html>",
                   "a web page under the name of an Excel workbook"),
    "sheets of other kinds": ("a.xlsx", lambda: book(
        Referrals=[PLAIN, *map(plain, CASES)], Contacts=[PLAIN, *map(plain, CASES)]),
        'such as --set "sheet=Contacts"'),
}  # fmt: skip


def by_month(days: Iterable[dt.date], flags: Iterable[bool | None]) -> list[tuple[object, ...]]:
    counts = pl.DataFrame({"day": days, "is_nfa": flags}).group_by(pl.col("day").dt.month_start())
    return counts.agg(pl.len(), pl.col("is_nfa").sum()).sort("day").rows()


TRUTH = by_month([one.day for one in CASES], [one.is_nfa for one in CASES])


def read(path: Path) -> tuple[Guess, pl.DataFrame]:
    """Read a file by the mapping that `init` proposes: the proposal, and the rows kept."""
    found = guess(path, today=TODAY)
    mapping = extract.ExtractMapping(headers=found.values["columns"], codes=found.values["codes"])
    rows = extract.read_referrals(path, mapping)
    return found, extract.check(rows, extract_date=DRAWN).kept.collect()


@pytest.mark.parametrize("name", READ)
def test_an_export_gives_the_counts_that_went_into_it(name: str, tmp_path: Path) -> None:
    file, write = READ[name]
    (tmp_path / file).write_bytes(write())
    found, kept = read(tmp_path / file)
    assert by_month(kept["referred_on"], kept["is_nfa"]) == TRUTH
    assert {"child_id", "district", "referral_source", "closed_on"} <= set(kept.columns)
    assert kept["closed_on"].to_list() == [one.closed for one in CASES]
    assert set(kept["referral_source"]) == set(AGENCY)
    assert ("would be left out" in " ".join(found.notes)) is (name == "power bi's filters below")


@pytest.mark.parametrize("name", REFUSED)
def test_an_export_that_cannot_be_read_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    file, write, said = REFUSED[name]
    (tmp_path / file).write_bytes(write())
    with pytest.raises(ReferralAnalysisError) as refused:
        read(tmp_path / file)
    assert said in str(refused.value)


def test_outcomes_that_no_list_has_are_named_and_are_no_no(tmp_path: Path) -> None:
    """Whether advice given is no further action is for the council to say."""
    words = {True: "No Further Action", False: "C&F Assessment"}
    outcome = [
        "Information & Advice" if one.is_nfa and one.number % 2 else words[one.is_nfa]
        for one in CASES
    ]
    header = [*PLAIN[:5], "Referral Outcome"]
    (tmp_path / "a.csv").write_bytes(
        text([header, *([*plain(c)[:2], day(c.day), *plain(c)[3:5], said]
                        for c, said in zip(CASES, outcome, strict=True))])
    )  # fmt: skip
    found, kept = read(tmp_path / "a.csv")
    unread = outcome.count("Information & Advice")
    assert kept["is_nfa"].null_count() == unread
    (left,) = (one for one in found.left if one.column == "is_nfa")
    assert left.shown == (("Information & Advice", unread),)

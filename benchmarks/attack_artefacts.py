"""What an intruder reads in the files of a run: every count that any of them shows or marks c."""

import base64
import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.quarters import windows
from referral_analysis.disclosure.counted import Count
from referral_analysis.report.page.tables import SUPPRESSED

Read = dict[Count, int | None]
"""A count as read; None where it is shown as c."""

MONTHLY = {"inappropriate-referrals": "nfa", "all-referrals": "referrals",
           "appropriate-referrals": "appropriate"}  # fmt: skip
SHARES = {"Referrals": "referrals", "No further action": "nfa",
          "Or not in need": "inappropriate_wide"}  # fmt: skip
COUNTS = {"Inappropriate referrals": "nfa", "The other referrals": "others"}
SEGMENTS = {
    "Referrals (before)": ("referrals", "before"),
    "NFA (before)": ("nfa", "before"),
    "Referrals (after)": ("referrals", "after"),
    "NFA (after)": ("nfa", "after"),
}
EMBEDDED = re.compile(
    r'<a download="([a-z-]+)\.csv" href="data:text/csv;charset=utf-8;base64,([A-Za-z0-9+/=]+)"'
)
SINCE = tuple(f"{what} ({way})" for what in ("Referrals", "NFA") for way in ("more", "fewer"))
READ_AND_KEPT = re.compile(r"([\d,]+) referrals were read: ([\d,]+) kept, ([\d,]+) left out")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
PER_10K_YEAR = 2_520_000


def tables_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every table of a run folder as name and CSV: files, workbook, page, notebook."""
    for path in sorted((folder / "tables").glob("*.csv")):
        yield path.stem, path.read_text("utf-8")
    yield from sheets_in(folder)
    for name, text in EMBEDDED.findall((folder / "report.html").read_text("utf-8")):
        yield name, base64.b64decode(text).decode()
    notebook = json.loads((folder / "report.ipynb").read_text("utf-8"))
    yield from tables_of(
        output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", [])
    )


def sheets_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the tables of the workbook as name and CSV: each below its title and what it says."""
    for sheet in openpyxl.load_workbook(folder / "tables.xlsx").worksheets:
        if not sheet.title[0].isdigit():  # the cover, the contents and the notes
            continue
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        header = next(at for at, row in enumerate(rows) if row[1] is not None)
        out = io.StringIO()
        csv.writer(out).writerows([_as_in_csv(cell) for cell in row] for row in rows[header:])
        yield sheet.title.partition(" ")[2], out.getvalue()


def _as_in_csv(cell: object) -> object:
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m}"
    return {"[c]": "c", "[x]": ""}.get(cell, cell) if isinstance(cell, str) else cell


def marks_in(folder: Path) -> dict[str, int]:
    """Count the cells that are shown as c in each form of a run's tables: as many in all."""
    files = [path.read_text("utf-8") for path in (folder / "tables").glob("*.csv")]
    forms = {"files": files, "workbook": [text for _, text in sheets_in(folder)]}
    page = (folder / "report.html").read_text("utf-8")
    return {
        form: sum(row.count("c") for text in texts for row in csv.reader(io.StringIO(text)))
        for form, texts in forms.items()
    } | {"page": page.count(SUPPRESSED)}


def tables_of(bundles: Iterator[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the tables that displayed values carry: in words beside a picture, or by themselves."""
    for bundle in bundles:
        for value in bundle.values():
            if isinstance(value, dict):
                for one in value.get("figures", [value]):
                    if "csv" in one and one.get("name"):
                        yield one["name"], one["csv"]


def read(
    tables: Iterator[tuple[str, str]], plan: Plan, child_days: Mapping[dt.date, float]
) -> Read:
    """Read the counts of tables; a rate is turned into its count by the published population.

    A count that any table shows is known, whatever another marks c.
    """
    found: Read = {}
    for name, text in tables:
        rows = list(csv.DictReader(io.StringIO(text)))
        if name in MONTHLY:
            here = _of_rates(rows, MONTHLY[name], child_days) | _of_counts(rows)
        elif name == "shares":
            here = _of_shares(rows)
        elif name in ("districts", "agencies"):
            here = _of_segments(rows, plan, "district" if name == "districts" else "agency")
        else:
            continue
        found |= {c: found.get(c) if value is None else value for c, value in here.items()}
    return found


def read_since(text: str) -> dict[tuple[str, str], int | None]:
    """Read the figures of what changed since the last report: by column and cause; None for c."""
    return {
        (column, row["What changed"]): _count(row[column])
        for row in csv.DictReader(io.StringIO(text))
        for column in SINCE
    }


def drawn_in(folder: Path) -> int:
    """Count the points of months that the charts of a run folder's notebook hold data for."""
    notebook = json.loads((folder / "report.ipynb").read_text("utf-8"))
    return sum(
        row.get("observed") is not None
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for value in output.get("data", {}).values()
        if isinstance(value, dict)
        for rows in value.get("datasets", {}).values()
        for row in rows
    )


def rows_in(folder: Path) -> set[int]:
    """Read the counts of rows that the manifest, the log and the page of a run state."""
    manifest = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    rows = {one["value"] for one in manifest["@graph"] if one.get("name") == "rows"}
    for line in (folder / "run.log").read_text("utf-8").splitlines():
        stated = json.loads(line)
        rows |= {value for name, value in stated.items() if name.endswith("_rows")}
    for words in READ_AND_KEPT.findall(_words((folder / "report.html").read_text("utf-8"))):
        rows |= {int(number.replace(",", "")) for number in words}
    return rows


def only_in_list(folder: Path) -> set[str]:
    """Return the numbers that the list of runs gives and no report in it does."""
    lists = [parent / "index.html" for parent in folder.parents]
    found = next((path for path in lists if path.exists()), None)
    if found is None:
        return set()
    pages = found.parent.glob("*/*/report.html")
    shown = {number for page in pages for number in NUMBER.findall(page.read_text("utf-8"))}
    return set(NUMBER.findall(_words(found.read_text("utf-8")))) - shown


def _words(page: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL))


def _month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


def _county(measure: str, month: dt.date) -> Count:
    return Count(measure=measure, kind="county", segment="county", first=month, last=month)


def _of_rates(
    rows: list[dict[str, str]], measure: str, child_days: Mapping[dt.date, float]
) -> Read:
    found: Read = {}
    for row in rows:
        month, shown = _month(row["Month"]), row["What happened"]
        if shown:
            count = None if shown == "c" else round(float(shown) * child_days[month] / PER_10K_YEAR)
            found[_county(measure, month)] = count
    return found


def _of_counts(rows: list[dict[str, str]]) -> Read:
    return {
        _county(measure, _month(row["Month"])): _count(row[column])
        for row in rows
        for column, measure in COUNTS.items()
        if row.get(column)
    }


def _of_shares(rows: list[dict[str, str]]) -> Read:
    return {
        _county(measure, _month(row["Month"])): _count(row[column])
        for row in rows
        for column, measure in SHARES.items()
        if row[column]
    }


def _of_segments(rows: list[dict[str, str]], plan: Plan, kind: str) -> Read:
    spans = windows(plan)
    return {
        Count(
            measure=measure,
            kind=kind,
            segment=_as_counted(next(iter(row.values())), kind),
            first=spans[when][0],
            last=spans[when][1],
        ): _count(row[column])
        for row in rows
        for column, (measure, when) in SEGMENTS.items()
        if row[column]
    }


def _as_counted(name: str, kind: str) -> str:
    """Undo the capital that a reader sees."""
    return name.lower() if kind == "agency" or name == "No district" else name


def _count(shown: str) -> int | None:
    return None if shown == "c" else int(shown)

"""Whatever the rows and the format: read or refused in one line, and every row accounted for."""

import datetime as dt
import re
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.extract import check, columns, read_referrals
from referral_analysis.extract.rule import Severity

# an id that is two children's stops a run, on purpose
APART: dict[str, Severity] = {"id of children": "flag", "id of days": "flag"}
DRAWN = dt.date(2012, 1, 13)
NAMES = [column.name for column in columns.REFERRALS]
# Windows-1252 letters that spell a UTF-8 letter too: which of the two is meant, no one can tell
UTF8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
# marked, so that a message that quotes a record gives itself away
TEXT = (
    st.text(st.characters(codec="cp1252", exclude_categories=["C"]), max_size=6)
    .filter(lambda text: not UTF8_PAIR.search(text.encode("cp1252")))
    .map("Zz".__add__)
)
DAYS = st.dates(dt.date(2009, 1, 1), dt.date(2012, 2, 1)).map(str) | st.sampled_from(
    ["", "NULL", "2011-02-30", " 2011-05-04 ", "2011-05-04T10:00:00"]
)
FIELDS: dict[str, st.SearchStrategy[str]] = {
    "referral_id": TEXT | st.just(""),
    "child_id": TEXT,
    "referred_on": DAYS,
    "district": st.sampled_from(["Dover", " Dover", ""]) | TEXT,
    "referral_source": st.sampled_from(["1A", "6", "10", "2a", ""]) | TEXT,
    "primary_need": st.sampled_from(["N1", "N0", ""]),
    "is_nfa": st.sampled_from(["true", "0", "", "c) Unknown"]) | TEXT,
    "initial_assessed_on": DAYS,
    "core_assessed_on": DAYS,
    "section_47_on": DAYS,
    "closed_on": DAYS,
    "closure_reason": st.sampled_from(["RC7", "RC8", ""]),
    "age_at_referral": st.sampled_from(["7", "-1", "", "seven"]),
}
ROWS = st.lists(st.fixed_dictionaries(FIELDS), min_size=1, max_size=8)


def csv(delimiter: str, encoding: str) -> Callable[[pl.DataFrame, Path], object]:
    def write(rows: pl.DataFrame, path: Path) -> None:
        path.write_text(rows.write_csv(separator=delimiter), encoding, newline="")

    return write


def sqlite(rows: pl.DataFrame, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE t ({', '.join(NAMES)})")
        marks = ", ".join("?" * len(NAMES))
        database.executemany(f"INSERT INTO t VALUES ({marks})", rows.rows())  # noqa: S608
        database.commit()


FORMATS: dict[str, Callable[[pl.DataFrame, Path], object]] = {
    "comma.csv": csv(",", "utf-8"),
    "semicolon.csv": csv(";", "windows-1252"),
    "tab.txt": csv("\t", "utf-16"),
    "one.parquet": lambda rows, path: rows.write_parquet(path),
    "one.db": sqlite,
}


def outcome(path: Path) -> tuple[str, pl.DataFrame | None]:
    """Return what was found wrong with a file, or its rows as plain types."""
    try:
        rows = read_referrals(path)
    except ReferralAnalysisError as error:
        return str(error), None
    return "", rows.with_columns(pl.col(pl.Enum).cast(pl.String)).collect()


@settings(max_examples=25)
@given(rows=ROWS)
def test_every_row_is_accounted_for_and_the_format_changes_nothing(
    rows: list[dict[str, str]],
) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.String))
    with tempfile.TemporaryDirectory() as folder:
        for name, write in FORMATS.items():
            write(frame, Path(folder) / name)
        outcomes = [outcome(Path(folder) / name) for name in FORMATS]
    messages = [message for message, _ in outcomes]
    assert not any("\n" in message or "Zz" in message for message in messages)
    assert len({message.partition(":")[2] for message in messages}) == 1
    for _, read in outcomes:
        if read is not None:
            assert outcomes[0][1] is not None
            assert read.equals(outcomes[0][1])
            checked = check(read.lazy(), extract_date=DRAWN, severities=APART)
            assert checked.n_read == len(rows) == checked.n_kept + checked.n_excluded

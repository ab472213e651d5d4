"""Two hundred files as exports really write them: the right number, or one clear line.

Each is a made-up council's referrals with one to three of the changes below, drawn by a seed. None
ends in a fault of the program, none shows a record, and where every change only says the same in
another way, the months' counts are as they were made, or the file is refused.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from referral_analysis import extract
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.runs.council.guessing import guess
from referral_analysis.runs.inputs.check import check_extract

FILES, ROWS = 200, 360
FIRST, DAYS = dt.date(2013, 9, 2), 400
DRAWN = FIRST + dt.timedelta(days=DAYS + 40)
TODAY = dt.date(2026, 1, 5)
DATES = ("referred_on", "initial_assessed_on", "closed_on")
MARK = "Qz"  # in every id: what no line may hold

Rng = np.random.Generator
Change = Callable[[pl.DataFrame, Rng], pl.DataFrame]


def council(rng: Rng) -> pl.DataFrame:
    """Return referrals as text, in order of their day."""
    day = np.sort(rng.integers(0, DAYS, ROWS))
    is_nfa = rng.random(ROWS) < 0.3
    assessed = day + rng.integers(5, 40, ROWS)
    closed = np.where(is_nfa, day + rng.integers(0, 5, ROWS), assessed + rng.integers(1, 90, ROWS))
    days = [FIRST + dt.timedelta(days=int(one)) for one in range(DAYS + 200)]
    return pl.DataFrame(
        {
            "referral_id": [f"{MARK}R{n:05}" for n in range(ROWS)],
            "child_id": [f"{MARK}C{n:05}" for n in rng.integers(0, 300, ROWS)],
            "referred_on": [days[n] for n in day],
            "district": rng.choice(["Elmvale", "Thornby"], ROWS),
            "referral_source": rng.choice(["6", "2A", "3B", "1A", "10"], ROWS),
            "is_nfa": ["true" if one else "false" for one in is_nfa],
            "initial_assessed_on": [None if one else days[n]
                                    for one, n in zip(is_nfa, assessed, strict=True)],
            "closed_on": [days[n] if days[n] <= DRAWN else None for n in closed],
            "closure_reason": ["RC7" if days[n] <= DRAWN else None for n in closed],
        }
    ).with_columns(pl.col(DATES).cast(pl.String))  # fmt: skip


def dated(form: str) -> Change:
    def change(rows: pl.DataFrame, _: Rng) -> pl.DataFrame:
        return rows.with_columns(pl.col(DATES).str.to_date(strict=False).dt.strftime(form))

    return change


def flagged(yes: str, no: str | None) -> Change:
    def change(rows: pl.DataFrame, _: Rng) -> pl.DataFrame:
        words = {"true": yes, "false": no}
        return rows.with_columns(pl.col("is_nfa").replace(words))

    return change


def filled(word: str) -> Change:
    def change(rows: pl.DataFrame, _: Rng) -> pl.DataFrame:
        return rows.with_columns(pl.col(*DATES[1:], "closure_reason").fill_null(word))

    return change


def renamed(names: dict[str, str]) -> Change:
    return lambda rows, _: rows.rename(names, strict=False)


def some(column: str, word: str | None, share: float) -> Change:
    """Put a word in a share of a column's rows."""

    def change(rows: pl.DataFrame, rng: Rng) -> pl.DataFrame:
        hit = pl.lit(pl.Series(rng.random(rows.height) < share))
        return rows.with_columns(
            pl.when(hit).then(pl.lit(word, pl.String)).otherwise(column).alias(column)
        )

    return change


def row_per_review(rows: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """Add a row of a later assessment to a third of the assessed referrals."""
    again = rows.filter(pl.col("initial_assessed_on").str.to_date(strict=False).is_not_null())
    again = again.filter(pl.lit(pl.Series(rng.random(again.height) < 0.33))).with_columns(
        pl.col("initial_assessed_on").str.to_date().dt.offset_by("9d").cast(pl.String)
    )
    return pl.concat([rows, again])


def years_overlap(rows: pl.DataFrame, _: Rng) -> pl.DataFrame:
    """Put the cases closed in the new year in twice, first as they stood open."""
    both = rows.filter(pl.col("closed_on") >= "2014-04-01").with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("closed_on", "closure_reason")
    )
    return pl.concat([both, rows])


def swapped(rows: pl.DataFrame, _: Rng) -> pl.DataFrame:
    """Change days to the 12th with their months, as a spreadsheet of another country does."""
    day = pl.col(DATES).str.to_date(strict=False)
    return rows.with_columns(
        pl.when(day.dt.day() <= 12).then(day.dt.strftime("%m/%d/%Y"))
        .otherwise(day.dt.strftime("%d/%m/%Y"))
    )  # fmt: skip


def in_utc(rows: pl.DataFrame, _: Rng) -> pl.DataFrame:
    day = pl.col(DATES).str.to_datetime("%Y-%m-%d", strict=False)
    local = day.dt.replace_time_zone("Europe/London").dt.convert_time_zone("UTC")
    return rows.with_columns(local.dt.strftime("%Y-%m-%dT%H:%M:%SZ"))


SAME: dict[str, Change] = {
    **{f"dates {form}": dated(form)
       for form in ("%d/%m/%Y", "%d-%b-%Y", "%d/%m/%y", "%Y%m%d", "%d.%m.%Y", "%Y/%m/%d",
                    "%a %d/%m/%Y", "%d %B %Y", "%Y-%m-%d 00:00:00.000", "%d/%m/%Y 00:00")},
    **{f"flag {yes} {no}": flagged(yes, no)
       for yes, no in (("-1", "0"), ("1", "0"), ("Y", "N"), ("NFA", "FA"), ("Yes", "No"),
                       ("No further action", "Single assessment"), ("NFA", "No"),
                       ("1.0", "0.0"), ("TRUE", "FALSE"))},
    **{f"empty is {word}": filled(word)
       for word in ("N/A", "-", "None", "nan", "#N/A", "NULL", "9999-12-31", "Not recorded")},
    "headers of a system": renamed({"referral_id": "Referral Number", "child_id": "Person ID",
                                    "referred_on": "Date of Referral (dd/mm/yyyy)",
                                    "is_nfa": "NFA? (Y/N)", "closed_on": "Date Closed "}),
    "no district": lambda rows, _: rows.drop("district", strict=False),
    "a row a review": row_per_review,
    "years that overlap": years_overlap,
    "days of London in UTC": in_utc,
    "shuffled": lambda rows, rng: rows.sample(fraction=1, shuffle=True, seed=int(rng.integers(99))),
}  # fmt: skip
OTHER: dict[str, Change] = {
    "flag X and blank": flagged("X", None),
    "flag 1 and 2": flagged("1", "2"),
    "words of a new system": some("is_nfa", "Y / signposted", 0.2),
    "blank flags": some("is_nfa", None, 0.3),
    "swapped days": swapped,
    "month first": dated("%m/%d/%Y"),
    "unknown child": some("child_id", "Unknown", 0.25),
    "ids cut off": some("child_id", "1.23457E+11", 0.5),
    "one referral id": some("referral_id", "1", 1.0),
    "one id of many children": some("referral_id", f"{MARK}R1", 0.1),
    "empty days": some("referred_on", "", 0.1),
    "notes for days": some("closed_on", f"see {MARK} file", 0.1),
    "a future slip": some("referred_on", "2214-05-01", 0.01),
    "no flag": lambda rows, _: rows.drop("is_nfa", strict=False),
    "one row": lambda rows, _: rows.head(1),
    "no rows": lambda rows, _: rows.head(0),
    "agencies by name": some("referral_source", "Police Referral Desk", 0.3),
    "agencies nobody knows": some("referral_source", "Desk of the Night", 0.3),
    "notes for agencies": lambda rows, _: rows.with_columns(
        pl.when(pl.int_range(pl.len()) % 40 == 0)
        .then(pl.format("{} Primary, Elm Road", "child_id"))
        .otherwise("referral_source")
        .alias("referral_source")
    ),
    "a cell of quotation": some("district", '"', 0.01),
}  # fmt: skip
CHANGES = SAME | OTHER
DATED = ("dates", "swapped", "month first", "days of London")


def monthly(rows: pl.DataFrame) -> dict[dt.date, tuple[int, int]]:
    counted = rows.group_by(pl.col("referred_on").dt.month_start().alias("month")).agg(
        pl.len(), pl.col("is_nfa").sum()
    )
    return {month: (n, nfa) for month, n, nfa in counted.iter_rows()}


def made(seed: int, folder: Path) -> tuple[Path, pl.DataFrame, list[str]]:
    """Write one file; return it, the referrals that are true, and what was changed."""
    rng = np.random.default_rng([2013, seed])
    truth = rows = council(rng)
    names = [
        str(one) for one in rng.choice(sorted(CHANGES), int(rng.integers(1, 4)), replace=False)
    ]
    # dates are written once, and last, so that the changes that read them find them as ISO
    dates = [name for name in names if name.startswith(DATED)]
    names = [name for name in names if name not in dates] + dates[:1]
    for name in list(names):
        try:
            rows = CHANGES[name](rows, rng)
        except pl.exceptions.PolarsError:
            names.remove(name)  # it needs a column that another took away
    path = folder / f"extract {seed} {DRAWN}.csv"
    rows.write_csv(path)
    return path, truth, names


@pytest.mark.parametrize("tenth", range(10))
def test_each_file_gives_the_right_number_or_one_clear_line(tenth: int, tmp_path: Path) -> None:
    for seed in range(tenth, FILES, 10):
        path, truth, names = made(seed, tmp_path)
        said, kept = said_of(path)
        assert MARK not in said, names
        assert "\n" not in said.split("\n\n")[0] or kept is not None, names
        if kept is not None and set(names) <= set(SAME):
            true = truth.select(pl.col("referred_on").str.to_date(), pl.col("is_nfa") == "true")
            assert monthly(kept) == monthly(true), names


def said_of(path: Path) -> tuple[str, pl.DataFrame | None]:
    """Return all that `init` and `check` say of a file, and the rows kept if it is read."""
    try:
        found = guess(path, today=TODAY)
        said = [*found.notes, str(found.left), str(found.values), str(found.districts)]
        said.append(check_extract([path], None, today=TODAY).text)
        mapping = extract.ExtractMapping(
            headers=found.values["columns"], codes=found.values["codes"]
        )
        rows = extract.read_referrals(path, mapping)
        return "\n\n".join(said), extract.check(rows, extract_date=DRAWN).kept.collect()
    except ReferralAnalysisError as error:
        return str(error), None

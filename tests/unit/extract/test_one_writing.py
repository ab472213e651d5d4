"""Ids that a tool changed in part are refused, areas spelled in two ways are one; gaps stop."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ReferralAnalysisError, ValueUnreadableError
from referral_analysis.extract import check, read_referrals
from referral_analysis.extract.one_writing import require_one_writing

FIRST = dt.date(2012, 4, 1)


def ids(*, n_again: int, before: str, after: str, children: int = 400) -> pl.DataFrame:
    """Return the ids of children of whom the first ones come again, written another way."""
    first = [before.format(7 * n + 301) for n in range(children)]
    again = [after.format(7 * n + 301) for n in range(n_again)]
    return pl.DataFrame({"child_id": first + again})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{:07}", "{}", "noughts in front"),
        ("{}", "{}.0", r"\.0 behind"),
        ("P{}", "(P{})", "brackets around"),
        ("AB{:04}", "AB {:04}", "spaces or hyphens between"),
        ("k{}d", "K{}D", "capitals"),
    ],
)
def test_ids_written_in_two_ways_are_refused(before: str, after: str, said: str) -> None:
    rows = ids(n_again=30, before=before, after=after)
    with pytest.raises(ValueUnreadableError, match=f"child_id: ids that .* {said} \\(30 of 430\\)"):
        require_one_writing("years.csv", rows)


def test_ids_of_one_way_and_a_few_slips_pass() -> None:
    require_one_writing("a.csv", ids(n_again=400, before="{:07}", after="{:07}"))
    require_one_writing("a.csv", ids(n_again=9, before="{:07}", after="{}"))
    with pytest.raises(ValueUnreadableError, match=r"10 of 410"):
        require_one_writing("a.csv", ids(n_again=10, before="{:07}", after="{}"))


def test_a_hundredth_of_many_ids_is_needed() -> None:
    few = ids(n_again=39, before="{:07}", after="{}", children=4_000)
    require_one_writing("a.csv", few)
    with pytest.raises(ValueUnreadableError, match=r"41 of 4,041"):
        require_one_writing("a.csv", ids(n_again=41, before="{:07}", after="{}", children=4_000))


def test_ids_of_small_and_capital_letters_together_are_told_apart() -> None:
    require_one_writing("a.csv", ids(n_again=400, before="aB{}x", after="aB{}X"))


def extract_of(folder: Path, rows: list[str], header: str = "") -> Path:
    path = folder / "years.csv"
    header = header or "referral_id,child_id,referred_on,district,referral_source,is_nfa"
    path.write_text("\n".join([header, *rows]), "utf-8")
    return path


def row(n: int, *, day: str = "", district: str = "Elm", child: str = "", source: str = "6") -> str:
    on = day or f"{FIRST + dt.timedelta(days=n)}"
    return f"R{n},{child or f'C{n}'},{on},{district},{source},{'Y' if n % 3 else 'N'}"


def test_an_area_in_capitals_or_with_another_and_is_one(tmp_path: Path) -> None:
    spelled = ["Elm & Oak", "ELM AND OAK", "elm  &  oak", "Elm-and-Oak", "Ash"]
    often = ["Elm & Oak"] * 4
    rows = [row(n, district=name) for n, name in enumerate([*spelled, *often])]
    got = read_referrals(extract_of(tmp_path, rows)).collect()["district"].cast(pl.String)
    assert got.to_list() == ["Elm & Oak"] * 4 + ["Ash"] + ["Elm & Oak"] * 4


def test_areas_that_differ_in_more_than_writing_stay_two(tmp_path: Path) -> None:
    spelled = ["Team A", "Team A+", "Team B", "Elm", "Elms"]
    rows = [row(n, district=name) for n, name in enumerate(spelled)]
    got = read_referrals(extract_of(tmp_path, rows)).collect()["district"].cast(pl.String)
    assert got.to_list() == spelled


def checked(path: Path, **severities: str) -> int:
    rows = read_referrals(path)
    named = {name.replace("_", " ").removeprefix("rule "): how for name, how in severities.items()}
    return check(rows, extract_date=dt.date(2020, 1, 1), severities=named).n_kept  # type: ignore[arg-type]  # words of the severities


def test_many_rows_without_a_day_stop_and_a_few_are_left_out(tmp_path: Path) -> None:
    days = [row(n) for n in range(1_000)]
    tenth = [row(1_000 + n, day=" ") for n in range(111)]
    assert checked(extract_of(tmp_path, days + tenth)) == 1_000
    many = [*tenth, row(2_000, day=" ")]
    path = extract_of(tmp_path, days + many)
    with pytest.raises(ReferralAnalysisError, match=r"rule 8600: .* referred_on: 112 of 1,112"):
        checked(path)
    assert checked(path, rule_8600="exclude") == 1_000


def test_rows_below_the_table_are_no_gaps(tmp_path: Path) -> None:
    days = [row(n) for n in range(300)]
    assert checked(extract_of(tmp_path, days + [",,,,,"] * 400)) == 300


def test_many_children_without_an_id_stop(tmp_path: Path) -> None:
    rows = [row(n, child=" " if n % 2 else "") for n in range(300)]
    with pytest.raises(ReferralAnalysisError, match=r"rule missing id: .* child_id: 150 of 300"):
        checked(extract_of(tmp_path, rows))


def test_an_export_that_stands_in_the_file_twice_stops(tmp_path: Path) -> None:
    once = [row(n) for n in range(300)]
    twice = [f"N{line}" for line in once]
    path = extract_of(tmp_path, once + twice)
    with pytest.raises(ReferralAnalysisError, match=r"rule same day: .*: 300 of 600"):
        checked(path)
    assert checked(path, same_day="flag") == 600
    assert checked(extract_of(tmp_path, once + twice[:30])) == 330


@pytest.mark.parametrize("column", ["district", "referral_source"])
def test_merged_cells_of_areas_and_agencies_are_said(tmp_path: Path, column: str) -> None:
    place = {"district": 3, "referral_source": 4}[column]
    rows = [row(n).split(",") for n in range(200)]
    for n, fields in enumerate(rows):
        fields[place] = fields[place] if n % 20 == 0 else ""
    path = extract_of(tmp_path, [",".join(fields) for fields in rows])
    with pytest.raises(ValueUnreadableError, match=f"{column}: a value in 10 of 200 rows alone"):
        read_referrals(path)

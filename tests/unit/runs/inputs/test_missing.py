"""All that is missing before a report can be made is said at once, by `check` and `run` alike."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, ParametersError
from referral_analysis.runs.council.working_folder import begin
from referral_analysis.runs.inputs.check import check_extract
from referral_analysis.runs.inputs.missing import missing, require_nothing_missing
from referral_analysis.runs.parameters import BoardReport, contract_of

TODAY = dt.date(2016, 3, 1)
DAYS = pl.date_range(dt.date(2013, 4, 1), dt.date(2015, 11, 6), "1d", eager=True)


def rows() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "Ref No": [f"R{n}" for n in range(DAYS.len())],
            "Person ID": [f"C{n}" for n in range(DAYS.len())],
            "Date Received": DAYS.dt.strftime("%d/%m/%Y"),
            "Locality": ["North Vale"] * DAYS.len(),
            "Referrer": ["Police"] * DAYS.len(),
            "NFA?": ["Yes", "No"] * (DAYS.len() // 2),
            "Date Closed": [""] * DAYS.len(),
            "Reason for Closure": [""] * DAYS.len(),
        }
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Begin a working folder beside an extract, and work in it."""
    rows().write_csv(tmp_path / "ours.csv")
    begin(tmp_path, [tmp_path / "ours.csv"], today=TODAY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_says_what_is_still_to_fill_in_and_checks_what_is_there(folder: Path) -> None:
    got = check_extract([folder / "ours.csv"], folder / "board_report.yaml", today=TODAY)
    assert f"{DAYS.len():,}  kept" in got.text
    told = got.text.split("Still to fill in before a report can be made:")[1]
    assert "FILL-IN still stands at meeting, events, launch_month" in told
    named = {"population": "population", "workshops": "workshops", "timeline": "events"}
    for name, file in named.items():
        assert f"{name}: {file}.csv is still to fill in" in told
    assert got.as_dict["to_fill_in"] != []


def test_a_run_lists_all_of_it_in_one_line(folder: Path) -> None:
    (folder / "events.csv").unlink()
    values = {"meeting": "FILL-IN", "extract": "ours.csv", "timeline": "events.csv",
              "population": "population.csv", "columns": {"is_nfa": "Outcome?"}}  # fmt: skip
    listed = missing(BoardReport, values)
    assert listed[:3] == [
        "FILL-IN still stands at meeting",
        "timeline: no file events.csv",
        "population: population.csv is still to fill in",
    ]
    assert listed[3].startswith("columns: no header for referral_id, referred_on, is_nfa")
    with pytest.raises(ParametersError, match=r"here: 4 things that are missing: FILL-IN .* need"):
        require_nothing_missing(BoardReport, values, where="here")


def test_one_thing_alone_is_left_to_its_own_error(folder: Path) -> None:
    assert folder.is_dir()
    require_nothing_missing(BoardReport, {"timeline": "gone.csv"}, where="here")


def test_check_needs_nothing_but_the_file(folder: Path) -> None:
    got = check_extract([folder / "ours.csv"], None, today=TODAY)
    assert "Read by this mapping, proposed from words alone:" in got.text
    assert '  is_nfa: "NFA?"  # our own name' in got.text
    assert '    "Police": "6"  # the words police; 100% sure' in got.text
    assert "drawn on 2015-11-06, the latest date in it" in got.text


def test_check_counts_nothing_from_the_day_of_the_command(folder: Path) -> None:
    late = check_extract([folder / "ours.csv"], None, today=dt.date(2039, 1, 1))
    (line,) = (line for line in late.text.splitlines() if " long ago " in line)
    assert line.split()[0] == "0"


def test_columns_that_are_missing_are_named_all_at_once(folder: Path) -> None:
    rows().drop("NFA?", "Ref No").write_csv(folder / "less.csv")
    with pytest.raises(ColumnMissingError, match=r"need columns referral_id, is_nfa\. Name"):
        check_extract([folder / "less.csv"], None, today=TODAY)


def test_an_extract_may_be_without_a_district_once_somebody_says_so(folder: Path) -> None:
    rows().drop("Locality").write_csv(folder / "county.csv")
    got = check_extract([folder / "county.csv"], None, today=TODAY)
    assert "# no header found for district: reports would not say what rests on it" in got.text
    with pytest.raises(ParametersError, match="columns, is_nfa: no header; need the header that"):
        check_extract([folder / "county.csv"], None, ("columns={is_nfa: ''}",), today=TODAY)


def test_what_was_given_is_not_proposed_otherwise(folder: Path) -> None:
    begun = begin(
        folder / "other",
        [folder / "ours.csv"],
        ("columns={closed_on: Date Received}", "series_starts=2014-01",
         "codes={referral_source: {Police: '7'}}"),
        today=TODAY,
    )  # fmt: skip
    text = (begun.folder / "board_report.yaml").read_text("utf-8")
    assert "series_starts: 2014-01" in text
    assert 'closed_on: "Date Received"' in text
    assert '"Police": "7"' in text
    assert 'child_id: "Person ID"' in text  # the rest is proposed still
    assert contract_of("board_report") is BoardReport


def test_a_row_may_end_without_a_last_field_but_for_the_children_of_a_district(
    tmp_path: Path,
) -> None:
    """Tables that others made may lack a last field; a population without one is not filled in."""
    contacts, population = tmp_path / "contacts.csv", tmp_path / "population.csv"
    contacts.write_text("contacted_on,child_id\n2015-04-01,\n", "utf-8")
    population.write_text("area,year,children_0_17\nAlder,2015,\n", "utf-8")
    named = {"contacts": str(contacts), "population": str(population)}
    assert missing(BoardReport, named) == ["population: population.csv is still to fill in"]

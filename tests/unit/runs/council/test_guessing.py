"""What `init` works out from an extract: each guess from a file that shows it, and its limits."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.runs.council.guessing import guess

TODAY = dt.date(2016, 3, 1)
HEADERS = {
    "referral_id": "Ref No", "child_id": "Person ID", "referred_on": "Date Received",
    "district": "Locality", "referral_source": "Referrer", "is_nfa": "NFA?",
    "closed_on": "Date Closed", "closure_reason": "Reason for Closure",
}  # fmt: skip


def rows(first: str = "2013-04-01", last: str = "2015-11-06", every: str = "1d") -> pl.DataFrame:
    """Two referrals a day of a council whose headers, agencies and dates are its own."""
    days = pl.date_range(
        dt.date.fromisoformat(first), dt.date.fromisoformat(last), every, eager=True
    )
    height = days.len() * 2
    return pl.DataFrame(
        {
            "Ref No": [f"R{n}" for n in range(height)],
            "Person ID": [f"C{n}" for n in range(height)],
            "Date Received": pl.concat([days, days]).dt.strftime("%d/%m/%Y"),
            "Locality": ["North Vale", "Eastbourne"] * days.len(),
            "Referrer": ["Police service", "Night Desk"] * days.len(),
            "NFA?": ["Yes", "No"] * days.len(),
            "Date Closed": [""] * height,
            "Reason for Closure": [""] * height,
        }
    )


def written(folder: Path, frame: pl.DataFrame, name: str = "extract.csv") -> Path:
    frame.write_csv(folder / name)
    return folder / name


def test_headers_agencies_districts_and_dates_are_proposed(tmp_path: Path) -> None:
    found = guess(written(tmp_path, rows()), today=TODAY)
    assert found.values["columns"] == HEADERS
    assert found.values["codes"] == {"referral_source": {"Police service": "6"}}
    assert found.districts == ("Eastbourne", "North Vale")
    assert found.values["extract_drawn_on"] == "2015-11-06"
    assert found.values["last_month"] == "2015-09"  # October's decisions are not ten days old
    assert found.values["series_starts"] == "2013-04"
    assert set(found.why) == set(found.values)


def test_an_agency_on_no_list_is_left_to_a_person(tmp_path: Path) -> None:
    (left,) = guess(written(tmp_path, rows()), today=TODAY).left
    assert left.column == "referral_source"
    assert [value for value, _ in left.shown] == ["Night Desk"]


def test_the_day_in_the_name_counts_unless_referrals_are_later(tmp_path: Path) -> None:
    later = guess(written(tmp_path, rows(), "drawn 2015-11-20.csv"), today=TODAY)
    earlier = guess(written(tmp_path, rows(), "since 2015-01-01.csv"), today=TODAY)
    none = guess(written(tmp_path, rows(), "of 2015-13-40.csv"), today=TODAY)
    assert later.values["extract_drawn_on"] == "2015-11-20"
    assert later.values["last_month"] == "2015-10"
    assert earlier.values["extract_drawn_on"] == none.values["extract_drawn_on"] == "2015-11-06"


def test_a_year_mistyped_does_not_move_the_dates(tmp_path: Path) -> None:
    slip = rows("2016-01-09", "2016-01-09")
    found = guess(written(tmp_path, pl.concat([rows(), slip])), today=TODAY)
    assert found.values["extract_drawn_on"] == "2015-11-06"


@pytest.mark.parametrize(
    ("thin", "starts"),
    [
        (rows("2012-01-02", "2013-03-31", "1mo"), "2013-04"),  # recording began later
        (rows("2013-03-12", "2013-03-31"), "2013-04"),  # a part month
        (rows("2013-03-02", "2013-03-31"), "2013-03"),  # its first day was a holiday
    ],
)
def test_the_series_starts_where_recording_is_steady(
    thin: pl.DataFrame, starts: str, tmp_path: Path
) -> None:
    found = guess(written(tmp_path, pl.concat([thin, rows()])), today=TODAY)
    assert found.values["series_starts"] == starts


def test_a_handful_of_referrals_says_nothing_of_dates(tmp_path: Path) -> None:
    found = guess(written(tmp_path, rows("2015-10-01", "2015-10-03")), today=TODAY)
    assert "last_month" not in found.values
    assert found.values["columns"] == HEADERS


def test_a_missing_column_leaves_the_mapping_and_says_what_stands_in_the_way(
    tmp_path: Path,
) -> None:
    found = guess(written(tmp_path, rows().drop("NFA?")), today=TODAY)
    assert found.values["columns"]["referred_on"] == "Date Received"
    assert "no header found for is_nfa: name each under `columns`" in found.notes[0]
    assert "a run would stop" in found.notes[1]
    assert found.values["last_month"] == "2015-09"
    assert "is_nfa" in found.notes[1]


def test_what_is_simulated_is_known_by_its_name(tmp_path: Path) -> None:
    assert guess(written(tmp_path, rows(), "synthetic.csv"), today=TODAY).values["is_synthetic"]
    assert not guess(written(tmp_path, rows()), today=TODAY).values["is_synthetic"]


@pytest.mark.parametrize("kept", [["Ref No", "Person ID"], ["Ref No", "Date Received"]])
def test_an_extract_without_dates_or_districts_still_gives_a_folder(
    kept: list[str], tmp_path: Path
) -> None:
    found = guess(written(tmp_path, rows().select(kept)), today=TODAY)
    assert found.districts == ()
    assert ("last_month" in found.values) is ("Date Received" in kept)


def test_dates_of_two_forms_are_said_and_nothing_is_made_of_them(tmp_path: Path) -> None:
    mixed = rows().with_columns(
        pl.when(pl.int_range(pl.len()) < 20)
        .then(pl.lit("2015-01-02"))
        .otherwise("Date Received")
        .alias("Date Received")
    )
    found = guess(written(tmp_path, mixed), today=TODAY)
    assert "last_month" not in found.values
    assert "both ISO dates (20) and day-first ones" in found.notes[0]


def test_a_thin_month_in_the_middle_does_not_move_the_start(tmp_path: Path) -> None:
    day = pl.col("Date Received").str.to_date("%d/%m/%Y")
    thinned = rows().filter(~day.is_between(dt.date(2014, 8, 3), dt.date(2014, 8, 31)))
    found = guess(written(tmp_path, thinned), today=TODAY)
    assert found.values["series_starts"] == "2013-04"
    assert "first whole month with at least half of the usual count" in found.why["series_starts"]


@pytest.mark.parametrize(
    ("filled_from", "first"),
    [("2013-01-01", "2013-04"), ("2014-02-01", "2014-02"), ("2014-02-20", "2014-03")],
)
def test_the_first_month_comes_after_those_whose_flags_are_empty(
    tmp_path: Path, filled_from: str, first: str
) -> None:
    """A flag that a system began to hold; of February's 28 days a third are too few."""
    day = pl.col("Date Received").str.to_date("%d/%m/%Y")
    is_known = day >= dt.date.fromisoformat(filled_from)
    found = guess(
        written(tmp_path, rows().with_columns(pl.when(is_known).then(pl.col("NFA?")))), today=TODAY
    )
    assert found.values["series_starts"] == first
    assert ("flags are empty" in found.why["series_starts"]) is (first != "2013-04")


def test_flags_of_which_empty_means_no_leave_the_first_month(tmp_path: Path) -> None:
    number = pl.int_range(pl.len())
    few = rows().with_columns(
        pl.when((number + pl.col("Date Received").hash(seed=2)) % 3 == 0)
        .then(pl.lit("Y"))
        .alias("NFA?")
    )
    assert guess(written(tmp_path, few), today=TODAY).values["series_starts"] == "2013-04"


def test_the_day_that_a_person_gives_is_that_of_the_last_month(tmp_path: Path) -> None:
    path = written(tmp_path, rows())
    later = guess(path, today=TODAY, given={"extract_drawn_on": "2015-12-20"})
    assert later.values["last_month"] == "2015-10"  # of November the file has six days
    earlier = guess(path, today=TODAY, given={"extract_drawn_on": "2015-11-10"})
    assert earlier.values["last_month"] == "2015-09"
    with pytest.raises(ParametersError, match="extract_drawn_on: text that is no day; need"):
        guess(path, today=TODAY, given={"extract_drawn_on": "in May"})


def test_empty_flags_are_said_with_how_to_say_what_they_mean(tmp_path: Path) -> None:
    blank = rows().with_columns(pl.col("NFA?").replace("No", None))
    notes = guess(written(tmp_path, blank), today=TODAY).notes
    (said,) = (note for note in notes if note.startswith("is_nfa is empty"))
    assert "in 950 of 1,900 rows, from April 2013 to November 2015" in said
    assert 'under `codes`: {is_nfa: {blank: "no"}}' in said
    choice = {"codes": {"is_nfa": {"blank": "no"}}}
    again = guess(written(tmp_path, blank), today=TODAY, given=choice).notes
    assert not any("is_nfa is empty" in note for note in again)


def test_columns_that_reports_rest_on_are_looked_for_among_the_headers_left(tmp_path: Path) -> None:
    strange = rows().rename({"Person ID": "Whom", "Date Closed": "Finito"})
    found = guess(written(tmp_path, strange), today=TODAY)
    (said,) = (note for note in found.notes if note.startswith("no header found"))
    assert "for child_id, closed_on: reports will not say" in said
    assert said.endswith("among the headers left, Whom, Finito")
    without = rows().drop("Person ID", "Date Closed")
    assert not any(
        "no header" in note for note in guess(written(tmp_path, without), today=TODAY).notes
    )


def test_a_council_that_stopped_using_no_further_action_is_told_what_may_stand_for_it(
    tmp_path: Path,
) -> None:
    frame = rows()
    # one in a hundred closed at once; of the others every second closed as not in need
    number = pl.int_range(pl.len())
    closed = frame.with_columns(
        pl.when(number % 100 == 0).then(pl.lit("Yes")).otherwise(pl.lit("No")).alias("NFA?"),
        pl.when(number % 2 == 1).then("Date Received").otherwise(pl.lit("")).alias("Date Closed"),
        pl.when(number % 2 == 1)
        .then(pl.lit("RC8"))
        .otherwise(pl.lit(""))
        .alias("Reason for Closure"),
    )
    said = "no further action is hardly used (1.0%): `inappropriate` may be nfa_or_not_in_need (51%"
    path = written(tmp_path, closed)
    assert [note for note in guess(path, today=TODAY).notes if note.startswith(said)]
    chosen = {"inappropriate": "nfa_or_not_in_need"}
    assert not [n for n in guess(path, today=TODAY, given=chosen).notes if "hardly" in n]
    assert not [n for n in guess(written(tmp_path, frame), today=TODAY).notes if "hardly" in n]

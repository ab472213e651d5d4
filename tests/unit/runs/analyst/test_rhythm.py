"""How often reports can be sustained: councils whose months bring so many, counted by hand."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.disclosure import DFE, OPENSAFELY
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.register import BOARD, register_of
from referral_analysis.runs.analyst.rhythm import sustained, told

DRAWN = dt.date(2019, 7, 9)
BEFORE = dt.date(2018, 2, 1), dt.date(2018, 6, 1)
AFTER = dt.date(2019, 2, 1), dt.date(2019, 6, 1)  # five months


def board(after: dict[str, int | None], drawn: dt.date = DRAWN) -> pl.DataFrame:
    """Return the register of a Board report: many before the launch, and so many after it."""
    counts = {
        Count(measure="referrals", kind="district", segment=name, first=first, last=last): count
        for name, value in after.items()
        for (first, last), count in ((BEFORE, 500), (AFTER, value))
    }
    months = {county_count("referrals", AFTER[0], AFTER[0]): 900}
    return register_of(counts | months, (BOARD, drawn), 1, None)


@pytest.mark.parametrize(
    ("after", "months"),
    [
        ({"North": 30, "South": 0}, 1),  # six a month: half of the figures go on
        ({"North": 29, "South": 0}, 3),  # 5.8 a month, 17.4 in three
        ({"North": 10, "South": 10}, 3),
        ({"North": 9, "South": 9}, 6),  # 5.4 in three
        ({"North": 4, "South": 4}, 12),
        ({"North": 2, "South": 2}, 0),  # 4.8 in a year
        ({"North": None, "South": None, "West": 80}, 0),  # what is hidden stays so
        ({"North": None, "South": 80}, 1),
    ],
)
def test_the_rhythm_is_the_shortest_that_keeps_half_of_the_figures(
    after: dict[str, int | None], months: int
) -> None:
    assert sustained(board(after), DFE) == months


def test_what_is_shown_from_eight_takes_longer() -> None:
    assert sustained(board({"North": 35}), DFE) == 1
    assert sustained(board({"North": 35}), OPENSAFELY) == 3


def test_only_the_last_board_report_counts() -> None:
    earlier = board({"North": 500}, DRAWN - dt.timedelta(days=60))
    others = board({"North": 500}).with_columns(report=pl.lit("segments"))
    assert sustained(pl.concat([earlier, board({"North": 9}), others]), DFE) == 6


def test_a_county_without_districts_or_agencies_has_no_rhythm() -> None:
    assert sustained(board({}), DFE) is None


def test_it_is_told_where_it_is_not_every_month(tmp_path: Path) -> None:
    place = tmp_path / "register.csv"
    assert told(place, DFE) == ""
    for after, said in ((30, ""), (9, "one every 6 months can be sustained"), (2, "merge them")):
        board({"North": after}).write_csv(place)
        assert told(place, DFE).endswith(said) or said in told(place, DFE)
    board({"North": 30}).write_csv(place)
    assert told(place, DFE) == ""

"""Council-years by hand: four councils, two years."""

from pathlib import Path

import polars as pl
import pytest
from benchmarks import council_years


@pytest.fixture
def rows(tmp_path: Path) -> pl.DataFrame:
    """Four councils of a thousand referrals; the last has too few of the outcome to be asked."""
    path = tmp_path / "table.csv"
    path.write_text(
        "time_period,new_la_code,referral_count,no_further_action_count,not_in_need_count\n"
        "2024,A,1000,500,100\n2025,A,1000,300,300\n"  # odds 1 to .43; not in need rose
        "2024,B,1000,200,200\n2025,B,1000,250,150\n"  # odds .25 to .33
        "2024,C,1000,200,200\n2025,C,1000,180,200\n"  # odds .25 to .22, not in need as before
        "2024,D,1000,99,\n2025,D,1000,9,100\n",
        "utf-8",
    )
    return council_years.table(path)


def test_odds_are_compared_where_both_years_have_enough(rows: pl.DataFrame) -> None:
    found = council_years.moves(council_years.pairs(rows), "nfa")
    assert found["council_years"] == 3
    a_tenth, a_fifth, a_half = found["moves"]
    assert (a_tenth["fell"], a_tenth["rose"]) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert (a_fifth["fell"], a_fifth["rose"]) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert (a_half["fell"], a_half["rose"]) == (pytest.approx(1 / 3), 0)
    assert a_tenth["with_not_in_need_rising"] == pytest.approx(1 / 2)
    assert a_half["with_not_in_need_rising"] == 1


def test_an_outcome_that_is_not_used_is_counted_in_the_last_year(rows: pl.DataFrame) -> None:
    found = council_years.unused(rows)
    assert (found["year"], found["councils"], found["at_one_percent_or_less"]) == (2025, 4, 1)


def test_a_fall_of_fifteen_points_is_steep(rows: pl.DataFrame) -> None:
    both = council_years.pairs(rows)
    assert council_years.steep_falls(both) == {"council_years": 4, "steep": 1}

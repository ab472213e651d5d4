"""Other places: worked by hand, with both sides of what is said."""

import csv
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.extract.comparators import read_comparators
from referral_analysis.questions.other_places.figures import (
    other_places_heading,
    other_places_table,
)
from referral_analysis.questions.other_places.finding import of_council, steps
from referral_analysis.questions.other_places.published import OtherPlaces, Published, Steps
from referral_analysis.questions.other_places.words import beside, how_often
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.tables import Table
from referral_analysis.report.words.wording import Change

ROWS = [
    ("Ashby", 2013, 1000, 200, 100),
    ("Ashby", 2014, 1000, 150, 120),
    ("Brook", 2013, 2000, 500, 100),
    ("Brook", 2014, 2000, 400, 200),
    ("Colne", 2013, 1000, 100, 100),
    ("Colne", 2014, 1000, None, 100),
    ("Dene", 2014, 500, 250, 50),
]
ENGLAND = Path(__file__).parents[4].parent / "shared/reference/real"
DFE = ENGLAND / "dfe_referrals_by_la_2013_2025.csv"


def table(rows: Sequence[tuple[str, int, int, int | None, int]] = ROWS) -> pl.DataFrame:
    return pl.DataFrame(rows, ["council", "year", "referrals", "nfa", "not_in_need"], orient="row")


def test_a_year_beside_all_others() -> None:
    found = of_council(table(), "Ashby", [])
    assert found.places.rows() == [
        (2013, 0.2, 2, 0.1, pytest.approx(0.175), 0.25, pytest.approx(800 / 4000)),
        (2014, 0.15, 2, 0.2, pytest.approx(0.35), 0.5, pytest.approx(800 / 3500)),
    ]
    assert beside(found) == (
        "In the year to March 2014, 15.0% of referrals to Ashby ended with no further action "
        "(20.0% the year before). Among the 2 other councils of the table that published it, from "
        "20.0% to 50.0%, in the middle 35.0%; of all referrals in England it was 22.9%. Nobody is "
        "ranked: councils record this differently."
    )


def test_chosen_neighbours_and_englands_own_row() -> None:
    rows = [*ROWS, ("England", 2014, 600_000, 60_000, 100_000)]
    found = of_council(table(rows), "Ashby", ["Brook"])
    assert found.places.row(1) == (2014, 0.15, 1, 0.2, 0.2, 0.2, 0.1)
    assert "For the one of the chosen neighbours that published it, 20.0%" in beside(found)
    assert "in England it was 10.0%" in beside(found)


def test_neighbours_that_did_not_publish_the_year() -> None:
    found = of_council(table(), "Ashby", ["Colne"])
    assert found.places["neighbours"].to_list() == [1, 0]
    assert "None of the others published that year; of all" in beside(found)


def test_a_council_that_published_nothing() -> None:
    silent = [("Ashby", 2014, 1000, None, 120), ("Brook", 2014, 1000, 10, 10)]
    found = of_council(table(silent), "Ashby", [])
    assert beside(found) == ("The table of other places does not say how referrals to Ashby ended.")


def test_the_wider_outcome_adds_those_assessed_and_not_in_need() -> None:
    found = of_council(table(), "Ashby", [], "nfa_or_not_in_need")
    assert found.places["council"].to_list() == pytest.approx([0.3, 0.27])
    assert "ended with no further action or were assessed and found not in need" in beside(found)


@pytest.mark.parametrize(
    ("council", "neighbours", "message"),
    [
        ("Ashbey", [], "Ashbey, which the table of comparators does not have.*Did you mean Ashby"),
        ("Ashby", ["Brok"], "Brok, which the table.*Did you mean Brook"),
        ("England", [], "England, which the table of comparators does not have"),
        ("Ashby", ["Brook", "Brook"], "a council twice, or the council itself"),
        ("Ashby", ["Ashby"], "a council twice, or the council itself"),
    ],
)
def test_councils_that_the_table_does_not_have(
    council: str, neighbours: list[str], message: str
) -> None:
    rows = [*ROWS, ("England", 2014, 600_000, 60_000, 100_000)]
    with pytest.raises(ParametersError, match=message):
        of_council(table(rows), council, neighbours)


def test_steps_are_odds_over_those_a_year_before_of_the_others() -> None:
    """Brook: 400:1600 over 500:1500; Colne's 2014 and Dene's 2013 are not given."""
    found = of_council(table(), "Ashby", []).steps
    assert list(found.ratios) == pytest.approx([0.75])
    assert found.fell(0.75) == found.fell(0.76) == 1
    assert found.fell(0.74) == 0
    assert found.rose(1.1) == 0
    assert found.recorded_otherwise(0.8) == 1  # Brook's not in need rose from 100 to 200
    assert found.recorded_otherwise(0.5) is None


def test_pairs_of_few_referrals_and_of_years_apart_are_no_steps() -> None:
    few = [("Brook", 2013, 1000, 99, 5), ("Brook", 2014, 1000, 150, 5)]
    nearly_all = [("Colne", 2013, 1000, 901, 5), ("Colne", 2014, 1000, 800, 5)]
    apart = [("Dene", 2013, 1000, 300, 5), ("Dene", 2015, 1000, 300, 5)]
    rows = [("Ashby", 2013, 1000, 200, 100), *few, *nearly_all, *apart]
    assert of_council(table(rows), "Ashby", []).steps.ratios == ()


def others(
    ratios: list[float], rising: list[tuple[float, bool]], outcome: Published = "nfa"
) -> OtherPlaces:
    return OtherPlaces(
        council="Ashby",
        are_chosen=False,
        outcome=outcome,
        places=of_council(table(), "Ashby", []).places,
        steps=Steps(ratios=tuple(ratios), not_in_need=tuple(rising)),
    )


def change(ratio: float, low: float, high: float) -> Change:
    return Change(
        what="inappropriate referrals",
        ratio=ratio,
        low=low,
        high=high,
        level=0.95,
        observed_a_month=400,
        months=5,
    )


def test_a_fall_that_often_comes_by_itself() -> None:
    """Of forty pairs ten fell by a fifth or more, and four rose to the reciprocal of it or more."""
    spread = [0.7] * 10 + [1.0] * 26 + [1.3] * 4
    said = how_often(
        others(spread, [(0.7, True)] * 3 + [(0.7, False)] * 2 + [(1.0, True)] * 9),
        change(0.8, 0.7, 0.9),
    )
    assert said == (
        "Here they were 20% fewer than expected. In others, from one year to the next, such "
        "referrals fell against the others by as much in 25 in 100 pairs of years (40 pairs), and "
        "rose as much in 10 in 100: so large a change comes often with no launch that the table "
        "knows of. In 60 in 100 of these falls, more were assessed and found not in need in the "
        "same year: that is what a change of recording looks like."
    )


def test_what_is_not_told_here_is_perhaps_so() -> None:
    said = how_often(others([0.7] * 40, []), change(0.8, 0.6, 1.1))
    assert said.startswith("Here they were perhaps 20% fewer")


@pytest.mark.parametrize(
    ("falls", "word"), [(40, "often"), (8, "often"), (7, "now and then"), (2, "now and then")]
)
def test_how_often_is_said_in_a_word(falls: int, word: str) -> None:
    spread = others([0.7] * falls + [1.0] * (40 - falls), [])
    assert f"so large a change comes {word} with" in how_often(spread, change(0.8, 0.7, 0.9))


def test_what_seldom_comes_is_said_too() -> None:
    spread = others([0.7] + [1.0] * 199, [])
    said = how_often(spread, change(0.8, 0.7, 0.9))
    assert "in fewer than 1 in 100 pairs" in said
    assert "comes seldom with" in said
    assert "rose as much in none" in said


def test_a_rise_is_set_beside_rises() -> None:
    said = how_often(
        others([0.7] * 8 + [1.0] * 24 + [1.3] * 8, [(0.7, True)] * 8), change(1.25, 1.1, 1.4)
    )
    assert said.startswith("Here they were 25% more than expected. In others, from one year")
    assert "such referrals rose against the others by as much in 20 in 100 pairs" in said
    assert "and fell as much in 20 in 100" in said
    assert "not in need" not in said


def test_recording_is_not_asked_of_an_outcome_that_holds_both() -> None:
    spread = others([0.7] * 40, [(0.7, True)] * 40, "nfa_or_not_in_need")
    assert "not in need in the same year" not in how_often(spread, change(0.8, 0.7, 0.9))


def test_nothing_is_said_of_how_often_where_nothing_can_be() -> None:
    assert "too few councils and years" in how_often(others([0.7] * 29, []), change(0.8, 0.7, 0.9))
    assert how_often(others([0.7] * 30, []), change(0.8, 0.7, 0.9)).startswith("Here they were")
    assert how_often(others([0.7] * 40, []), None) == ""
    assert how_often(others([0.7] * 40, []), change(1.0, 0.9, 1.1)) == ""


def test_without_a_table_there_is_no_section() -> None:
    assert other_places_heading(None) is None
    assert other_places_table(None) is None


def test_the_years_are_drawn_and_headed_by_the_council_and_who_is_beside_it() -> None:
    chosen = other_places_table(of_council(table(), "Ashby", ["Brook"]))
    assert isinstance(chosen, Figure)
    assert chosen.headline == "Ashby beside neighbours and England"
    assert [c.label for c in chosen.table.columns][1:3] == ["Ashby", "Lowest of the neighbours"]
    everybody = other_places_table(of_council(table(), "Ashby", []))
    assert isinstance(everybody, Figure)
    assert everybody.table.columns[2].label == "Lowest of the other councils"
    assert everybody.picture.description == (
        "The share in Ashby by year, from 20.0% in 2013 to 15.0% in 2014, beside the middle of the "
        "other councils and England."
    )
    drawn = everybody.picture.wide.to_dict()["data"]["values"]
    assert [(row["series_0"], row["series_1"]) for row in drawn] == [
        (0.2, pytest.approx(0.175)),
        (0.15, pytest.approx(0.35)),
    ]


def test_one_year_is_a_table_and_a_year_without_a_share_is_no_point() -> None:
    alone = other_places_table(of_council(table(), "Dene", []))
    assert isinstance(alone, Table)
    assert alone.name == "other-places"
    gap = [*ROWS, ("Colne", 2015, 1000, 150, 100)]
    drawn = other_places_table(of_council(table(gap), "Colne", []))
    assert isinstance(drawn, Figure)
    assert "from 10.0% in 2013 to 15.0% in 2015" in drawn.picture.description


@pytest.mark.skipif(not DFE.exists(), reason="the Department's table is not beside this checkout")
def test_englands_councils_move_as_often_as_was_counted_elsewhere() -> None:
    """33% of council-years fall by 22% or more, and 30% rise as much: counted here by hand.

    By the table's own codes, which a council that was renamed keeps, in plain Python.
    """
    with DFE.open(encoding="utf-8") as file:
        held = {
            (row["new_la_code"], int(row["time_period"])): (
                float(row["no_further_action_count"]),
                float(row["referral_count"]) - float(row["no_further_action_count"]),
            )
            for row in csv.DictReader(file)
            if row["no_further_action_count"] and row["referral_count"]
        }
    ratios = []
    for (code, year), (nfa, rest) in held.items():
        before = held.get((code, year - 1))
        if before and min(nfa, before[0]) >= 100:
            ratios.append((nfa / rest) / (before[0] / before[1]))
    rows = read_comparators(DFE).with_columns(pl.col("nfa").alias("outcome"))
    found = steps(rows)
    by_hand = sum(ratio <= 0.78 for ratio in ratios) / len(ratios)
    assert len(found.ratios) == pytest.approx(len(ratios), abs=3)
    assert found.fell(0.78) == pytest.approx(by_hand, abs=0.005)
    assert found.fell(0.78) == pytest.approx(0.33, abs=0.005)
    assert found.rose(1 / 0.78) == pytest.approx(0.30, abs=0.01)
    assert found.recorded_otherwise(0.78) == pytest.approx(0.64, abs=0.01)

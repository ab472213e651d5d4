"""Gaps in the record are told by bands that give no count away, where they clearly changed."""

import polars as pl
import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.questions.recorded.bands import EDGES, band, changed, explaining, large, told
from referral_analysis.questions.recorded.tables import RecordGaps
from referral_analysis.questions.recorded.words import gap_in_words, looked_at


def _one(lacking: int, of: int, lacking_before: int, of_before: int) -> pl.DataFrame:
    row = ("left out", lacking, of, lacking_before, of_before)
    return RecordGaps.frame([row])


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        # 5% and under 1%; as many, but before; a fifth more is no jump, three in five more are
        ((100, 2000, 20, 5000), [(0.05, 0.07, 0.0, 0.01)]),
        ((20, 5000, 100, 2000), [(0.0, 0.01, 0.05, 0.07)]),
        ((120, 2000, 250, 5000), []),
        ((160, 2000, 250, 5000), [(0.07, 0.10, 0.05, 0.07)]),
        # just below one in a hundred, and just above
        ((99, 10_000, 10, 10_000), []),
        ((101, 10_000, 10, 10_000), [(0.01, 0.02, 0.0, 0.01)]),
        # nine rows are too few to say anything of, ten of as many are enough
        ((9, 100, 0, 1200), []),
        ((10, 100, 0, 1200), [(0.10, 0.15, 0.0, 0.01)]),
        # 15 of 500 against 20 of 1,000: a chance of one in six
        ((15, 500, 20, 1000), []),
        # nothing since the launch is nothing to tell
        ((0, 0, 300, 1000), []),
    ],
)
def test_a_gap_is_told_where_it_changed_clearly(
    counts: tuple[int, int, int, int], wanted: list[tuple[float, ...]]
) -> None:
    assert changed(_one(*counts), DFE).drop("gap").rows() == wanted


def test_rows_without_a_date_are_held_against_nothing() -> None:
    assert changed(_one(40, 2000, 0, 0), DFE).row(0) == ("left out", 0.02, 0.03, None, None)
    assert changed(_one(9, 100, 0, 0), DFE).is_empty()
    assert changed(_one(19, 2000, 0, 0), DFE).is_empty()


@pytest.mark.parametrize("of", [7, 40, 240, 3000, 100_000])
def test_numbers_too_small_to_show_share_one_band(of: int) -> None:
    bands = {band(lacking, of, DFE) for lacking in range(min(DFE.smallest_shown, of + 1))}
    assert len(bands) == 1
    low, high = bands.pop()
    assert low == 0
    assert high * of >= DFE.smallest_shown
    assert high in EDGES


@pytest.mark.parametrize(("lacking", "of"), [(10, 100), (100, 100), (7, 100), (999, 1000)])
def test_a_band_holds_its_share(lacking: int, of: int) -> None:
    low, high = band(lacking, of, DFE)
    assert low <= lacking / of
    assert lacking / of < high or high == 1


def test_two_bands_that_overlap_are_not_told_apart() -> None:
    # none of 60: that band ends at 10%; none of 26: at 30%, and holds the other
    assert changed(_one(24, 100, 0, 60), DFE).row(0)[1:] == (0.20, 0.30, 0.0, 0.10)
    assert changed(_one(24, 100, 0, 26), DFE).is_empty()


def test_words_name_what_is_missing_how_much_and_before() -> None:
    row = {"gap": "no agency", "low": 0.3, "high": 0.5, "low_before": 0.0, "high_before": 0.01}
    few = "They are in no agency's figures: one may have few, or none, for that reason alone."
    assert gap_in_words({**row, "has_changed": True}) == (
        "Since the launch 30 to 50% of referrals have an agency that is blank or on no list, fewer "
        f"than 1% in the year before. {few}"
    )
    assert gap_in_words({**row, "has_changed": False}) == (
        f"30 to 50% of referrals have an agency that is blank or on no list, now as before. {few}"
    )
    alone = {**row, "gap": "no date", "low": 0.7, "high": 1.0, "low_before": None}
    alone |= {"has_changed": True}
    assert gap_in_words(alone).startswith("Of all rows of the extract, 70% or more have no")
    assert "none changed clearly" in looked_at([])
    assert "changed clearly: closures without a reason and rows without" in looked_at(
        ["no reason", "no date"]
    )


@pytest.mark.parametrize(
    ("gap", "counts", "way", "explains"),
    [
        # rows that are lost look like a fall, those that are no longer lost like a rise
        ("no outcome", (100, 2000, 20, 5000), "fell", True),
        ("no outcome", (100, 2000, 20, 5000), "rose", False),
        ("left out", (20, 5000, 100, 2000), "rose", True),
        ("left out", (20, 5000, 100, 2000), "fell", False),
        # the agency is no part of the count
        ("no agency", (100, 2000, 20, 5000), "fell", False),
    ],
)
def test_only_rows_lost_from_the_count_explain_what_is_told(
    gap: str,
    counts: tuple[int, int, int, int],
    way: str,
    explains: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    bands = told(_one(*counts).with_columns(gap=pl.lit(gap)), DFE)
    assert explaining(bands, way) == ([gap] if explains else [])


@pytest.mark.parametrize(
    ("gap", "counts", "is_large"),
    [
        # a third of agencies on no list, as the year before; just below a tenth, and at it
        ("no agency", (640, 2000, 1600, 5000), True),
        ("no agency", (199, 2000, 498, 5000), False),
        ("no agency", (200, 2000, 500, 5000), True),
        # nine rows are too few to say anything of
        ("no agency", (9, 20, 60, 120), False),
        # what changed is told as that, and many are never assessed in any year
        ("no agency", (640, 2000, 100, 5000), False),
        ("no outcome", (640, 2000, 1600, 5000), False),
    ],
)
def test_a_gap_that_was_always_there_is_told_where_it_is_large(
    gap: str,
    counts: tuple[int, int, int, int],
    is_large: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    gaps = _one(*counts).with_columns(gap=pl.lit(gap))
    assert large(gaps, DFE).height == is_large
    if is_large:
        assert told(gaps, DFE)["has_changed"].to_list() == [False]
        assert explaining(told(gaps, DFE), "fell") == explaining(told(gaps, DFE), "rose") == []

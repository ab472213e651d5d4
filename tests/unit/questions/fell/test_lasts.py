"""Whether the change lasts: sentences follow their numbers, and none is said in the first year."""

from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest

from referral_analysis.questions.fell.figures.lasts import lasts, lasts_heading, lasts_table
from referral_analysis.questions.fell.lasts import answer, ranges, stretches
from referral_analysis.questions.fell.released import ReleasedFell
from referral_analysis.questions.fell.tables import Lasting

Ends = tuple[float, float]
FALL, RISE, NONE = (0.6, 0.9), (1.1, 1.5), (0.8, 1.2)
ROWS = ("first year", "since", "one over the other")


def table(*ends: Ends) -> pl.DataFrame:
    rows = [
        {"name": name, "months": months, "ratio": (low * high) ** 0.5, "low": low, "high": high}
        for name, months, (low, high) in zip(ROWS, (12, 7, 7), ends, strict=True)
    ]
    return Lasting.frame(rows)


@pytest.mark.parametrize(
    ("first", "since", "moved", "told"),
    [
        (FALL, FALL, NONE, "The fall of the first year is still there in the months since."),
        (RISE, RISE, NONE, "The rise of the first year is still there in the months since."),
        (
            FALL,
            NONE,
            NONE,
            "Whether what the first year showed is there in the months since cannot be told.",
        ),
        (NONE, NONE, NONE, "Whether any change is there in the months since cannot be told."),
        (
            NONE,
            FALL,
            NONE,
            "The months since the first year show a fall, which the first did not yet show.",
        ),
        (
            FALL,
            NONE,
            RISE,
            "The change did not stay as it was: more inappropriate referrals came in the months "
            "since the first year than its level led us to expect. Whether what the first year "
            "showed is there in the months since cannot be told.",
        ),
        (
            FALL,
            FALL,
            FALL,
            "The change did not stay as it was: fewer inappropriate referrals came in the months "
            "since the first year than its level led us to expect. The fall of the first year is "
            "still there in the months since.",
        ),
        (
            FALL,
            RISE,
            RISE,
            "The change did not stay as it was: more inappropriate referrals came in the months "
            "since the first year than its level led us to expect. The first year showed the "
            "opposite of the rise in the months since.",
        ),
    ],
)
def test_what_is_said_follows_the_ranges(first: Ends, since: Ends, moved: Ends, told: str) -> None:
    assert answer(stretches(table(first, since, moved), 0.95)) == told


def test_both_ranges_are_given_with_their_months() -> None:
    assert ranges(stretches(table(FALL, NONE, NONE), 0.95)) == (
        "In the first 12 months after the launch the figures allow a fall of between 10% and 40%; "
        "in the seven months since, anything from a fall of 20% to a rise of 20%."
    )


def released(months_after: int, rows: pl.DataFrame) -> ReleasedFell:
    return cast(
        "ReleasedFell",
        SimpleNamespace(
            plan=SimpleNamespace(months_after=months_after, level=0.95),
            lasting=SimpleNamespace(
                table=rows, suppressed=rows.select(pl.all().is_null() & pl.lit(value=False))
            ),
        ),
    )


def test_in_the_first_year_there_is_no_such_section() -> None:
    first = released(12, Lasting.frame())
    assert (lasts_heading(first), lasts(first), lasts_table(first)) == (None, None, None)


def test_after_it_the_section_says_when_it_can_be_asked() -> None:
    early = released(13, Lasting.frame())
    assert lasts_heading(early) is not None
    assert "13 months are in" in str(lasts(early))
    assert lasts_table(early) is None


def test_what_may_not_be_shown_is_not_told() -> None:
    hidden = table(FALL, FALL, NONE).with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("ratio", "low", "high")
    )
    assert stretches(hidden, 0.95) == {}
    assert "may not be shown" in str(lasts(released(20, hidden)))


def test_the_table_names_each_stretch() -> None:
    made = lasts_table(released(19, table(FALL, FALL, NONE)))
    assert made is not None
    assert made.frame["name"].to_list() == [
        "The first year after the launch",
        "The months since",
        "The months since, against the first year",
    ]

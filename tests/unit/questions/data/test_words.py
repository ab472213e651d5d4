"""What is said of sudden changes and of funnels, on both sides of each turn."""

import datetime as dt
from types import SimpleNamespace

import polars as pl
import pytest

from referral_analysis.questions.data.words import counted, in_codes, quarter_name


@pytest.mark.parametrize(("number", "says"), [(1, "One sudden change"), (2, "2 sudden changes")])
def test_sudden_changes_are_counted(number: int, says: str) -> None:
    assert counted(number) == says


def test_a_quarter_is_named_by_its_ends() -> None:
    assert quarter_name(dt.date(2010, 10, 1)) == "October to December 2010"


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (0.5, "12.0% of coded rows, a fall of 50% against the year before"),
        (None, "12.0% of coded rows"),  # the year before had none, or may not be shown
    ],
)
def test_a_sudden_change_is_set_against_the_year_before_where_there_is_one(
    change: float | None, ends: str
) -> None:
    row = {
        "is_jump": True, "period": dt.date(2010, 10, 1), "key": "a", "column": "primary_need",
        "code": "N1", "label": "abuse", "share": 0.12, "change": change,
    }  # fmt: skip
    table = pl.DataFrame([row], schema_overrides={"change": pl.Float64})
    (told,) = in_codes(SimpleNamespace(drift=SimpleNamespace(table=table)))  # type: ignore[arg-type]
    assert told == f"Primary need N1 (abuse), six months from October 2010: {ends}"

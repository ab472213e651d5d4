"""A field as its text: numbers as a person would write them, and nothing where it is empty."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.extract.convert import as_text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        # whole numbers beside empty fields come as decimals; a decimal stays one, up or down
        ([2.0, 2.7, None, -2.7, -3.0, 0.0], ["2", "2.7", None, "-2.7", "-3", "0"]),
        ([7, None, -1], ["7", None, "-1"]),
        ([" a b ", "", "   ", None, "c"], ["a b", None, None, None, "c"]),
        ([dt.date(2011, 5, 4), None], ["2011-05-04", None]),
        ([True, False, None], ["true", "false", None]),
    ],
)
def test_a_field_is_its_text(values: list[object], texts: list[str | None]) -> None:
    rows = pl.DataFrame({"field": values})
    kind = rows.schema["field"]
    assert rows.select(as_text("field", kind)).to_series().to_list() == texts


def test_a_time_with_a_zone_is_the_day_in_london() -> None:
    # half past eleven at night in Greenwich is half past midnight of the next day in summer
    summer, winter = (dt.datetime(2011, month, 4, 23, 30, tzinfo=dt.UTC) for month in (7, 1))
    rows = pl.DataFrame({"field": [summer, winter, None]})
    found = rows.select(as_text("field", rows.schema["field"])).to_series().to_list()
    assert [None if one is None else one[:10] for one in found] == [
        "2011-07-05",
        "2011-01-04",
        None,
    ]

"""Values are counted right in however many pieces their codes are looked at."""

import numpy as np
import polars as pl
import pytest

from referral_analysis.extract import by_value


@pytest.mark.parametrize("rows", [1, 5, 131_072, 131_073, 400_000])
def test_each_value_is_counted(rows: int) -> None:
    drawn = np.random.default_rng(2011).integers(0, 7, rows)
    values = pl.Series("code", [f"N{number}" for number in drawn])
    column = values.set(pl.Series(drawn == 3), None).cast(
        pl.Categorical(pl.Categories.random("test"))
    )
    (found,) = by_value.distinct(column.to_frame(), ["code"])
    seen = dict(zip(found.values.to_list(), found.rows.tolist(), strict=True))
    seen.pop(None, None)
    expected = {f"N{n}": int((drawn == n).sum()) for n in range(7) if n != 3}
    assert seen == {value: count for value, count in expected.items() if count}


def test_a_column_of_nothing_has_no_values() -> None:
    column = pl.Series("code", [None, None]).cast(pl.Categorical(pl.Categories.random("test")))
    (found,) = by_value.distinct(column.to_frame(), ["code"])
    assert found.values.len() == 0
    assert found.rows.size == 0

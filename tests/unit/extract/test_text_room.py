"""Texts that take too much are refused while they are read, and no sooner."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import limits, read_referrals
from referral_analysis.extract.formats import scan
from referral_analysis.extract.text_room import TextRoom

ROWS = 1_000
Make = Callable[..., Path]


@pytest.fixture
def parquet(tmp_path: Path) -> Make:
    """Write referrals in which the columns given are changed."""

    def make(**changed: pl.Expr) -> Path:
        ids = pl.DataFrame({"referral_id": [f"R{place}" for place in range(ROWS)]})
        rows = ids.with_columns(
            pl.col("referral_id").str.replace("R", "C").alias("child_id"),
            pl.lit(dt.date(2011, 5, 4)).alias("referred_on"),
            pl.lit(value=False).alias("is_nfa"),
        ).with_columns(**changed)
        rows.write_parquet(tmp_path / "e.parquet")
        return tmp_path / "e.parquet"

    return make


@pytest.mark.parametrize("column", ["district", "child_id"])
def test_one_long_value_in_every_row_is_refused(parquet: Make, column: str) -> None:
    path = parquet(**{column: pl.lit("Z" * 70_000)})
    message = r"e\.parquet: a file that holds more than 64 MB of text in 0 MB; need one that holds"
    with pytest.raises(FileUnreadableError, match=message):
        read_referrals(path)


def test_as_much_as_is_allowed_is_read_again_and_again(
    parquet: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SMALL_MB", 1)
    path = parquet(district=pl.lit("Z" * 900))
    for _ in range(3):
        assert read_referrals(path).collect()["district"].n_unique() == 1
    table = scan(path)
    for _ in range(3):
        assert table.rows.select("district").collect(engine="streaming").height == ROWS
        assert table.rows.select("district").head(10).collect().height == 10


def test_columns_take_their_room_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SMALL_MB", 1)
    rows = pl.LazyFrame({"a": ["Z" * 400] * ROWS, "b": ["Z" * 700] * ROWS, "c": [None, "Z"] * 500})
    for names, is_refused in (("ac", False), ("bc", False), ("ab", True)):
        room = TextRoom("e", size=1, rows=ROWS)
        counted = rows.select(room.counted(name) for name in names)
        if is_refused:
            with pytest.raises(pl.exceptions.ComputeError):
                counted.collect()
        else:
            assert counted.collect().equals(rows.select(list(names)).collect())
        assert (room.refusal() is not None) is is_refused


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt16, pl.Int64])
def test_ages_that_are_whole_numbers_stay_so(parquet: Make, kind: type[pl.DataType]) -> None:
    age = pl.Series([7, None, 99, -1] * (ROWS // 4)).cast(kind, strict=False)
    path = parquet(age_at_referral=age)
    read = read_referrals(path).collect()["age_at_referral"]
    assert read.dtype == pl.Int64
    assert read.to_list()[:4] == [7, None, 99, None if kind == pl.UInt16 else -1]

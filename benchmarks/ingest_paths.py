"""The ways from a file of referrals to monthly counts that the ingest benchmark compares.

Each is run in a process of its own: python -m benchmarks.ingest_paths NAME FILE prints its wall
and CPU seconds, peak memory and the number of referrals and re-referrals, as JSON.
"""
# ruff: noqa: PLC0415 - a process imports no more than its own path needs

import datetime as dt
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

DRAWN_ON = dt.date(2021, 1, 31)
Totals = tuple[int, int | None]  # referrals, re-referrals
BY = ("month", "district", "referral_source")


def polars_counts(path: Path) -> Totals:
    """Count by month, district and source: bare streaming polars, trusting the file."""
    import polars as pl

    counted = _bare(path).group_by(BY).agg(pl.len(), pl.col("is_nfa").sum())
    return int(counted.collect(engine="streaming")["len"].sum()), None


def polars_rereferrals(path: Path) -> Totals:
    """Add the re-referral flag: hash the child, sort, compare with the row above."""
    import polars as pl

    child, day = pl.col("child_id").hash().alias("child"), pl.col("referred_on")
    again = (pl.col("child") == pl.col("child").shift(1)) & (
        day <= day.shift(1).dt.offset_by("12mo")
    )
    counted = (
        _bare(path)
        .select(child, "referred_on", *BY, "is_nfa")
        .sort("child", "referred_on")
        .with_columns(again.fill_null(value=False).alias("again"))
        .group_by(BY)
        .agg(pl.len(), pl.col("is_nfa", "again").sum())
        .collect(engine="streaming")
    )
    return int(counted["len"].sum()), int(counted["again"].sum())


def _bare(path: Path) -> "pl.LazyFrame":
    """Scan the columns that counting needs, and convert dates and flags as they stand."""
    import polars as pl

    if path.suffix == ".parquet":
        rows = pl.scan_parquet(path)
    else:
        rows = pl.scan_csv(path, infer_schema=False).with_columns(
            pl.col("referred_on").str.to_date("%Y-%m-%d"), pl.col("is_nfa") == "true"
        )
    month = pl.col("referred_on").dt.month_start().alias("month")
    return rows.select("child_id", "referred_on", month, "district", "referral_source", "is_nfa")


def duckdb_counts(path: Path) -> Totals:
    """Count with DuckDB."""
    import duckdb

    query = f"""select sum(n) from (
            select count(*) as n, sum(is_nfa::int) from '{path}'
            group by date_trunc('month', referred_on), district, referral_source)"""  # noqa: S608 - the benchmark's own path
    found = duckdb.connect().execute(query).fetchall()
    return int(found[0][0]), None


def duckdb_rereferrals(path: Path) -> Totals:
    """Add the flag by lag() over each child's referrals."""
    import duckdb

    lag = "lag(referred_on) over (partition by child_id order by referred_on)"
    query = f"""select sum(n), sum(again) from (
            select count(*) as n, sum(again::int) as again
            from (select *, coalesce(referred_on <= {lag} + interval 12 month, false) as again
                  from '{path}')
            group by date_trunc('month', referred_on), district, referral_source)"""  # noqa: S608 - the benchmark's own path
    found = duckdb.connect().execute(query).fetchall()
    return int(found[0][0]), int(found[0][1])


def pandas_counts(path: Path) -> Totals:
    """Count with pandas."""
    rows = _pandas(path, ["referred_on", "district", "referral_source", "is_nfa"])
    return int(rows.groupby(list(BY))["is_nfa"].agg(["size", "sum"])["size"].sum()), None


def pandas_rereferrals(path: Path) -> Totals:
    """Add the flag by sorting."""
    rows = _pandas(path, ["child_id", "referred_on", "district", "referral_source", "is_nfa"])
    rows = rows.sort_values(["child_id", "referred_on"])
    before = rows["referred_on"].shift(1)
    days = (rows["referred_on"] - before).dt.days
    rows["again"] = (rows["child_id"] == rows["child_id"].shift(1)) & (days <= 365)
    counted = rows.groupby(list(BY))["again"].agg(["size", "sum"])
    return int(counted["size"].sum()), int(counted["sum"].sum())


def _pandas(path: Path, columns: list[str]) -> Any:  # noqa: ANN401 - pandas brings no types
    """Read columns, and add the month."""
    import pandas as pd

    if path.suffix == ".parquet":
        rows = pd.read_parquet(path, columns=columns)
        rows["referred_on"] = pd.to_datetime(rows["referred_on"])
    else:
        rows = pd.read_csv(path, usecols=columns, parse_dates=["referred_on"])
    rows["month"] = rows["referred_on"].dt.to_period("M")
    return rows


def ours(path: Path) -> Totals:
    """Go the whole path: read every column, all the checks, counts by month with re-referrals."""
    import polars as pl

    from referral_analysis import extract

    checked = extract.check(extract.read_referrals(path), extract_date=DRAWN_ON)
    month = pl.col("referred_on").dt.month_start().alias("month")
    until = pl.col("previous_referred_on").dt.offset_by("12mo")
    again = (pl.col("referred_on") <= until).fill_null(value=False)
    counted = (
        checked.kept.group_by(month, "district", "referral_source")
        .agg(pl.len(), pl.col("is_nfa").sum(), again.sum().alias("again"))
        .collect(engine="streaming")
    )
    return int(counted["len"].sum()), int(counted["again"].sum())


def ours_census(path: Path) -> Totals:
    """Read a CIN census return, and check it."""
    from referral_analysis import extract

    checked = extract.check(extract.read_referrals(path), extract_date=DRAWN_ON)
    return checked.n_kept, None


PATHS: Mapping[str, Callable[[Path], Totals]] = {
    path.__name__: path
    for path in (
        polars_counts, duckdb_counts, pandas_counts,
        polars_rereferrals, duckdb_rereferrals, pandas_rereferrals,
        ours, ours_census,
    )
}  # fmt: skip


def main() -> None:
    """Run one path on one file, and print what it cost."""
    name, file = sys.argv[1], Path(sys.argv[2])
    start = time.perf_counter()
    referrals, rereferrals = PATHS[name](file)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cost = {
        "seconds": time.perf_counter() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
        "referrals": referrals,
        "rereferrals": rereferrals,
    }
    print(json.dumps(cost))


if __name__ == "__main__":
    main()

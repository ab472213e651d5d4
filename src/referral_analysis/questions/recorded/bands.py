"""Which gaps in the record changed at the launch, and how much: in bands, not in counts.

A gap changed where the larger share is one in a hundred or more and half as large again as the
other, ten rows or more lack something, and chance would bring that less than once in a thousand
times. Each share is told by a band of shares; where fewer rows lack something than may be shown,
the band holds every such number.
"""

from typing import Any

import polars as pl

from referral_analysis.disclosure import Policy
from referral_analysis.questions.recorded.tables import Bands, ToldBands
from referral_analysis.statistics.two_counts import p_of_equal_shares

EDGES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.10, 0.15, 0.20, 0.30, 0.50, 0.70, 1.0)
"""Each band's end is at most twice its beginning, and mostly half as large again."""
LEAST_SHARE, LEAST_RATIO, LEAST_ROWS, MOST_BY_CHANCE = 0.01, 1.5, 10, 0.001
LARGE = 0.10
"""The share from which a gap is told although it did not change."""
FEW_OF_WHICH = ("left out", "no agency")
"""The gaps that leave too few of something, however long they have been there."""
LOSING = ("left out", "no outcome")
"""The gaps through which inappropriate referrals themselves are lost from the count."""


def changed(gaps: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return the gaps that changed (`Bands`); gaps: as `RecordGaps`."""
    rows = [row for one in gaps.iter_rows(named=True) if (row := _changed(one, policy))]
    return Bands.frame(rows)


def large(gaps: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return the gaps that did not change and are large since the launch (`Bands`)."""
    rows = [
        _banded(one, policy)
        for one in gaps.filter(pl.col("gap").is_in(FEW_OF_WHICH)).iter_rows(named=True)
        if one["of_before"]
        and one["lacking"] >= LEAST_ROWS
        and _share(one["lacking"], one["of"]) >= LARGE
        and _changed(one, policy) is None
    ]
    return Bands.frame(rows)


def told(gaps: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return `ToldBands`: the gaps that changed, then those that are large."""
    return pl.concat(
        found.with_columns(pl.lit(value=has_changed).alias(ToldBands.has_changed))
        for found, has_changed in ((changed(gaps, policy), True), (large(gaps, policy), False))
    )


def _changed(row: dict[str, Any], policy: Policy) -> dict[str, Any] | None:
    now = _share(row["lacking"], row["of"])
    if not row["of_before"]:
        if now < LEAST_SHARE or row["lacking"] < LEAST_ROWS:
            return None
        low, high = band(row["lacking"], row["of"], policy)
        return {"gap": row["gap"], "low": low, "high": high}
    then = _share(row["lacking_before"], row["of_before"])
    small, large = sorted((now, then))
    least = max(row["lacking"], row["lacking_before"])
    if large < LEAST_SHARE or large < LEAST_RATIO * small or least < LEAST_ROWS or not row["of"]:
        return None
    counts = (row["lacking"], row["of"], row["lacking_before"], row["of_before"])
    if p_of_equal_shares(*counts) > MOST_BY_CHANCE:
        return None
    banded = _banded(row, policy)
    if banded["low"] < banded["high_before"] and banded["low_before"] < banded["high"]:
        return None  # the same band, or one that holds the other: nothing could be told apart
    return banded


def _banded(row: dict[str, Any], policy: Policy) -> dict[str, Any]:
    low, high = band(row["lacking"], row["of"], policy)
    low_before, high_before = band(row["lacking_before"], row["of_before"], policy)
    return {
        "gap": row["gap"],
        "low": low,
        "high": high,
        "low_before": low_before,
        "high_before": high_before,
    }


def explaining(bands: pl.DataFrame, told: str) -> list[str]:
    """List the gaps that could be what was told, "fell" or "rose": these rows were lost, or came.

    bands: as `told`.
    """
    bands = bands.filter(ToldBands.has_changed)
    more = pl.col("low") >= pl.col("high_before")
    is_that_way = more if told == "fell" else ~more
    return bands.filter(pl.col("gap").is_in(LOSING), is_that_way)["gap"].to_list()


def band(lacking: int, of: int, policy: Policy) -> tuple[float, float]:
    """Return from and to which share a band goes that holds `lacking` of `of`; of above 0.

    Numbers too small to show are told from each other by no band.
    """
    small = policy.smallest_shown / of
    if lacking < policy.smallest_shown:
        return 0.0, min((edge for edge in EDGES[1:] if edge >= small), default=1.0)
    share = lacking / of
    low = max(edge for edge in EDGES[:-1] if edge <= share)
    return low, min(edge for edge in EDGES if edge > low)


def _share(lacking: int, of: int) -> float:
    return lacking / of if of else 0.0

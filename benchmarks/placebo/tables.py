"""The tables of the placebo study, from every tool's range of every window."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from benchmarks.placebo.judged import OURS

HEADLINE = OURS[0]
ORDER = (
    *OURS,
    "R nlme::gls",
    "R forecast::auto.arima",
    "statsmodels OLS, Newey-West",
    "statsmodels GLSAR",
    "statsmodels SARIMAX (1,0,0)",
    "statsmodels UnobservedComponents",
    "CausalPy, its default",
    "CausalImpact, its default",
    "CausalImpact, with seasons",
)


def judge(ranges: pl.DataFrame, windows: pl.DataFrame) -> pl.DataFrame:
    """Add to each range its window, is_missed (no change is outside) and width, a log ratio.

    A range that a tool refused is null in both.
    """
    is_inside = (pl.col("low") <= 1) & (pl.col("high") >= 1)
    return ranges.join(windows, on="window").with_columns(
        (~is_inside).alias("is_missed"),
        (pl.col("high") / pl.col("low")).log().alias("width"),
    )


def by(judged: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Return keys, windows, refused, missed (a share), its Monte Carlo error, width, seconds.

    The error is that of as many independent windows; those of one series are not independent.
    """
    missed = pl.col("is_missed").mean()
    return (
        judged.group_by(keys, maintain_order=True)
        .agg(
            pl.len().alias("windows"),
            pl.col("low").is_null().sum().alias("refused"),
            missed.alias("missed"),
            (missed * (1 - missed) / pl.col("is_missed").count()).sqrt().alias("error"),
            pl.col("width").median(),
            pl.col("seconds").median(),
        )
        .sort(keys)
    )


def in_order(table: pl.DataFrame) -> pl.DataFrame:
    """Put the tools in the order of `ORDER`."""
    place = pl.DataFrame({"tool": ORDER, "place": range(len(ORDER))})
    return table.join(place, on="tool").sort("place").drop("place")


def summary(judged: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the tables as rows: all tools, the same windows for the slow ones, ours by family."""
    ours = judged.filter(pl.col("tool") == HEADLINE)
    sampled = judged.filter(pl.col("tool").str.starts_with("Causal"))["window"].unique()
    of_sample = judged.filter(pl.col("window").is_in(sampled.implode()))
    return {
        "tools": in_order(by(judged, "tool")).to_dicts(),
        "sample": in_order(by(of_sample, "tool")).to_dicts(),
        "families": by(ours, "family").to_dicts(),
        "families of all tools": in_order(by(judged, "tool", "family")).to_dicts(),
        "designs": by(ours, "before", "after").to_dicts(),
        "series": by(ours, "family", "series").sort("missed", descending=True).to_dicts(),
    }


def page(found: Mapping[str, Sequence[Mapping[str, Any]]], made: str) -> str:
    """Return the tables as a page, the failures first. made: date, versions and command."""
    worst = [row for row in found["series"] if row["missed"] > 0][:10]
    return "\n".join(
        [
            "# Placebo launches in real series",
            "",
            made,
            "",
            "## Where ours misses most",
            "",
            *_lines(worst, ("series", "family")),
            "",
            "## Every tool, every window",
            "",
            *_lines(found["tools"], ("tool",)),
            "",
            "## Every tool, the windows that the slow ones were tried on",
            "",
            *_lines(found["sample"], ("tool",)),
            "",
            "## Ours by family, and by design",
            "",
            *_lines(found["families"], ("family",)),
            "",
            *_lines(found["designs"], ("before", "after")),
            "",
        ]
    )


def _lines(rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> list[str]:
    heads = [*keys, "windows", "refused", "missed", "median width", "seconds"]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows:
        cells = [str(row[key]) for key in keys]
        cells += [f"{row['windows']:,}", str(row["refused"]), _share(row)]
        cells += ["-" if row[name] is None else f"{row[name]:.3f}" for name in ("width", "seconds")]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _share(row: Mapping[str, Any]) -> str:
    if row["missed"] is None:
        return "-"
    return f"{row['missed']:.1%} (+/- {2 * row['error']:.1%})"

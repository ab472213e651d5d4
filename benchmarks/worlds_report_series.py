"""The studies beside the primary one as Markdown: series, alarms, looks, the adjusted form."""

from collections.abc import Iterable
from itertools import product

import polars as pl
from benchmarks.worlds_alone import MARGINS
from benchmarks.worlds_tables import MOST_TOLD, STRAIGHT, least_by_tolerance, table

CALM = ("AR(1) 0.4", "walk 0.02")
"""Worlds in which nothing moved a series: an ordinary county, and a calm one."""


def alone(frame: pl.DataFrame) -> Iterable[str]:
    """Yield the tables of series by themselves."""
    yield "## A series by itself: all referrals, appropriate ones, contacts, segments"
    yield (
        "Its own months are what breaks: shocks of sd .13, with the same departures as the odds "
        "had. As built: 37 months, the launch by its dose, calendar months from three years on. "
        "Tolerances: every month, workshop months left out. At a true fall of just the margin "
        "`held up` is told as often as `above`: the range lies above the truth. Safe: what `held "
        "up` is read from, at the tolerance of the window's length and 98.5%."
    )
    whole = frame.filter(~pl.col("method").str.starts_with("segment"))
    yield least_by_tolerance(whole)
    yield "### Held up, told falsely: the most by window and tolerance"
    yield _falsely_held(whole)
    for window in frame["window"].unique(maintain_order=True):
        yield f"### Every world: {window}"
        yield _every_series(frame.filter(pl.col("window") == window))
    for world in CALM:
        yield f"### Told that it held up, or stayed as it was, where nothing moved it ({world})"
        yield _held(frame.filter(pl.col("world") == world))


def _falsely_held(rows: pl.DataFrame) -> str:
    methods = rows["method"].unique(maintain_order=True).to_list()
    lines = [["window", *(f"{method}: most, world, worlds above 2.5" for method in methods)]]
    for window in rows["window"].unique(maintain_order=True):
        cells = []
        for method in methods:
            its = rows.filter(pl.col("window") == window, pl.col("method") == method)
            if its.is_empty():
                cells.append("")
                continue
            most = its.sort("missed_above", descending=True).row(0, named=True)
            above = its.filter(pl.col("missed_above") > MOST_TOLD).height
            cells.append(f"{most['missed_above']:.1f}, {most['world']}, {above} of {its.height}")
        lines.append([window, *cells])
    return table(lines)


def _every_series(rows: pl.DataFrame) -> str:
    methods = rows["method"].unique(maintain_order=True).to_list()
    lines = [["world", "n", *(f"{method}: coverage, above, width" for method in methods)]]
    for world in rows.filter(pl.col("method") == STRAIGHT).sort("coverage")["world"]:
        its = {one["method"]: one for one in
               rows.filter(pl.col("world") == world).iter_rows(named=True)}  # fmt: skip
        cells = [
            f"{its[m]['coverage']:.1f}, {its[m]['missed_above']:.1f}, {its[m]['width']:.2f}"
            if m in its
            else ""
            for m in methods
        ]
        lines.append([world, str(its[STRAIGHT]["n"]), *cells])
    return table(lines)


def _held(rows: pl.DataFrame) -> str:
    margins = [f"{word} {margin:.0%}" for word in ("held up", "stayed") for margin in MARGINS]
    heads = [head for head in margins if head in rows.columns]  # a margin may be newer than they
    lines = [["window", "method", *heads]]
    lines += [
        [row["window"], row["method"], *(f"{row[head]:.0f}" for head in heads)]
        for row in rows.iter_rows(named=True)
    ]
    return table(lines)


def alarms(frame: pl.DataFrame) -> Iterable[str]:
    """Yield how often each alarm is raised."""
    yield "## Alarms: raised in per cent of counties"
    kinds = frame["alarm"].unique(maintain_order=True).to_list()
    windows = frame["window"].unique(maintain_order=True).to_list()
    lines = [["world", *(f"{kind}, {window}" for kind, window in product(kinds, windows))]]
    for world in frame["world"].unique(maintain_order=True):
        its = {(row["alarm"], row["window"]): row["raised"] for row in
               frame.filter(pl.col("world") == world).iter_rows(named=True)}  # fmt: skip
        lines.append([world, *(f"{its[key]:.0f}" for key in product(kinds, windows))])
    yield table(lines)


def looks(frame: pl.DataFrame) -> Iterable[str]:
    """Yield what looks planned beforehand hold, and cost."""
    yield "## Looks planned beforehand: do all their ranges hold at once?"
    yield (
        "61 months before; after them 3 and 5, or 3, 5, 8, 11, or on by quarters to 23. Spent: "
        "1% at December and 4% at February; of more looks the last has four fifths of the 5%, the "
        "others share the rest. Even: all the same. Width: over that of 95% at each."
    )
    lines = [["looks", "rule", "tolerance", "joint, AR(1) 0.4", "least joint", "world",
              "most false fell at any look", "first width", "last width"]]  # fmt: skip
    keys = frame.select("looks", "rule", "tolerance").unique(maintain_order=True)
    for size, rule, tolerance in keys.iter_rows():
        same = frame.filter(pl.col("looks") == size, pl.col("tolerance") == tolerance)
        its = same.filter(pl.col("rule") == rule)
        least = its.sort("joint").row(0, named=True)
        naive = same.filter(pl.col("rule") == "each 95%")
        plain = its.filter(pl.col("world") == "AR(1) 0.4").row(0, named=True)
        widths = [
            f"{its[end].median() / naive[end].median():.2f}"  # type: ignore[operator]
            for end in ("first", "last")
        ]
        lines.append([str(size), rule, f"{tolerance:g}", f"{plain['joint']:.1f}",
                      f"{least['joint']:.1f} ({least['error']:.1f})", least["world"],
                      f"{its.sort('fell')['fell'][-1]:.1f}", *widths])  # fmt: skip
    yield table(lines)


def adjusted(frame: pl.DataFrame) -> Iterable[str]:
    """Yield how the adjusted form does."""
    yield "## The form that adjusts for the others, where they have little in common"
    lines = [["world", "window", "n", "method", "coverage (error)", "fell", "width"]]
    lines += [
        [row["world"], row["window"], str(row["n"]), row["method"],
         f"{row['coverage']:.1f} ({row['error']:.1f})", f"{row['fell']:.1f}", f"{row['width']:.2f}"]
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    yield table(lines)
